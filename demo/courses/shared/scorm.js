/* A small SCORM 1.2 run-time wrapper (SCORM 1.2 Run-Time Environment, chapter 3).
 *
 * Course.connect() finds the API adapter, opens the session and returns a Session. Without an
 * adapter, or when LMSInitialize fails, the course still works: a notice says that nothing will
 * be recorded, get() answers "" and set() answers false.
 */
(function () {
  "use strict";

  const MAX_PARENTS = 16;
  const SUSPEND_DATA_LIMIT = 4096; // CMIString4096, RTE 3.4.4
  const Course = (window.Course = window.Course || {});

  /* Reading a property of a window of another origin throws a SecurityError: there is no adapter
   * for us behind it, so the walk goes on. */
  function adapterIn(win) {
    try {
      return win.API || null;
    } catch (error) {
      if (error instanceof DOMException && error.name === "SecurityError") return null;
      throw error;
    }
  }

  function walkParents(start) {
    let win = start;
    for (let step = 0; win && step <= MAX_PARENTS; step += 1) {
      const adapter = adapterIn(win);
      if (adapter) return adapter;
      if (win.parent === win) return null;
      win = win.parent;
    }
    return null;
  }

  /* RTE 3.3.6.1: first the chain of parents, then the opener and its parents. */
  function findAdapter() {
    const openers = [window.opener, window.top && window.top.opener];
    return walkParents(window) || openers.map(walkParents).find(Boolean) || null;
  }

  /* CMITimespan, RTE 3.4.4: HHHH:MM:SS.SS */
  function timespan(milliseconds) {
    const hundredths = Math.max(0, Math.round(milliseconds / 10));
    const seconds = Math.floor(hundredths / 100);
    const two = (number) => String(number).padStart(2, "0");
    const hours = String(Math.min(9999, Math.floor(seconds / 3600))).padStart(4, "0");
    const rest = `${two(seconds % 60)}.${two(hundredths % 100)}`;
    return `${hours}:${two(Math.floor(seconds / 60) % 60)}:${rest}`;
  }

  /* CMITime, RTE 3.4.4: HH:MM:SS */
  function timeOfDay(date) {
    const parts = [date.getHours(), date.getMinutes(), date.getSeconds()];
    return parts.map((part) => String(part).padStart(2, "0")).join(":");
  }

  function showNotice(text) {
    const notice = document.querySelector("[data-notice]");
    notice.textContent = text;
    notice.hidden = false;
  }

  class Session {
    constructor(adapter) {
      this.adapter = adapter;
      this.connected = false;
      this.startedAt = performance.now();
      this.leaving = [];
    }

    begin() {
      if (!this.adapter) {
        showNotice("Not connected: progress will not be recorded.");
        return;
      }
      this.connected = this.accepted(this.adapter.LMSInitialize(""), "LMSInitialize", "");
      if (!this.connected) return;
      window.addEventListener("pagehide", () => this.finish());
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") this.save();
      });
      // A page restored from the back/forward cache has a finished session: begin a new one.
      window.addEventListener("pageshow", (event) => {
        if (event.persisted) window.location.reload();
      });
    }

    /* True when the adapter answered "true" (RTE 3.3.4); otherwise tells the learner why not. */
    accepted(answer, call, element) {
      if (String(answer) === "true") return true;
      const code = String(this.adapter.LMSGetLastError());
      const meaning = this.adapter.LMSGetErrorString(code) || "no reason given";
      console.warn(`${call}(${element}) was refused: ${code} ${meaning}`);
      showNotice(
        `The learning platform refused to store part of your progress (${code}: ${meaning}). ` +
          "You can go on reading; tell your trainer if this message stays.",
      );
      return false;
    }

    /* Value of a data model element, or "" when it is not set or the LMS does not have it. */
    get(element) {
      if (!this.connected) return "";
      const value = this.adapter.LMSGetValue(element);
      const code = String(this.adapter.LMSGetLastError());
      if (code === "0") return String(value);
      console.warn(`LMSGetValue(${element}) failed: ${code}`);
      return "";
    }

    set(element, value) {
      if (!this.connected) return false;
      return this.accepted(this.adapter.LMSSetValue(element, String(value)), "LMSSetValue", element);
    }

    /* "browse" and "review" sessions leave status and score alone (RTE 3.4.4, lesson_mode). */
    get recording() {
      const mode = this.get("cmi.core.lesson_mode");
      return this.connected && mode !== "browse" && mode !== "review";
    }

    /* suspend_data as an object; what cannot be read counts as a fresh start. */
    loadState() {
      const text = this.get("cmi.suspend_data");
      if (!text) return {};
      try {
        const state = JSON.parse(text);
        return state && typeof state === "object" && !Array.isArray(state) ? state : {};
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        console.warn("cmi.suspend_data is not JSON: starting afresh");
        return {};
      }
    }

    saveState(state) {
      const text = JSON.stringify(state);
      if (text.length > SUSPEND_DATA_LIMIT) {
        throw new RangeError(`suspend_data would have ${text.length} of ${SUSPEND_DATA_LIMIT}`);
      }
      return this.set("cmi.suspend_data", text);
    }

    save() {
      if (!this.connected) return false;
      this.set("cmi.core.session_time", timespan(performance.now() - this.startedAt));
      return this.accepted(this.adapter.LMSCommit(""), "LMSCommit", "");
    }

    /* Registers what has to be set last, just before LMSFinish. */
    onLeave(callback) {
      this.leaving.push(callback);
    }

    finish() {
      if (!this.connected) return;
      this.leaving.forEach((callback) => callback());
      this.set("cmi.core.session_time", timespan(performance.now() - this.startedAt));
      this.accepted(this.adapter.LMSFinish(""), "LMSFinish", "");
      this.connected = false;
    }

    /* Adds one record to cmi.interactions; an LMS without this optional part answers no count. */
    addInteraction({ id, correct, response, isCorrect }) {
      const count = this.get("cmi.interactions._count");
      if (!/^\d+$/.test(count)) return false;
      const at = `cmi.interactions.${count}`;
      const fields = [
        ["id", id],
        ["time", timeOfDay(new Date())],
        ["type", "choice"],
        ["correct_responses.0.pattern", correct],
        ["weighting", "1"],
        ["student_response", response],
        ["result", isCorrect ? "correct" : "wrong"],
      ];
      return fields.every(([name, value]) => this.set(`${at}.${name}`, value));
    }
  }

  Course.connect = function () {
    const session = new Session(findAdapter());
    session.begin();
    return session;
  };
})();
