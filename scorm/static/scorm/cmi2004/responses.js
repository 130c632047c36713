/**
 * How correct responses and learner responses are written, by type of interaction (RTE 4.2.9.1):
 * as scorm/cmi2004/responses.py.
 */

import { NO_ERROR } from "./errors.js";
import { isAtLeast, isReal, localized, shortIdentifier, text } from "./datatypes.js";

const FLAG = /^\{(case_matters|order_matters)=(?:true|false)\}/;
const BROKEN_FLAG = /^\{(?:case_matters|order_matters)=[^{}]*\}/;

/** Types with one correct response, and those that name none twice. */
export const SINGLE = new Set(["true-false", "likert", "numeric", "other"]);
export const DISTINCT = new Set(["choice", "sequencing"]);

/** @typedef {(value: string) => boolean} Check */

/** @type {Check} */
const isTrueFalse = (value) => value === "true" || value === "false";
/** @type {Check} */
const isIdentifier = (value) => shortIdentifier(value) === NO_ERROR;
/** @type {Check} */
const isLocalized = (value) => localized(value) === NO_ERROR;
/** @type {Check} */
const isText = (value) => text(value) === NO_ERROR;
/** @type {(each: Check) => Check} */
const listOf = (each) => (value) => value.split("[,]").every(each);

/** A set: nothing twice, and there may be nothing in it. @type {Check} */
function isChoice(value) {
  const parts = value.split("[,]");
  return value === "" || (parts.every(isIdentifier) && new Set(parts).size === parts.length);
}

const isSequencing = listOf(isIdentifier);
const isFillIn = listOf(isLocalized);

/** @type {Check} */
const isPair = (part) => {
  const halves = part.split("[.]");
  return halves.length === 2 && halves.every(isIdentifier);
};
/** @type {Check} */
const isMatching = (value) => value === "" || listOf(isPair)(value);

/** step_name[.]step_answer, one of which may be missing but not both. @type {(answer: Check) => Check} */
const stepWith = (isAnswer) => (part) => {
  const [name, answer, ...more] = part.split("[.]");
  if (answer === undefined || more.length > 0 || (name === "" && answer === "")) return false;
  return (name === "" || isIdentifier(name)) && isAnswer(answer);
};

/** @type {Check} */
function isRange(value) {
  const ends = value.split("[:]");
  if (ends.length !== 2 || ends.some((end) => end !== "" && !isReal(end))) return false;
  return ends.includes("") || isAtLeast(ends[1], ends[0]);
}

/** @type {Check} */
const isStepPattern = (answer) => !answer.includes("[:]") || isRange(answer);

/** The flags in front, each once and in any order, and then a value without any.
 * @type {(allowed: string[], isRest: Check) => Check} */
const flagged = (allowed, isRest) => (value) => {
  const seen = new Set();
  for (let flag = FLAG.exec(value); flag; flag = FLAG.exec(value)) {
    if (!allowed.includes(flag[1]) || seen.has(flag[1])) return false;
    seen.add(flag[1]);
    value = value.slice(flag[0].length);
  }
  return !BROKEN_FLAG.test(value) && isRest(value);
};

/** @type {Check} */
const isAnything = () => true;

/** @type {Record<string, Check>} */
const PATTERNS = {
  "true-false": isTrueFalse,
  choice: isChoice,
  "fill-in": flagged(["case_matters", "order_matters"], isFillIn),
  "long-fill-in": flagged(["case_matters"], isLocalized),
  likert: isIdentifier,
  matching: isMatching,
  performance: flagged(["order_matters"], listOf(stepWith(isStepPattern))),
  sequencing: isSequencing,
  numeric: isRange,
  other: isAnything,
};
/** @type {Record<string, Check>} */
const RESPONSES = {
  "true-false": isTrueFalse,
  choice: isChoice,
  "fill-in": isFillIn,
  "long-fill-in": isLocalized,
  likert: isIdentifier,
  matching: isMatching,
  performance: listOf(stepWith(isText)),
  sequencing: isSequencing,
  numeric: isReal,
  other: isAnything,
};

export const TYPES = Object.keys(PATTERNS);

/** Whether a correct response to an interaction of type `kind` may be written so.
 * @param {string} kind @param {string} value */
export const isPattern = (kind, value) => isText(value) && PATTERNS[kind](value);

/** Whether a learner's response to an interaction of type `kind` may be written so.
 * @param {string} kind @param {string} value */
export const isResponse = (kind, value) => isText(value) && RESPONSES[kind](value);
