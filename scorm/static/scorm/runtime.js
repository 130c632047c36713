/**
 * The SCORM 1.2 API adapter of one session of one SCO (RTE 3.3), on scorm-again.
 *
 * scorm-again keeps the data model in memory and answers the content at once. This
 * module loads it, notes which elements the content has set, and hands out what changed.
 *
 * @typedef {{sco: string, title: string, language: string, href: string, session: string,
 *   type: "sco" | "asset", records: boolean, cmi: Record<string, string>}} Launch
 */

/** scorm-again's own network and its own verdict are off: the journal and the server have them. */
const SETTINGS = {
  lmsCommitUrl: "journal:",
  autocommit: false,
  autoProgress: false,
  mastery_override: false,
  autoCompleteLessonStatus: false,
  logLevel: 5,
};

/** No text: NUL, and halves of characters. No database keeps them (RTE 3.4.2, CMIString). */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const INCORRECT_TYPE = 405;

/** "cmi.interactions.03.id" as content may write it, "cmi.interactions.3.id" as it is kept. */
const canonical = (/** @type {string} */ element) => element.replace(/\.0+(?=\d+(\.|$))/g, ".");

/** Parents first, records in the order of their index: an array can only grow at its end. */
const inOrder = (/** @type {[string, string]} */ [one], /** @type {[string, string]} */ [other]) =>
  one.localeCompare(other, "en", { numeric: true });

/** What keeps the place of a record of which nothing was accepted. */
const placeholder = (/** @type {string} */ array) =>
  array.endsWith(".correct_responses") ? "pattern" : "id";

export class Runtime {
  apiName = "API";

  /**
   * @param {new (settings: object, httpService: object) => any} Scorm12API scorm-again's class
   * @param {Launch} launch
   * @param {{onCommit: (isFinish: boolean) => void, onSet: () => void}} events `onCommit` is
   *   called before the content gets its answer, `onSet` once after a burst of values
   */
  constructor(Scorm12API, launch, { onCommit, onSet }) {
    this.launch = launch;
    /** @type {Set<string>} */
    this.touched = new Set();
    /** @type {Map<string, string>} */
    this.known = new Map(Object.entries(launch.cmi));
    this.api = new Scorm12API(SETTINGS, {
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
        // A blank where scorm-again wants none: it has its own default then.
        if (value !== "") console.warn(`${element} could not be restored.`, refused);
      }
    }
  }

  /** @param {(isFinish: boolean) => void} onCommit @param {() => void} onSet */
  #watch(onCommit, onSet) {
    const { api } = this;
    api.on("LMSInitialize", () => onCommit(false));
    api.on("LMSSetValue", (/** @type {unknown} */ element) => {
      if (this.touched.size === 0) setTimeout(onSet, 0);
      this.touched.add(canonical(String(element)));
    });
    api.LMSSetValue = (/** @type {string} */ element, /** @type {unknown} */ value) => {
      if (UNSTORABLE.test(String(value))) {
        api.throwSCORMError(element, INCORRECT_TYPE);
        return "false";
      }
      // RTE 3.4.4: comments are collected, so each is added to those before.
      const isComment = element === "cmi.comments" && api.isInitialized();
      return api.lmsSetValue(element, isComment ? `${api.cmi.comments}${value}` : value);
    };
  }

  /** Whether the content has called LMSInitialize. */
  get wasInitialized() {
    return this.api.isInitialized() || this.api.isTerminated();
  }

  get isRunning() {
    return this.api.isInitialized();
  }

  get hasChanges() {
    return this.touched.size > 0;
  }

  /** Finish for a content that left without LMSFinish (RTE 3.3.2.2: the run-time must see to it). */
  finish() {
    if (this.isRunning) this.api.LMSFinish("");
  }

  /** The exit of this session is a time-out, whatever its content has said (RTE 3.4.4). */
  timeOut() {
    this.api.setCMIValue("cmi.core.exit", "time-out");
    this.touched.add("cmi.core.exit");
  }

  /** Elements set since the last call whose value is new. @returns {Record<string, string>} */
  takeChanges() {
    const now = this.api.getFlattenedCMI();
    /** @type {Record<string, string>} */
    const changes = {};
    for (const element of this.touched) {
      const value = now[element];
      if (value === undefined || value === (this.known.get(element) ?? "")) continue;
      this.#fillGaps(element, changes);
      this.known.set(element, String(value));
      changes[element] = String(value);
    }
    this.touched.clear();
    return changes;
  }

  /**
   * The server takes no array with gaps; scorm-again leaves one where a record was begun
   * and its first value refused.
   * @param {string} element
   * @param {Record<string, string>} changes
   */
  #fillGaps(element, changes) {
    for (const match of element.matchAll(/\.(\d+)(?=\.)/g)) {
      const array = element.slice(0, match.index);
      for (let index = 0; index < Number(match[1]); index += 1) {
        const record = `${array}.${index}.`;
        if ([...this.known.keys()].some((name) => name.startsWith(record))) continue;
        changes[record + placeholder(array)] = "";
        this.known.set(record + placeholder(array), "");
      }
    }
  }
}
