/** The API adapter of SCORM 1.2 as a content object sees it (RTE 3.3). It answers at once, from memory. */

import { codeOf, textOf } from "../refusals.js";
import { canonical } from "./data_model.js";
import * as e from "./errors.js";

/** Not of the standard, but in the field: where to go when the SCO is through. */
const NAV_EVENT = "nav.event";
const NAV_EVENTS = ["", "continue", "previous"];

/** @param {string} code */
const wordsFor = (code) => (Object.hasOwn(e.ERROR_STRINGS, code) ? e.ERROR_STRINGS[code] : "");

/**
 * @param {import("./data_model.js").DataModel} model
 * @param {{onSet: (element: string, value: string) => void, onCommit: (isLast: boolean) => void}} events
 *   each is called before the content gets its answer; LMSInitialize is a commit too
 */
export function newApi(model, { onSet, onCommit }) {
  let lastError = e.NO_ERROR;
  let state = /** @type {"new" | "running" | "over"} */ ("new");
  let navEvent = "";

  /** @param {number} code */
  function answer(code) {
    lastError = code;
    return code === e.NO_ERROR ? "true" : "false";
  }
  const outOfSession = () => (state === "running" ? e.NO_ERROR : e.NOT_INITIALIZED);

  /** @param {unknown} argument @param {boolean} isLast */
  function send(argument, isLast) {
    const code = textOf(argument) === "" ? outOfSession() : e.INVALID_ARGUMENT;
    if (code === e.NO_ERROR) {
      if (isLast) state = "over";
      onCommit(isLast);
    }
    return answer(code);
  }

  /** @param {string} name @param {string} given @returns {number} */
  function set(name, given) {
    if (name === NAV_EVENT) {
      if (!NAV_EVENTS.includes(given)) return e.INCORRECT_TYPE;
      navEvent = given;
      return e.NO_ERROR;
    }
    return codeOf(() => onSet(name, model.set(name, given)));
  }

  return {
    isInitialized: () => state === "running",
    isTerminated: () => state === "over",
    /** Where the content wants to go now that it is through, "" for nowhere. */
    navEvent: () => navEvent,

    /** @param {unknown} [argument] */
    LMSInitialize(argument) {
      if (textOf(argument) !== "") return answer(e.INVALID_ARGUMENT);
      if (state !== "new") return answer(e.GENERAL_EXCEPTION);
      state = "running";
      onCommit(false);
      return answer(e.NO_ERROR);
    },
    LMSFinish: (/** @type {unknown} */ argument) => send(argument, true),
    LMSCommit: (/** @type {unknown} */ argument) => send(argument, false),

    /** @param {unknown} element */
    LMSGetValue(element) {
      let value = "";
      answer(outOfSession() || codeOf(() => (value = model.get(canonical(textOf(element))))));
      return value;
    },
    /** @param {unknown} element @param {unknown} value */
    LMSSetValue(element, value) {
      return answer(outOfSession() || set(canonical(textOf(element)), textOf(value)));
    },
    LMSGetLastError: () => String(lastError),
    LMSGetErrorString: (/** @type {unknown} */ code) => wordsFor(textOf(code)),
    LMSGetDiagnostic: (/** @type {unknown} */ code) => wordsFor(textOf(code) || String(lastError)),
  };
}
