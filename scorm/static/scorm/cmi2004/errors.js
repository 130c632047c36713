/** Error codes of the SCORM 2004 API (RTE 3.1.7, IEEE 1484.11.2), as scorm/cmi2004/errors.py. */

export const NO_ERROR = 0;
export const GENERAL_EXCEPTION = 101;
export const ALREADY_INITIALIZED = 103;
export const CONTENT_INSTANCE_TERMINATED = 104;
export const ARGUMENT_ERROR = 201;
export const GET_FAILURE = 301;
export const SET_FAILURE = 351;
export const UNDEFINED_ELEMENT = 401;
export const NOT_INITIALIZED = 403;
export const READ_ONLY = 404;
export const WRITE_ONLY = 405;
export const TYPE_MISMATCH = 406;
export const OUT_OF_RANGE = 407;
export const DEPENDENCY = 408;

/** @type {Record<string, string>} */
export const ERROR_STRINGS = {
  0: "No Error",
  101: "General Exception",
  102: "General Initialization Failure",
  103: "Already Initialized",
  104: "Content Instance Terminated",
  111: "General Termination Failure",
  112: "Termination Before Initialization",
  113: "Termination After Termination",
  122: "Retrieve Data Before Initialization",
  123: "Retrieve Data After Termination",
  132: "Store Data Before Initialization",
  133: "Store Data After Termination",
  142: "Commit Before Initialization",
  143: "Commit After Termination",
  201: "General Argument Error",
  301: "General Get Failure",
  351: "General Set Failure",
  391: "General Commit Failure",
  401: "Undefined Data Model Element",
  402: "Unimplemented Data Model Element",
  403: "Data Model Element Value Not Initialized",
  404: "Data Model Element Is Read Only",
  405: "Data Model Element Is Write Only",
  406: "Data Model Element Type Mismatch",
  407: "Data Model Element Value Out Of Range",
  408: "Data Model Dependency Not Established",
};
