/**
 * The SCORM 1.2 data model as one table (RTE 3.4.4) with its data types (RTE 3.4.2): as
 * scorm/cmi/model.py and datatypes.py, letter for letter, so that the server takes what content
 * was told is taken.
 *
 * @typedef {(value: string) => boolean} DataType
 * @typedef {{access: "ro" | "rw" | "wo", check: DataType}} Element
 */

import { isAtLeast } from "../cmi2004/datatypes.js";
import { innerNodes } from "../inner_nodes.js";
import { WHITE, isText, refuseIf } from "../refusals.js";
import { INVALID_ARGUMENT } from "./errors.js";

export const KEYWORDS = new Set(["_children", "_count", "_version"]);
export const VERSION = "3.4";
const NAME_LIMIT = 100;
const ARRAY_LIMIT = 5_000;
export const INDEX = /^(?:0|[1-9][0-9]{0,4})$/;

const DECIMAL = /^-?(?:[0-9]{1,10}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})$/;
const INTEGER = /^-?[0-9]{1,10}$/;
// RTE 3.4.2: hours have two to four digits; content in the field also writes other numbers of
// hours, and minutes or seconds above 59, which is still plain arithmetic.
const TIMESPAN = /^[0-9]{1,7}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,2})?$/;
const TIME = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,2})?$/;
const IDENTIFIER = new RegExp(`^[\\x21-\\x7e${WHITE}]{0,255}$`);

/** @type {(limit: number) => DataType} */
const string = (limit) => (value) => isText(value, limit);
/** @type {(...words: string[]) => DataType} */
const vocabulary = (...words) => (value) => words.includes(value);
/** @type {(lowest: string, highest: string) => DataType} */
const decimal = (lowest, highest) => (value) =>
  DECIMAL.test(value) && isAtLeast(value, lowest) && isAtLeast(highest, value);
/** @type {(lowest: number, highest: number) => DataType} */
const integer = (lowest, highest) => (value) =>
  INTEGER.test(value) && Number(value) >= lowest && Number(value) <= highest;
/** @type {(other: DataType) => DataType} */
const blankOr = (other) => (value) => value === "" || other(value);
/** @type {(pattern: RegExp) => DataType} */
const like = (pattern) => (value) => pattern.test(value);

const identifier = like(IDENTIFIER);
const timespan = like(TIMESPAN);
const score = blankOr(decimal("0", "100"));
const isResultWord = vocabulary("", "correct", "wrong", "unanticipated", "neutral");
/** @type {DataType} */
const result = (value) => isResultWord(value) || DECIMAL.test(value);

/** @type {(check: DataType) => Element} */
const ro = (check) => ({ access: "ro", check });
/** @type {(check: DataType) => Element} */
const rw = (check) => ({ access: "rw", check });
/** @type {(check: DataType) => Element} */
const wo = (check) => ({ access: "wo", check });

const scores = (/** @type {string} */ prefix) => ({
  [`${prefix}.score.raw`]: rw(score),
  [`${prefix}.score.min`]: rw(score),
  [`${prefix}.score.max`]: rw(score),
});
const STATUSES_TO_SET = ["passed", "completed", "failed", "incomplete", "browsed"];

/** @type {Record<string, Element>} */
export const ELEMENTS = {
  "cmi.core.student_id": ro(identifier),
  "cmi.core.student_name": ro(string(255)),
  "cmi.core.lesson_location": rw(string(255)),
  "cmi.core.credit": ro(vocabulary("credit", "no-credit")),
  "cmi.core.lesson_status": rw(vocabulary(...STATUSES_TO_SET)),
  "cmi.core.entry": ro(vocabulary("ab-initio", "resume", "")),
  ...scores("cmi.core"),
  "cmi.core.total_time": ro(timespan),
  "cmi.core.lesson_mode": ro(vocabulary("browse", "normal", "review")),
  "cmi.core.exit": wo(vocabulary("time-out", "suspend", "logout", "")),
  "cmi.core.session_time": wo(timespan),
  // RTE 3.4.4 gives it 4,096 characters; authoring tools need the 64,000 of SCORM 2004.
  "cmi.suspend_data": rw(string(64_000)),
  "cmi.launch_data": ro(string(4_096)),
  "cmi.comments": rw(string(4_096)),
  "cmi.comments_from_lms": ro(string(4_096)),
  "cmi.objectives.n.id": rw(identifier),
  ...scores("cmi.objectives.n"),
  "cmi.objectives.n.status": rw(vocabulary(...STATUSES_TO_SET, "not attempted")),
  "cmi.student_data.mastery_score": ro(score),
  "cmi.student_data.max_time_allowed": ro(blankOr(timespan)),
  "cmi.student_data.time_limit_action": ro(
    vocabulary("exit,message", "exit,no message", "continue,message", "continue,no message", ""),
  ),
  "cmi.student_preference.audio": rw(integer(-1, 100)),
  "cmi.student_preference.language": rw(string(255)),
  "cmi.student_preference.speed": rw(integer(-100, 100)),
  "cmi.student_preference.text": rw(integer(-1, 1)),
  "cmi.interactions.n.id": wo(identifier),
  "cmi.interactions.n.objectives.n.id": wo(identifier),
  "cmi.interactions.n.time": wo(like(TIME)),
  "cmi.interactions.n.type": wo(
    vocabulary(
      "true-false", "choice", "fill-in", "matching", "performance", "sequencing", "likert",
      "numeric",
    ),
  ),
  // RTE 3.4.2 has CMIFeedback at 255 characters; essays are longer in the field.
  "cmi.interactions.n.correct_responses.n.pattern": wo(string(64_000)),
  "cmi.interactions.n.weighting": wo(decimal("-100", "100")),
  "cmi.interactions.n.student_response": wo(string(64_000)),
  "cmi.interactions.n.result": wo(result),
  "cmi.interactions.n.latency": wo(timespan),
};

export const ARRAYS = new Set([
  "cmi.objectives",
  "cmi.interactions",
  "cmi.interactions.n.objectives",
  "cmi.interactions.n.correct_responses",
]);

/** Every inner node of the model with the names of its children, in table order. */
export const CHILDREN = innerNodes(ELEMENTS);

/** The name in the table: each array index becomes `n`. Refused with 201 where it is no name.
 * @param {string} element */
export function genericName(element) {
  refuseIf(element.length > NAME_LIMIT || !element.startsWith("cmi."), INVALID_ARGUMENT);
  const named = element.split(".").map((step) => {
    if (!/^[0-9]/.test(step)) return step;
    refuseIf(!INDEX.test(step) || Number(step) >= ARRAY_LIMIT, INVALID_ARGUMENT);
    return "n";
  });
  return named.join(".");
}
