/* The right letters and the reasons. What follows the equals sign is plain JSON. */
window.courseKey = {
  "q1": {
    "right": ["b"],
    "why": "Safety of persons comes first; then nobody may touch a device. Photographs and isolation follow."
  },
  "q2": {
    "right": ["c"],
    "why": "Off stays off. Starting up changes hundreds of files and may set off encryption or a wipe, with or without a network."
  },
  "q3": {
    "right": ["a", "b", "c", "d"],
    "why": "All of them: chats and payments, connection lists, a wallet's recovery phrase, and the number and codes of a SIM."
  },
  "q4": {
    "right": ["a"],
    "why": "The open drive may never open again. The specialist decides about live acquisition; your part is to keep the state and call."
  },
  "q5": {
    "right": ["c"],
    "why": "Against destruction in progress you cut the power. A menu shutdown takes time and may run further programs."
  },
  "q6": {
    "right": ["a", "b", "d"],
    "why": "Shield it, feed it, hurry. Taking out the SIM can lock the phone or make it restart; it is done on advice only."
  },
  "q7": {
    "right": ["b"],
    "why": "Memory lives only as long as the power flows; the others outlast it, though logs also have an end date."
  },
  "q8": {
    "right": ["a", "b", "c"],
    "why": "A label identifies the object and the hand that took it. Opinions have no place on it."
  },
  "q9": {
    "right": ["b"],
    "why": "Static and shocks destroy disks. One exhibit to a package, and a seal that shows any opening."
  },
  "q10": {
    "right": ["d"],
    "why": "A noted mistake can be explained. Do not add a second change to the first."
  }
};
