/** Error codes of the SCORM 1.2 API adapter (RTE 3.3.3), as scorm/cmi/errors.py. */

export const NO_ERROR = 0;
export const GENERAL_EXCEPTION = 101;
export const INVALID_ARGUMENT = 201;
export const CANNOT_HAVE_CHILDREN = 202;
export const NOT_AN_ARRAY = 203;
export const NOT_INITIALIZED = 301;
export const NOT_IMPLEMENTED = 401;
export const IS_A_KEYWORD = 402;
export const READ_ONLY = 403;
export const WRITE_ONLY = 404;
export const INCORRECT_TYPE = 405;

/** @type {Record<string, string>} */
export const ERROR_STRINGS = {
  0: "No error",
  101: "General exception",
  201: "Invalid argument error",
  202: "Element cannot have children",
  203: "Element not an array. Cannot have count",
  301: "Not initialized",
  401: "Not implemented error",
  402: "Invalid set value, element is a keyword",
  403: "Element is read only",
  404: "Element is write only",
  405: "Incorrect data type",
};
