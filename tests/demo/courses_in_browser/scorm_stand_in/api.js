/* A working SCORM 1.2 API adapter for tests (SCORM 1.2 Run-Time Environment, 3.3 and 3.4).
 *
 * It checks every call against the data model, keeps the data of each SCO in localStorage, and
 * writes every call to localStorage["calls"]. Query: sco (address), mastery, lesson_mode, credit,
 * suspend_data (left by an earlier session), refuse (an element that is refused with error 101),
 * forget (drop suspend_data unless the earlier session ended with exit "suspend").
 */
(function () {
  "use strict";

  const query = new URLSearchParams(location.search);
  const sco = query.get("sco");
  const errors = {
    0: "No error",
    101: "General exception",
    201: "Invalid argument error",
    301: "Not initialized",
    401: "Not implemented error",
    403: "Element is read only",
    404: "Element is write only",
    405: "Incorrect data type",
  };
  const short = /^.{0,255}$/;
  const percent = /^(100|\d{1,2})(\.\d+)?$/;
  const model = {
    "cmi.core.student_id": ["r", short],
    "cmi.core.lesson_location": ["rw", short],
    "cmi.core.lesson_status": ["rw", /^(passed|completed|failed|incomplete|browsed)$/],
    "cmi.core.lesson_mode": ["r", short],
    "cmi.core.credit": ["r", short],
    "cmi.core.entry": ["r", short],
    "cmi.core.score.raw": ["rw", percent],
    "cmi.core.score.min": ["rw", percent],
    "cmi.core.score.max": ["rw", percent],
    "cmi.core.exit": ["w", /^(time-out|suspend|logout|)$/],
    "cmi.core.session_time": ["w", /^\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?$/],
    "cmi.suspend_data": ["rw", /^[^]{0,4096}$/],
    "cmi.student_data.mastery_score": ["r", short],
    "cmi.interactions._count": ["r", short],
  };
  const interaction = {
    id: /^[\w.-]{1,255}$/,
    time: /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?$/,
    type: /^choice$/,
    "correct_responses.0.pattern": /^(\{[a-z](,[a-z])+\}|[a-z])$/,
    weighting: /^\d+(\.\d+)?$/,
    student_response: /^[a-z](,[a-z])*$/,
    result: /^(correct|wrong|unanticipated|neutral)$/,
  };
  const stored = JSON.parse(localStorage.getItem(sco) || "{}");
  let data = {};
  let state = "fresh";
  let lastError = "0";

  function answer(call, args, code, value) {
    const calls = JSON.parse(localStorage.getItem("calls") || "[]");
    lastError = String(code);
    calls.push([call, ...args, lastError]);
    localStorage.setItem("calls", JSON.stringify(calls));
    return value;
  }

  function keep() {
    localStorage.setItem(sco, JSON.stringify(data));
  }

  function interactionRule(element) {
    const found = /^cmi\.interactions\.(\d+)\.(.+)$/.exec(element);
    if (!found || !(found[2] in interaction)) return null;
    const count = Number(data["cmi.interactions._count"]);
    const number = Number(found[1]);
    if (number > count || (number === count && found[2] !== "id")) return null;
    return ["w", interaction[found[2]]];
  }

  /* RTE 3.4.4, cmi.core.lesson_status: the mastery score decides when the session ends. */
  function judge() {
    const mastery = data["cmi.student_data.mastery_score"];
    const raw = data["cmi.core.score.raw"];
    if (data["cmi.core.lesson_status"] === "not attempted") {
      data["cmi.core.lesson_status"] = "completed";
    }
    if (mastery && raw && data["cmi.core.credit"] === "credit") {
      const passed = Number(raw) >= Number(mastery);
      data["cmi.core.lesson_status"] = passed ? "passed" : "failed";
    }
  }

  window.API = {
    LMSInitialize(argument) {
      if (argument !== "") return answer("LMSInitialize", [argument], 201, "false");
      if (state !== "fresh") return answer("LMSInitialize", [argument], 101, "false");
      state = "running";
      data = {
        "cmi.core.student_id": "lena",
        "cmi.core.lesson_location": "",
        "cmi.core.lesson_status": "not attempted",
        "cmi.core.score.raw": "",
        "cmi.core.score.min": "",
        "cmi.core.score.max": "",
        "cmi.suspend_data": query.get("suspend_data") || "",
        "cmi.interactions._count": "0",
        ...stored,
        "cmi.core.entry": stored["cmi.core.exit"] === "suspend" ? "resume" : "",
        "cmi.core.exit": "",
        "cmi.core.lesson_mode": query.get("lesson_mode") || "normal",
        "cmi.core.credit": query.get("credit") || "credit",
        "cmi.student_data.mastery_score": query.get("mastery") || "",
      };
      if (query.has("forget") && data["cmi.core.entry"] !== "resume") data["cmi.suspend_data"] = "";
      if (!stored["cmi.core.lesson_status"]) data["cmi.core.entry"] = "ab-initio";
      return answer("LMSInitialize", [argument], 0, "true");
    },
    LMSFinish(argument) {
      if (argument !== "") return answer("LMSFinish", [argument], 201, "false");
      if (state !== "running") return answer("LMSFinish", [argument], 301, "false");
      state = "finished";
      judge();
      keep();
      return answer("LMSFinish", [argument], 0, "true");
    },
    LMSCommit(argument) {
      if (argument !== "") return answer("LMSCommit", [argument], 201, "false");
      if (state !== "running") return answer("LMSCommit", [argument], 301, "false");
      keep();
      return answer("LMSCommit", [argument], 0, "true");
    },
    LMSGetValue(element) {
      if (state !== "running") return answer("LMSGetValue", [element], 301, "");
      const rule = model[element];
      if (!rule) return answer("LMSGetValue", [element], 401, "");
      if (!rule[0].includes("r")) return answer("LMSGetValue", [element], 404, "");
      return answer("LMSGetValue", [element], 0, data[element]);
    },
    LMSSetValue(element, value) {
      const told = [element, value];
      if (state !== "running") return answer("LMSSetValue", told, 301, "false");
      if (query.get("refuse") === element) return answer("LMSSetValue", told, 101, "false");
      const rule = model[element] || interactionRule(element);
      if (!rule) return answer("LMSSetValue", told, 401, "false");
      if (!rule[0].includes("w")) return answer("LMSSetValue", told, 403, "false");
      if (typeof value !== "string" || !rule[1].test(value)) {
        return answer("LMSSetValue", told, 405, "false");
      }
      data[element] = value;
      const numbers = Object.keys(data).filter((name) => /^cmi\.interactions\.\d+\.id$/.test(name));
      data["cmi.interactions._count"] = String(numbers.length);
      return answer("LMSSetValue", told, 0, "true");
    },
    LMSGetLastError: () => lastError,
    LMSGetErrorString: (code) => errors[code] || "",
    LMSGetDiagnostic: (code) => errors[code] || "",
  };
})();
