/** One SCO's data model as it is read and written (RTE 3.1.4, 4.2): as scorm/cmi2004/data.py. */

import { ElementRefused, refuseIf } from "../refusals.js";
import * as e from "./errors.js";
import { isAtLeast } from "./datatypes.js";
import {
  ARRAYS, ARRAY_LIMIT, CHILDREN, ELEMENTS, INDEX, KEYWORDS, NAMED_ARRAYS, REQUEST_VALID, VERSION,
  genericName, isRequestValid,
} from "./elements.js";
import { DISTINCT, SINGLE, isPattern, isResponse } from "./responses.js";

/** Statuses that follow from a threshold: its element, the measure, reached, missed. */
const BY_THRESHOLD = /** @type {Record<string, string[]>} */ ({
  "cmi.completion_status":
    ["cmi.completion_threshold", "cmi.progress_measure", "completed", "incomplete"],
  "cmi.success_status": ["cmi.scaled_passing_score", "cmi.score.scaled", "passed", "failed"],
});

const lastOf = (/** @type {string} */ name) => name.slice(name.lastIndexOf(".") + 1);
const parentOf = (/** @type {string} */ name) =>
  name.slice(0, Math.max(name.lastIndexOf("."), 0)).replace(/\.n$/, "");

/** Each [array, index] on the way to an element: interactions 3, its objectives 0.
 * @param {string} element @returns {[string, string][]} */
const places = (element) => {
  const steps = element.split(".");
  return steps.flatMap((step, depth) =>
    INDEX.test(step) ? [[steps.slice(0, depth).join("."), step]] : [],
  );
};

export class DataModel {
  /**
   * @param {Record<string, string>} values what is known at the start
   * @param {{unreadable?: string[], unwritable?: string[]}} [closed] elements of adl.data that the
   *   SCO may not read or write
   */
  constructor(values, { unreadable = [], unwritable = [] } = {}) {
    this.values = new Map(Object.entries(values));
    this.unreadable = new Set(unreadable);
    this.unwritable = new Set(unwritable);
    /** Answers of adl.nav.request_valid by the rest of the name. @type {Record<string, string>} */
    this.validRequests = {};
    /** @type {Map<string, number>} */
    this.counts = new Map();
    for (const name of this.values.keys()) this.#see(name);
  }

  /** `_count` of an array, by its full name. @param {string} array */
  count(array) {
    return this.counts.get(array) ?? 0;
  }

  /** GetValue (RTE 3.1.4.1). @param {string} element @returns {string} @throws {ElementRefused} */
  get(element) {
    refuseIf(element === "", e.GET_FAILURE);
    if (element.startsWith(REQUEST_VALID)) {
      refuseIf(!isRequestValid(element), e.UNDEFINED_ELEMENT);
      // Of all targets those that may be asked for are known; without any word, none is.
      const other = Object.keys(this.validRequests).length > 0 ? "false" : "unknown";
      return this.validRequests[element.slice(REQUEST_VALID.length)] ?? other;
    }
    const name = genericName(element);
    if (KEYWORDS.has(lastOf(name))) return this.#keyword(element, parentOf(name), lastOf(name));
    refuseIf(!Object.hasOwn(ELEMENTS, name), e.UNDEFINED_ELEMENT);
    this.#checkRecordsExist(element);
    const { access, byDefault } = ELEMENTS[name];
    refuseIf(access === "wo" || this.unreadable.has(element), e.WRITE_ONLY);
    const value = this.#current(element, byDefault);
    if (value === undefined || (value === "" && name === "adl.data.n.store")) {
      throw new ElementRefused(e.NOT_INITIALIZED);
    }
    return value;
  }

