/**
 * API_1484_11 of one session of one SCO (SCORM 2004 RTE 3.1), on scorm-again.
 *
 * scorm-again keeps the data model in memory and answers the content at once; it sequences
 * nothing here. This module loads it, notes what the content sets, and answers
 * adl.nav.request_valid with what the server has said (SN 5.6.5).
 *
 * @typedef {import("./runtime.js").Launch} Launch
 * @typedef {{request: string, target: string}} Navigation
 */

/** scorm-again's own network and its own verdict are off: the journal and the server have them. */
const SETTINGS = {
  lmsCommitUrl: "journal:",
  autocommit: false,
  autoProgress: false,
  autoCompleteLessonStatus: false,
  logLevel: 5,
};

/** No text: NUL, and halves of characters. No database keeps them (RTE 4.1.1.6). */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const TYPE_MISMATCH = 406;
const REQUEST_VALID = "adl.nav.request_valid.";
const TARGETED = /^\{target=([^{}]+)\}(choice|jump)$/;

/** "cmi.interactions.03.id" as content may write it, "cmi.interactions.3.id" as it is kept. */
const canonical = (/** @type {string} */ element) => element.replace(/\.0+(?=\d+(\.|$))/g, ".");

/** A record can only be begun at the end of its array, and is named before it is filled. */
const rank = (/** @type {string} */ element) =>
  element.replace(/\.id$/, ".0").replace(/\.type$/, ".1");
const inOrder = (/** @type {[string, string]} */ [one], /** @type {[string, string]} */ [other]) =>
  rank(one).localeCompare(rank(other), "en", { numeric: true });

export class Runtime2004 {
  apiName = "API_1484_11";

  /**
   * @param {new (settings: object, httpService: object) => any} Scorm2004API scorm-again's class
   * @param {Launch} launch
   * @param {{onCommit: (isFinish: boolean) => void, onSet: () => void}} events `onCommit` is
   *   called before the content gets its answer, `onSet` once after a burst of values
   * @param {Record<string, string>} requestValid see `updateValid`
   */
  constructor(Scorm2004API, launch, { onCommit, onSet }, requestValid) {
    this.launch = launch;
    this.requestValid = requestValid;
    /** @type {Record<string, string>} */
    this.changes = {};
    /** What the content asks for when it is through. */
    this.asked = { request: "", exit: "" };
    this.api = new Scorm2004API(SETTINGS, {
      processHttpRequest: (/** @type {string} */ _url, /** @type {object} */ _body, /** @type {boolean} */ last) => {
        onCommit(last);
        return { result: "true", errorCode: 0 };
      },
      updateSettings() {},
    });
    this.#load(launch.cmi);
    this.#watch(onCommit, onSet);
  }

  /** @param {Record<string, string>} cmi */
  #load(cmi) {
    for (const [element, value] of Object.entries(cmi).sort(inOrder)) {
      try {
        this.api.setCMIValue(element, value);
      } catch (refused) {
        if (value !== "") console.warn(`${element} could not be restored.`, refused);
      }
    }
  }

  /** @param {(isFinish: boolean) => void} onCommit @param {() => void} onSet */
  #watch(onCommit, onSet) {
    const { api } = this;
    api.on("Initialize", () => onCommit(false));
    api.SetValue = (/** @type {string} */ element, /** @type {unknown} */ value) => {
      if (UNSTORABLE.test(String(value))) {
        api.throwSCORMError(element, TYPE_MISMATCH);
        return "false";
      }
      const answer = api.lmsSetValue(element, value);
      if (answer === "true") this.#note(canonical(String(element)), String(value), onSet);
      return answer;
    };
    api.GetValue = (/** @type {string} */ element) => {
      const answer = api.lmsGetValue(element);
      const name = String(element);
      if (!name.startsWith(REQUEST_VALID) || !api.isInitialized()) return answer;
      return this.requestValid[name.slice(REQUEST_VALID.length)] ?? answer;
    };
  }

  /** @param {string} element @param {string} value @param {() => void} onSet */
  #note(element, value, onSet) {
    if (!this.hasChanges) setTimeout(onSet, 0);
    this.changes[element] = value;
    if (element === "adl.nav.request") this.asked.request = value;
    if (element === "cmi.exit") this.asked.exit = value;
  }

  /** Whether the content has called Initialize. */
  get wasInitialized() {
    return this.api.isInitialized() || this.api.isTerminated();
  }

  get isRunning() {
    return this.api.isInitialized();
  }

  get hasChanges() {
    return Object.keys(this.changes).length > 0;
  }

  /**
   * The navigation request that follows from Terminate (RTE 4.2.8, SN 5.6.4), null for none. What
   * becomes of a time-out or a log-out is the server's to say.
   * @returns {Navigation | null}
   */
  get navigation() {
    const { request, exit } = this.asked;
    if (exit === "time-out" || exit === "logout") return { request: "exitAll", target: "" };
    if (request === "" || request === "_none_") return null;
    const [, target, word] = TARGETED.exec(request) ?? [];
    return { request: word ?? request, target: target ?? "" };
  }

  /** What may be asked for has changed. @param {Record<string, string>} requestValid */
  updateValid(requestValid) {
    this.requestValid = requestValid;
  }

  /** Terminate for a content that left without it. */
  finish() {
    if (this.isRunning) this.api.Terminate("");
  }

  /** What was set since the last call. @returns {Record<string, string>} */
  takeChanges() {
    const { changes } = this;
    this.changes = {};
    return changes;
  }
}
