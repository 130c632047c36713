/** What both data models say no with, as scorm/cmi/refusals.py. */

/** One call on one element that the data model does not allow; `code` is one of its API's. */
export class ElementRefused extends Error {
  /** @param {number} code */
  constructor(code) {
    super(`Error ${code}`);
    this.code = code;
  }
}

/** @param {boolean} isWrong @param {number} code @throws {ElementRefused} */
export function refuseIf(isWrong, code) {
  if (isWrong) throw new ElementRefused(code);
}

/** The code of what an act is refused with, 0 for none. @param {() => void} act @returns {number} */
export function codeOf(act) {
  try {
    act();
  } catch (refused) {
    if (!(refused instanceof ElementRefused)) throw refused;
    return refused.code;
  }
  return 0;
}

/** What content may give for a text: a number is common, and nothing at all. @param {unknown} given */
export const textOf = (given) => (given === undefined || given === null ? "" : String(given));

/** No text: NUL, and halves of characters. No database keeps them. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/** Whether it is a text of at most `limit` characters. @param {string} value @param {number} limit */
export const isText = (value, limit) =>
  (value.length <= limit || [...value].length <= limit) && !UNSTORABLE.test(value);

/** What a string is blank by in Python, where the server asks the same. */
export const WHITE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