  /** With a status that follows from a threshold (RTE 4.2.4.1).
   * @param {string} element @param {string} [byDefault] */
  #current(element, byDefault) {
    const [limit = "", by = "", reached, missed] = BY_THRESHOLD[element] ?? [];
    const threshold = this.values.get(limit);
    if (threshold === undefined) return this.values.get(element) ?? byDefault;
    const measure = this.values.get(by);
    if (measure === undefined) return "unknown";
    return isAtLeast(measure, threshold) ? reached : missed;
  }

  /** SetValue (RTE 3.1.4.2). @param {string} element @param {string} value @throws {ElementRefused} */
  set(element, value) {
    refuseIf(element === "", e.SET_FAILURE);
    this.#checkSet(element, value);
    this.values.set(element, value);
    this.#see(element);
  }

  /** @param {string} element @param {string} value */
  #checkSet(element, value) {
    refuseIf(isRequestValid(element), e.READ_ONLY);
    const name = genericName(element);
    const isKeyword = KEYWORDS.has(lastOf(name));
    refuseIf(
      (isKeyword && Object.hasOwn(CHILDREN, parentOf(name))) || name === "cmi._version",
      e.READ_ONLY,
    );
    refuseIf(!Object.hasOwn(ELEMENTS, name), e.UNDEFINED_ELEMENT);
    const { access, check } = ELEMENTS[name];
    refuseIf(access === "ro" || this.unwritable.has(element), e.READ_ONLY);
    this.#checkPlace(element);
    this.#checkIsNotOneTooMany(element, name);
    const wrong = check(value);
    refuseIf(wrong !== e.NO_ERROR, wrong);
    this.#checkOnce(element, name, value);
    this.#checkResponse(element, name, value);
  }

  /** An array has no gaps (351), and a record must be named before it is filled (408).
   * @param {string} element */
  #checkPlace(element) {
    for (const [array, step] of places(element)) {
      // The run-time itself adds the buckets.
      const end = Math.min(this.count(array) - (array === "adl.data" ? 1 : 0), ARRAY_LIMIT - 1);
      refuseIf(String(Number(step)) !== step || Number(step) > end, e.SET_FAILURE);
      const own = `${array}.${step}.id`;
      const isNamed = NAMED_ARRAYS.has(genericName(array));
      refuseIf(isNamed && !this.values.has(own) && element !== own, e.DEPENDENCY);
    }
  }

  /** @param {string} element @param {string} name */
  #checkIsNotOneTooMany(element, name) {
    if (name !== "cmi.interactions.n.correct_responses.n.pattern") return;
    const interaction = element.split(".", 3).join(".");
    const kind = this.values.get(`${interaction}.type`) ?? "";
    const first = `${interaction}.correct_responses.0.pattern`;
    refuseIf(SINGLE.has(kind) && element !== first, e.SET_FAILURE);
  }

  /** The values of one part of all records but that of `element`. @param {string} element */
  #others(element) {
    const [array, part] = [element.split(".").slice(0, -2).join("."), lastOf(element)];
    const names = Array.from({ length: this.count(array) }, (_, n) => `${array}.${n}.${part}`);
    return names.filter((name) => name !== element).map((name) => this.values.get(name));
  }

  /** An objective is named once, and no two records of a list have one name.
   * @param {string} element @param {string} name @param {string} value */
  #checkOnce(element, name, value) {
    if (name === "cmi.objectives.n.id") {
      refuseIf((this.values.get(element) ?? value) !== value, e.SET_FAILURE);
    }
    if (name === "cmi.objectives.n.id" || name === "cmi.interactions.n.objectives.n.id") {
      refuseIf(this.#others(element).includes(value), e.SET_FAILURE);
    }
  }

  /** @param {string} element @param {string} name @param {string} value */
  #checkResponse(element, name, value) {
    const last = lastOf(name);
    if (last !== "pattern" && last !== "learner_response") return;
    const kind = this.values.get(`${element.split(".", 3).join(".")}.type`);
    if (kind === undefined) throw new ElementRefused(e.DEPENDENCY);
    const isRight = last === "pattern" ? isPattern(kind, value) : isResponse(kind, value);
    refuseIf(!isRight, e.TYPE_MISMATCH);
    const mustDiffer = last === "pattern" && DISTINCT.has(kind);
    refuseIf(mustDiffer && this.#others(element).includes(value), e.SET_FAILURE);
  }

  /** @param {string} element */
  #checkRecordsExist(element) {
    const isMissing = places(element).some(([array, step]) => Number(step) >= this.count(array));
    refuseIf(isMissing, e.GET_FAILURE);
  }

  /** @param {string} element @param {string} parent @param {string} keyword */
  #keyword(element, parent, keyword) {
    if (keyword === "_version" && parent === "cmi") return VERSION;
    const isParent = Object.hasOwn(CHILDREN, parent);
    if (keyword === "_children" && isParent) return CHILDREN[parent].join(",");
    if (keyword === "_count" && ARRAYS.has(parent)) {
      this.#checkRecordsExist(element);
      return String(this.count(element.slice(0, element.lastIndexOf("."))));
    }
    const isKnown = isParent || Object.hasOwn(ELEMENTS, parent);
    throw new ElementRefused(isKnown ? e.GET_FAILURE : e.UNDEFINED_ELEMENT);
  }

  /** Keep the counts of the arrays that an element is in. @param {string} element */
  #see(element) {
    for (const [array, step] of places(element)) {
      this.counts.set(array, Math.max(this.count(array), Number(step) + 1));
    }
  }
}
