/** One SCO's data model as it is read and written (RTE 3.3.2.3, 3.3.2.4): as scorm/cmi/model.py. */

import { refuseIf } from "../refusals.js";
import {
  ARRAYS, CHILDREN, ELEMENTS, INDEX, KEYWORDS, VERSION, genericName,
} from "./elements.js";
import * as e from "./errors.js";

/** Content may write "cmi.interactions.03.id"; it is kept as "cmi.interactions.3.id". */
export const canonical = (/** @type {string} */ element) =>
  element.replace(/\.0+(?=\d+(\.|$))/g, ".");

const lastOf = (/** @type {string} */ name) => name.slice(name.lastIndexOf(".") + 1);
const parentOf = (/** @type {string} */ name) =>
  name.slice(0, Math.max(name.lastIndexOf("."), 0)).replace(/\.n$/, "");

/** Each [array, index] on the way to an element: interactions 3, its objectives 0.
 * @param {string} element @returns {[string, number][]} */
const places = (element) => {
  const steps = element.split(".");
  return steps.flatMap((step, depth) =>
    INDEX.test(step) ? [[steps.slice(0, depth).join("."), Number(step)]] : [],
  );
};

export class DataModel {
  /** @param {Record<string, string>} values what is known at the start */
  constructor(values) {
    this.values = new Map(Object.entries(values));
    /** @type {Map<string, number>} */
    this.counts = new Map();
    for (const name of this.values.keys()) this.#see(name);
  }

  /** `_count` of an array, by its full name. @param {string} array */
  count(array) {
    return this.counts.get(array) ?? 0;
  }

  /** LMSGetValue. @param {string} element @returns {string} @throws {ElementRefused} */
  get(element) {
    const name = genericName(element);
    if (KEYWORDS.has(lastOf(name))) return this.#keyword(element, parentOf(name), lastOf(name));
    refuseIf(!isElement(element, name), e.NOT_IMPLEMENTED);
    refuseIf(ELEMENTS[name].access === "wo", e.WRITE_ONLY);
    const isMissing = places(element).some(([array, index]) => index >= this.count(array));
    refuseIf(isMissing, e.INVALID_ARGUMENT);
    return this.values.get(element) ?? "";
  }

  /** LMSSetValue; what is kept, which may be more than was given.
   * @param {string} element @param {string} given @returns {string} @throws {ElementRefused} */
  set(element, given) {
    const name = genericName(element);
    refuseIf(KEYWORDS.has(lastOf(name)), e.IS_A_KEYWORD);
    refuseIf(!isElement(element, name), e.NOT_IMPLEMENTED);
    const { access, check } = ELEMENTS[name];
    refuseIf(access === "ro", e.READ_ONLY);
    // RTE 3.4.4: comments are collected, so each is added to those before.
    const value = name === "cmi.comments" ? `${this.values.get(name) ?? ""}${given}` : given;
    refuseIf(!check(value), e.INCORRECT_TYPE);
    // RTE 3.4.3: records are added at the end of an array.
    refuseIf(places(element).some(([array, n]) => n > this.count(array)), e.INVALID_ARGUMENT);
    this.values.set(element, value);
    this.#see(element);
    return value;
  }

  /** @param {string} element @param {string} parent @param {string} keyword */
  #keyword(element, parent, keyword) {
    if (keyword === "_version") {
      refuseIf(parent !== "cmi", e.INVALID_ARGUMENT);
      return VERSION;
    }
    if (keyword === "_children") {
      refuseIf(!Object.hasOwn(CHILDREN, parent), e.CANNOT_HAVE_CHILDREN);
      return CHILDREN[parent].join(",");
    }
    refuseIf(!ARRAYS.has(parent), e.NOT_AN_ARRAY);
    return String(this.count(element.slice(0, element.lastIndexOf("."))));
  }

  /** Keep the counts of the arrays that an element is in. @param {string} element */
  #see(element) {
    for (const [array, index] of places(element)) {
      this.counts.set(array, Math.max(this.count(array), index + 1));
    }
  }
}

/** @param {string} element @param {string} name of the table */
function isElement(element, name) {
  return Object.hasOwn(ELEMENTS, name) && !element.split(".").includes("n");
}
