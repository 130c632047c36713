/**
 * The SCORM 2004 data model as one table (RTE 4.2, 4.3; SN 5.6): as scorm/cmi2004/model.py.
 *
 * Names in the table carry `n` where an array index stands: "cmi.interactions.n.id".
 *
 * @typedef {{access: "ro" | "rw" | "wo", check: import("./datatypes.js").DataType,
 *   byDefault?: string}} Element `byDefault` undefined: no value until one is set
 */

import * as t from "./datatypes.js";
import { UNDEFINED_ELEMENT } from "./errors.js";
import { TYPES } from "./responses.js";
import { innerNodes } from "../inner_nodes.js";
import { refuseIf } from "../refusals.js";

export const KEYWORDS = new Set(["_children", "_count", "_version"]);
export const VERSION = "1.0";
export const ARRAY_LIMIT = 5_000;
const NAME_LIMIT = 4_200;
export const INDEX = /^[0-9]{1,9}$/;

/** @returns {Element} */
const ro = (/** @type {import("./datatypes.js").DataType} */ check, /** @type {string} */ byDefault) =>
  ({ access: "ro", check, byDefault });
/** @returns {Element} */
const rw = (/** @type {import("./datatypes.js").DataType} */ check, /** @type {string} */ byDefault) =>
  ({ access: "rw", check, byDefault });
/** @returns {Element} */
const wo = (/** @type {import("./datatypes.js").DataType} */ check, /** @type {string} */ byDefault) =>
  ({ access: "wo", check, byDefault });

const completion = t.vocabulary("completed", "incomplete", "not attempted", "unknown");
const success = t.vocabulary("passed", "failed", "unknown");
const measure = t.real("-1", "1");
const fraction = t.real("0", "1");

const score = (/** @type {string} */ prefix) => ({
  [`${prefix}.score.scaled`]: rw(measure),
  [`${prefix}.score.raw`]: rw(t.real()),
  [`${prefix}.score.min`]: rw(t.real()),
  [`${prefix}.score.max`]: rw(t.real()),
});
const comments = (/** @type {string} */ array, /** @type {typeof ro} */ access) => ({
  [`${array}.n.comment`]: access(t.localized),
  [`${array}.n.location`]: access(t.text),
  [`${array}.n.timestamp`]: access(t.time),
});

/** @type {Record<string, Element>} */
export const ELEMENTS = {
  ...comments("cmi.comments_from_learner", rw),
  ...comments("cmi.comments_from_lms", ro),
  "cmi.completion_status": rw(completion, "unknown"),
  "cmi.completion_threshold": ro(fraction),
  "cmi.credit": ro(t.vocabulary("credit", "no-credit"), "credit"),
  "cmi.entry": ro(t.vocabulary("ab-initio", "resume", ""), ""),
  "cmi.exit": wo(t.vocabulary("time-out", "suspend", "logout", "normal", ""), ""),
  "cmi.interactions.n.id": rw(t.longIdentifier),
  "cmi.interactions.n.type": rw(t.vocabulary(...TYPES)),
  "cmi.interactions.n.objectives.n.id": rw(t.longIdentifier),
  "cmi.interactions.n.timestamp": rw(t.time),
  "cmi.interactions.n.correct_responses.n.pattern": rw(t.text),
  "cmi.interactions.n.weighting": rw(t.real()),
  "cmi.interactions.n.learner_response": rw(t.text),
  "cmi.interactions.n.result": rw(t.result),
  "cmi.interactions.n.latency": rw(t.timeinterval),
  "cmi.interactions.n.description": rw(t.localized),
  "cmi.launch_data": ro(t.text),
  "cmi.learner_id": ro(t.text),
  "cmi.learner_name": ro(t.localized),
  "cmi.learner_preference.audio_level": rw(t.real("0"), "1"),
  "cmi.learner_preference.language": rw(t.language, ""),
  "cmi.learner_preference.delivery_speed": rw(t.real("0"), "1"),
  "cmi.learner_preference.audio_captioning": rw(t.vocabulary("-1", "0", "1"), "0"),
  "cmi.location": rw(t.text),
  "cmi.max_time_allowed": ro(t.timeinterval),
  "cmi.mode": ro(t.vocabulary("browse", "normal", "review"), "normal"),
  "cmi.objectives.n.id": rw(t.longIdentifier),
  ...score("cmi.objectives.n"),
  "cmi.objectives.n.success_status": rw(success, "unknown"),
  "cmi.objectives.n.completion_status": rw(completion, "unknown"),
  "cmi.objectives.n.progress_measure": rw(fraction),
  "cmi.objectives.n.description": rw(t.localized),
  "cmi.progress_measure": rw(fraction),
  "cmi.scaled_passing_score": ro(measure),
  ...score("cmi"),
  "cmi.session_time": wo(t.timeinterval),
  "cmi.success_status": rw(success, "unknown"),
  "cmi.suspend_data": rw(t.text),
  "cmi.time_limit_action": ro(
    t.vocabulary("exit,message", "exit,no message", "continue,message", "continue,no message"),
    "continue,no message",
  ),
  "cmi.total_time": ro(t.timeinterval, "PT0H0M0S"),
  "adl.nav.request": rw(t.navigation, "_none_"),
  "adl.data.n.id": ro(t.longIdentifier),
  "adl.data.n.store": rw(t.text),
};

export const ARRAYS = new Set([
  "cmi.comments_from_learner",
  "cmi.comments_from_lms",
  "cmi.interactions",
  "cmi.interactions.n.objectives",
  "cmi.interactions.n.correct_responses",
  "cmi.objectives",
  "adl.data",
]);
/** Records whose other elements need the one that names them (RTE: error 408). */
export const NAMED_ARRAYS = new Set(["cmi.interactions", "cmi.objectives"]);

/** Every inner node of the model with the names of its children; its roots are not to be asked. */
export const CHILDREN = innerNodes(ELEMENTS);
for (const root of ["cmi", "adl", "adl.nav"]) delete CHILDREN[root];

/** The name in the table: each array index becomes `n`. Refused with 401 where it cannot be one.
 * @param {string} element */
export function genericName(element) {
  const steps = element.split(".");
  const isTooLong = element.length > NAME_LIMIT && [...element].length > NAME_LIMIT;
  refuseIf(isTooLong || steps.includes("n"), UNDEFINED_ELEMENT);
  return steps.map((step) => (INDEX.test(step) ? "n" : step)).join(".");
}

/** Read-only, and about what could be asked for next: "continue", "choice.{target=…}". */
export const REQUEST_VALID = "adl.nav.request_valid.";
const VALID_REQUEST =
  /^(continue|previous|exit|exitAll|abandon|abandonAll|suspendAll|(choice|jump)\.\{target=[^{}]{1,4000}\})$/u;

/** Whether the name is one of adl.nav.request_valid. @param {string} element */
export const isRequestValid = (element) =>
  element.startsWith(REQUEST_VALID) && VALID_REQUEST.test(element.slice(REQUEST_VALID.length));
