/* The right letters and the reasons. What follows the equals sign is plain JSON. */
window.courseKey = {
  "q1": {
    "right": ["c"],
    "why": "What is visible and may vanish is recorded first. Taking the phone off the network follows at once."
  },
  "q2": {
    "right": ["a", "c"],
    "why": "Nobody can reach in any more. The timers belong to the phone and run on, so the screen is photographed before."
  },
  "q3": {
    "right": ["b"],
    "why": "A displayed name is what the owner typed. The number or user name on the contact's page identifies the account."
  },
  "q4": {
    "right": ["d"],
    "why": "An open session may be the only way in. Signing out, anywhere, closes it for everybody."
  },
  "q5": {
    "right": ["a", "b", "d"],
    "why": "All that proves who signs in is an exhibit. The picture frame opens nothing."
  },
  "q6": {
    "right": ["b"],
    "why": "Preservation keeps a copy for a limited time. It is handed over only when an order follows."
  }
};
