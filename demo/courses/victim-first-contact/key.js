/* The right letters, the reasons and a remark per wrong choice. What follows the equals sign is
 * plain JSON. */
window.courseKey = {
  "q1": {
    "right": ["b"],
    "why": "Relief, the word crime, and a next step: that is what a person can take in at this moment.",
    "says": {
      "a": "Blame closes people up; many then leave out what matters.",
      "c": "Nobody knows that yet, and the first hours are the best chance.",
      "d": "A promise you cannot keep costs trust later."
    }
  },
  "q2": {
    "right": ["b"],
    "why": "Banks can recall or freeze a payment only while it is on its way. Minutes count; note the time of the call, the name and the reference.",
    "says": {
      "a": "The statement can follow; the money is moving now.",
      "c": "It warns the offender, and the messages stop.",
      "d": "The transfer will be through by then."
    }
  },
  "q3": {
    "right": ["a", "b", "d"],
    "why": "Originals first, exports second, pictures third: the three together show what was said, by whom and when.",
    "says": {
      "c": "A forwarded message loses its details, and deleting destroys the original."
    }
  },
  "q4": {
    "right": ["c"],
    "why": "A transaction hash and an address can be followed on the public ledger, and a quick notice to an exchange may stop the money there.",
    "says": {
      "a": "Without an address nobody can follow it.",
      "b": "Useful, but names change daily.",
      "d": "The balance there is invented. Keep it, but it shows no payment."
    }
  },
  "q5": {
    "right": ["a"],
    "why": "Cut the connection, keep the traces, and work from a clean device: e-mail account first, then bank, then the rest.",
    "says": {
      "b": "That removes traces. Evidence first, cleaning later.",
      "c": "The offender may be watching the keyboard.",
      "d": "It warns him while he still has access."
    }
  },
  "q6": {
    "right": ["c"],
    "why": "Say it at the first contact, and put it in writing: nobody who asks for money in advance will bring money back.",
    "says": {
      "a": "The small fee is the fraud.",
      "b": "The first fraud had a website too.",
      "d": "A warning given in time protects; silence does not."
    }
  }
};
