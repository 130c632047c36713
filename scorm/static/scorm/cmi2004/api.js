/**
 * API_1484_11 as a content object sees it (RTE 3.1): eight methods and a state of their own, as
 * scorm/cmi2004/api.py. It answers at once, from memory.
 */

import { codeOf, textOf } from "../refusals.js";
import * as e from "./errors.js";

const BEFORE_AND_AFTER = { get: [122, 123], set: [132, 133], commit: [142, 143], terminate: [112, 113] };

/** @param {string} code */
const wordsFor = (code) => (Object.hasOwn(e.ERROR_STRINGS, code) ? e.ERROR_STRINGS[code] : "");

/**
 * @param {import("./data_model.js").DataModel} model
 * @param {{onSet: (element: string, value: string) => void, onCommit: (isLast: boolean) => void}} events
 *   each is called before the content gets its answer; Initialize is a commit too
 */
export function newApi(model, { onSet, onCommit }) {
  let lastError = e.NO_ERROR;
  let state = /** @type {"new" | "running" | "over"} */ ("new");

  /** @param {number} code */
  function answer(code) {
    lastError = code;
    return code === e.NO_ERROR ? "true" : "false";
  }
  /** @param {keyof typeof BEFORE_AND_AFTER} method */
  function outOfSession(method) {
    return state === "running" ? e.NO_ERROR : BEFORE_AND_AFTER[method][state === "new" ? 0 : 1];
  }
  /** @param {unknown} argument @param {"commit" | "terminate"} method */
  function send(argument, method) {
    const code = textOf(argument) === "" ? outOfSession(method) : e.ARGUMENT_ERROR;
    if (code === e.NO_ERROR) {
      if (method === "terminate") state = "over";
      onCommit(method === "terminate");
    }
    return answer(code);
  }

  return {
    /** RTE 3.2.1: which standard's API this is. */
    version: "1.0",
    isInitialized: () => state === "running",
    isTerminated: () => state === "over",

    /** @param {unknown} [argument] */
    Initialize(argument) {
      if (textOf(argument) !== "") return answer(e.ARGUMENT_ERROR);
      if (state === "running") return answer(e.ALREADY_INITIALIZED);
      if (state === "over") return answer(e.CONTENT_INSTANCE_TERMINATED);
      state = "running";
      onCommit(false);
      return answer(e.NO_ERROR);
    },
    Terminate: (/** @type {unknown} */ argument) => send(argument, "terminate"),
    Commit: (/** @type {unknown} */ argument) => send(argument, "commit"),

    /** @param {unknown} element */
    GetValue(element) {
      let value = "";
      const code = outOfSession("get") || codeOf(() => (value = model.get(textOf(element))));
      answer(code);
      return value;
    },
    /** @param {unknown} element @param {unknown} value */
    SetValue(element, value) {
      const [name, text] = [textOf(element), textOf(value)];
      const code = outOfSession("set") || codeOf(() => model.set(name, text));
      if (code === e.NO_ERROR) onSet(name, text);
      return answer(code);
    },
    GetLastError: () => String(lastError),
    GetErrorString: (/** @type {unknown} */ code) => wordsFor(textOf(code)),
    GetDiagnostic: (/** @type {unknown} */ code) => wordsFor(textOf(code) || String(lastError)),
  };
}
