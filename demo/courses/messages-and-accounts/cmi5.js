/* A small cmi5 client: one session of one assignable unit (AU).
 *
 * Course.connect() answers, once the LMS has been asked for everything, with a Session. Without a
 * launch by an LMS, or when it does not answer, the course still works: a notice says that nothing
 * will be recorded. Numbers in the comments are clauses of the cmi5 specification.
 */
(function () {
  "use strict";

  const Course = (window.Course = window.Course || {});
  const PARAMETERS = ["endpoint", "fetch", "actor", "registration", "activityId"]; // 8.1
  const CATEGORIES = "https://w3id.org/xapi/cmi5/context/categories/";
  const EXTENSIONS = {
    masteryScore: "https://w3id.org/xapi/cmi5/context/extensions/masteryscore",
    progress: "https://w3id.org/xapi/cmi5/result/extensions/progress",
  };
  const VERBS = {
    initialized: "http://adlnet.gov/expapi/verbs/initialized",
    completed: "http://adlnet.gov/expapi/verbs/completed",
    passed: "http://adlnet.gov/expapi/verbs/passed",
    failed: "http://adlnet.gov/expapi/verbs/failed",
    terminated: "http://adlnet.gov/expapi/verbs/terminated",
    progressed: "http://adlnet.gov/expapi/verbs/progressed",
    answered: "http://adlnet.gov/expapi/verbs/answered",
  };
  const NOT_CONNECTED = "Not connected: progress will not be recorded.";
  const ENDED = "This session has ended. To go on, open the activity again from your course.";
  const UNSENT = "Part of your progress is not stored yet. Keep this page open; it is sent again.";

  function showNotice(text) {
    const notice = document.querySelector("[data-notice]");
    notice.textContent = text;
    notice.hidden = text === "";
  }

  /* RFC 9562, version 4; crypto.randomUUID is missing on plain http. */
  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  class Refused extends Error {}

  class Session {
    constructor(launch) {
      this.launch = launch;
      this.connected = false;
      this.data = {};
      this.state = {};
      this.unsent = [];
      this.sending = null;
      this.leaving = [];
      this.startedAt = performance.now();
    }

    async begin() {
      if (!this.launch) throw new Refused(NOT_CONNECTED);
      this.token = await this.fetchToken();
      this.data = await this.read("activities/state", this.ofState("LMS.LaunchData"));
      if (!this.data) throw new Refused(NOT_CONNECTED); // 10.2: without it there is no context
      // 11: asked for before "initialized"; this course is in one language and has no sound.
      await this.read("agents/profile", {
        profileId: "cmi5LearnerPreferences",
        agent: this.launch.actor,
      });
      this.state = (await this.read("activities/state", this.ofState("bookmark"))) || {};
      this.connected = true;
      this.tell("initialized");
      await this.flush();
      window.addEventListener("pagehide", () => this.finish());
      window.addEventListener("online", () => this.flush());
      // A page restored from the back/forward cache has a finished session.
      window.addEventListener("pageshow", (event) => event.persisted && showNotice(ENDED));
    }

    /* 8.2: the token is handed out once. A reloaded page asks again and is told so. */
    async fetchToken() {
      const answer = await fetch(this.launch.fetch, { method: "POST" });
      const said = await answer.json();
      if (!said["auth-token"]) throw new Refused(said["error-code"] === "1" ? ENDED : NOT_CONNECTED);
      return said["auth-token"];
    }

    get headers() {
      return {
        Authorization: `Basic ${this.token}`,
        "Content-Type": "application/json",
        "X-Experience-API-Version": "1.0.3",
      };
    }

    address(resource, parameters = {}) {
      const base = this.launch.endpoint.replace(/\/*$/, "/");
      const query = new URLSearchParams(parameters).toString();
      return `${base}${resource}${query ? `?${query}` : ""}`;
    }

    ofState(stateId) {
      const { activityId, actor, registration } = this.launch;
      return { stateId, activityId, agent: actor, registration };
    }

    /* A document as an object, null when there is none. */
    async read(resource, parameters) {
      const answer = await fetch(this.address(resource, parameters), { headers: this.headers });
      if (answer.status === 404) return null;
      if (!answer.ok) throw new Refused(NOT_CONNECTED);
      return answer.json();
    }

    /* 10.2.2: in the modes Browse and Review nothing is completed, passed or failed. */
    get recording() {
      return this.connected && this.data.launchMode === "Normal";
    }

    /* 10.2.4, in per cent; `otherwise` when the course structure names none. */
    mastery(otherwise) {
      const { masteryScore } = this.data;
      return typeof masteryScore === "number" ? Math.round(masteryScore * 100) : otherwise;
    }

    /* The designer's launchParameters (10.2.3), written as name=value with commas between. */
    get parameters() {
      const pairs = (this.data.launchParameters || "").split(",").map((pair) => pair.split("="));
      return Object.fromEntries(pairs.map(([name, value = ""]) => [name.trim(), value.trim()]));
    }

    get duration() {
      return `PT${((performance.now() - this.startedAt) / 1000).toFixed(2)}S`;
    }

    /* 9.6: the context template, and what this statement adds to it. */
    context(categories, extensions) {
      const context = structuredClone(this.data.contextTemplate);
      context.registration = this.launch.registration;
      context.contextActivities = context.contextActivities || {};
      const given = context.contextActivities.category || [];
      context.contextActivities.category = [
        ...given,
        ...categories
          .map((name) => CATEGORIES + name)
          .filter((id) => given.every((activity) => activity.id !== id))
          .map((id) => ({ objectType: "Activity", id })),
      ];
      context.extensions = { ...context.extensions, ...extensions };
      return context;
    }

    statement(verb, about, result, categories, extensions = {}) {
      return {
        id: uuid(),
        actor: JSON.parse(this.launch.actor),
        verb: { id: VERBS[verb], display: { en: verb } },
        object: about,
        ...(result ? { result } : {}),
        context: this.context(categories, extensions),
        timestamp: new Date().toISOString(),
      };
    }

    /* A cmi5 defined statement (9.3) about the AU itself. */
    tell(verb, result, extensions) {
      const judges = result && ("success" in result || "completion" in result);
      const about = { objectType: "Activity", id: this.launch.activityId };
      const categories = judges ? ["cmi5", "moveon"] : ["cmi5"];
      this.unsent.push(this.statement(verb, about, result, categories, extensions));
    }

    /* A cmi5 allowed statement (7.1.3): one question, named below the publisher's id of the AU. */
    tellAnswer({ name, correct, response, isCorrect }) {
      const publisher = this.data.contextTemplate.contextActivities.grouping[0].id;
      const about = {
        objectType: "Activity",
        id: `${publisher}/${name}`,
        definition: {
          type: "http://adlnet.gov/expapi/activities/cmi.interaction",
          interactionType: "choice",
          correctResponsesPattern: [correct],
        },
      };
      this.unsent.push(this.statement("answered", about, { response, success: isCorrect }, []));
    }

    /* 9.5.5.1: how far the learner is, in whole per cent, until the AU is completed. */
    progress(percent) {
      if (!this.recording || this.state.completed) return;
      const about = { objectType: "Activity", id: this.launch.activityId };
      const result = { extensions: { [EXTENSIONS.progress]: percent } };
      this.unsent.push(this.statement("progressed", about, result, []));
    }

    /* Once in a registration (9.3), whichever session it is. */
    complete() {
      if (!this.recording || this.state.completed) return;
      this.state.completed = true;
      this.tell("completed", { completion: true, duration: this.duration });
    }

    /* 9.3.4, 9.3.5: one judgement in a session, none after a pass. `percent`: 0 to 100. */
    judge(percent) {
      if (!this.recording || this.state.passed || this.judged) return;
      const success = percent >= this.mastery(0);
      const score = { scaled: percent / 100, raw: percent, min: 0, max: 100 };
      const mastery = this.data.masteryScore;
      const extensions =
        typeof mastery === "number" ? { [EXTENSIONS.masteryScore]: mastery } : undefined;
      this.judged = true;
      this.state.passed = success;
      this.tell(
        success ? "passed" : "failed",
        { score, success, duration: this.duration },
        extensions,
      );
    }

    /* Sends what is waiting, one request at a time; what fails waits for the next. */
    async flush() {
      if (this.sending || !this.connected || this.unsent.length === 0) return;
      const batch = this.unsent;
      this.unsent = [];
      this.sending = this.post(batch);
      const sent = await this.sending;
      this.sending = null;
      if (!sent) this.unsent = [...batch, ...this.unsent];
      else if (this.unsent.length > 0) await this.flush();
    }

    /* One address for every statement, so that the browser asks the LMS for leave only once. */
    async post(batch) {
      const body = JSON.stringify(batch);
      const request = { method: "POST", headers: this.headers, body, keepalive: true };
      const answer = await fetch(this.address("statements"), request).catch(() => null);
      if (answer && answer.status >= 400 && answer.status < 500) {
        console.warn(`Statements were refused: ${answer.status} ${await answer.text()}`);
        showNotice(`The learning platform refused to store part of your progress (${answer.status}).`);
        return true;
      }
      const sent = Boolean(answer && answer.ok);
      showNotice(sent ? "" : UNSENT);
      return sent;
    }

    /* Keeps where the learner is (a document of the State API), then sends what is waiting. */
    save(changes = {}) {
      Object.assign(this.state, changes);
      if (!this.connected) return;
      const body = JSON.stringify(this.state);
      const request = { method: "PUT", headers: this.headers, body, keepalive: true };
      fetch(this.address("activities/state", this.ofState("bookmark")), request).catch(() => {});
      this.flush();
    }

    /* 9.3.8: the last statement of a session, also when the window is simply closed. */
    finish() {
      if (!this.connected) return null;
      this.tell("terminated", { duration: this.duration });
      const batch = this.unsent;
      this.connected = false;
      return this.post(batch);
    }

    /* 10.2.6: ends the session and goes where the LMS wants the learner next. */
    async exit() {
      await this.sending;
      await this.finish();
      if (this.data.returnURL) window.location.href = this.data.returnURL;
      else showNotice(ENDED);
    }
  }

  function launched() {
    const query = new URLSearchParams(window.location.search);
    if (!PARAMETERS.every((name) => query.get(name))) return null;
    return Object.fromEntries(PARAMETERS.map((name) => [name, query.get(name)]));
  }

  Course.connect = async function () {
    const session = new Session(launched());
    try {
      await session.begin();
    } catch (error) {
      showNotice(error instanceof Refused ? error.message : NOT_CONNECTED);
    }
    return session;
  };
})();
