/**
 * Data types of the SCORM 2004 data model (RTE 4.1.1) as tests on a string, which answer with an
 * error code of the API: as scorm/cmi2004/datatypes.py and timeinterval.py, letter for letter, so
 * that the server takes what content was told is taken.
 *
 * @typedef {(value: string) => number} DataType
 */

import { NO_ERROR, OUT_OF_RANGE, TYPE_MISMATCH } from "./errors.js";
import { LANGUAGE_CODES } from "./languages.js";
import { WHITE, isText } from "../refusals.js";

/** More than any smallest permitted maximum, so that nothing is ever cut. */
const TEXT_LIMIT = 150_000;

const REAL = /^([+-]?)(?:([0-9]{1,20})(?:\.([0-9]{0,40}))?|\.([0-9]{1,40}))$/;
const DECIMALS = 40;
const LANGUAGE = /^([A-Za-z]{2,3}|[ixIX](?=-))(?:-[A-Za-z0-9]{1,8})*$/;
const LANGUAGE_TAG = /^\{lang=([^{}]*)\}/;
const WHITE_SPACE = new RegExp(`[${WHITE}]`);
const NOT_IN_URI = /[{}[\]|\\^`<>"]/;
const URN = /^urn:[A-Za-z0-9][A-Za-z0-9-]{1,31}:[^]+$/i;

const is = (/** @type {boolean} */ passed) => (passed ? NO_ERROR : TYPE_MISMATCH);

/** characterstring. @type {DataType} */
export const text = (value) => is(isText(value, TEXT_LIMIT));

/** A code of ISO 639, or "i" or "x", and what may follow it (RFC 3066, 2.1). @param {string} value */
function isLanguage(value) {
  const [, code = ""] = LANGUAGE.exec(value) ?? [];
  return code !== "" && (/^[ix]$/i.test(code) || LANGUAGE_CODES.has(code.toLowerCase()));
}

/** language_type (RFC 3066), or "" for none. @type {DataType} */
export const language = (value) => is(value === "" || isLanguage(value));

/** localized_string_type: a text that may begin with {lang=…} (RTE 4.1.1.5). @type {DataType} */
export function localized(value) {
  const tag = LANGUAGE_TAG.exec(value);
  return tag && !isLanguage(tag[1]) ? TYPE_MISMATCH : text(value);
}

/** long_identifier_type: a URI without white space, and a whole one where it is a URN (RFC 2141).
 * @type {DataType} */
export function longIdentifier(value) {
  if (value === "" || WHITE_SPACE.test(value)) return TYPE_MISMATCH;
  if (/^urn:/i.test(value) && !URN.test(value)) return TYPE_MISMATCH;
  return text(value);
}

/** short_identifier_type: the same, within a response, without the signs that RFC 2396 (2.4.3)
 * keeps out of a URI. @type {DataType} */
export const shortIdentifier = (value) =>
  NOT_IN_URI.test(value) ? TYPE_MISMATCH : longIdentifier(value);

/** Whether it reads as a real number. @param {string} value */
export const isReal = (value) => REAL.test(value);

/** A real number in units of its last decimal: exact, where a float is not. @param {string} value */
function scaled(value) {
  const [, sign, whole = "0", fraction, bare = ""] = /** @type {string[]} */ (REAL.exec(value));
  const digits = BigInt(whole + (fraction ?? bare).padEnd(DECIMALS, "0"));
  return sign === "-" ? -digits : digits;
}

/** Whether one real number is at least another. @param {string} one @param {string} other */
export const isAtLeast = (one, other) => scaled(one) >= scaled(other);

/** real(10,7), between two bounds when they are given.
 * @param {string} [lowest] @param {string} [highest] @returns {DataType} */
export const real = (lowest, highest) => (value) => {
  if (!isReal(value)) return TYPE_MISMATCH;
  const isBelow = lowest !== undefined && !isAtLeast(value, lowest);
  return isBelow || (highest !== undefined && !isAtLeast(highest, value)) ? OUT_OF_RANGE : NO_ERROR;
};

/** state: one of the words, letter for letter. @param {...string} words @returns {DataType} */
export const vocabulary = (...words) => (value) => is(words.includes(value));

const INTERVAL =
  /^P(?=[0-9T])(?:[0-9]{1,9}Y)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}D)?(?:T(?=[0-9])(?:[0-9]{1,9}H)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}(?:\.[0-9]{1,2})?S)?)?$/;
const TIME =
  /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2})(?::([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,2}(?:Z|[+-]([0-9]{2})(?::([0-9]{2}))?)?)?)?)?)?)?)?$/;

/** timeinterval(second,10,2). @type {DataType} */
export const timeinterval = (value) => is(INTERVAL.test(value));

/** time(second,10,0), or its beginning up to any part. @type {DataType} */
export const time = (value) => is(isTime(value));

/** @param {string} value */
function isTime(value) {
  const match = TIME.exec(value);
  if (!match) return false;
  const [year, month, day, ...rest] = match.slice(1).map((part) => part && Number(part));
  // The years that a signed 32-bit time can tell.
  if (Number(year) < 1970 || Number(year) > 2038) return false;
  if (month !== undefined && (Number(month) < 1 || Number(month) > 12)) return false;
  const days = new Date(Date.UTC(Number(year), Number(month ?? 1), 0)).getUTCDate();
  if (day !== undefined && (Number(day) < 1 || Number(day) > days)) return false;
  return [24, 60, 60, 24, 60].every((limit, place) => Number(rest[place] ?? 0) < limit);
}

const isResultWord = vocabulary("correct", "incorrect", "unanticipated", "neutral");

/** cmi.interactions.n.result: a word of its vocabulary, or a real number. @type {DataType} */
export const result = (value) => is(isResultWord(value) === NO_ERROR || isReal(value));

const NAVIGATION =
  /^(continue|previous|exit|exitAll|abandon|abandonAll|suspendAll|_none_|\{target=[^{}]{1,4000}\}(choice|jump))$/u;

/** adl.nav.request (SN 5.6.4). @type {DataType} */
export const navigation = (value) => (NAVIGATION.test(value) ? text(value) : TYPE_MISMATCH);
