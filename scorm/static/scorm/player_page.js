/**
 * What the player pages of SCORM 1.2 and SCORM 2004 share: the bar, the contents beside the module,
 * notices, the time for a part, and the talk with the shim in its frame.
 *
 * @typedef {{ticket: string, attempt: string, mode: string, contentOrigin: string, commitUrl: string,
 *   gradeStatusUrl: string, texts: Record<string, string>,
 *   earlier: {attempt: string, ticket: string}[]}} PageConfig `earlier`: attempts before this one
 * @typedef {import("./runtime.js").Launch & {timeLimit?: import("./time_limit.js").Limit | null}} Launch
 * @typedef {{collected: (commits: unknown[]) => void, committed: (reply: any) => void,
 *   navigate: (message: Record<string, unknown>) => void,
 *   timeIsOver: () => void}} PageEvents `timeIsOver`: the part has to be closed; the others are
 *   messages of the shim
 */

import { GradeStateLine } from "../courses/grade_state.js";
import { listen, post } from "./channel.js";
import { LocalKeeper, isRecord } from "./keeper.js";
import { LastWords } from "./last_words.js";
import { SaveStateLine } from "./save_state.js";
import { TimeLimit } from "./time_limit.js";

const READY_WITHIN_MS = 20_000;

export const byId = (/** @type {string} */ id) =>
  /** @type {HTMLElement} */ (document.getElementById(id));

export const shim = /** @type {HTMLIFrameElement} */ (byId("shim"));

/** On a small screen the contents lie over the module, so they start folded away. */
export const isSmall = window.matchMedia("(max-width: 48rem)");

/** @returns {any} what the server has written for this page's script */
export const readConfig = () => JSON.parse(byId("player-config")?.textContent ?? "{}");

/** @param {boolean} isOpen */
export function showToc(isOpen) {
  byId("toc").hidden = !isOpen;
  byId("toc-toggle").setAttribute("aria-expanded", String(isOpen));
}

/** @param {string} text @param {boolean} [isError] */
export function notice(text, isError = false) {
  byId("notice").textContent = text;
  byId("notice").hidden = text === "";
  byId("notice").classList.toggle("error", isError);
}

/** Whether a new attempt may be begun, where the learner has left. @param {boolean} isAllowed */
export function showAgain(isAllowed) {
  const form = byId("left").querySelector("form");
  if (form) form.hidden = !isAllowed;
}

export class PlayerPage {
  /** @param {PageConfig} config @param {PageEvents} events */
  constructor(config, events) {
    this.config = config;
    this.events = events;
    const { texts } = config;
    this.saveState = new SaveStateLine(byId("save-state"), byId("unsafe"), {
      saved: texts.saved, saving: texts.saving, unsaved: texts.unsaved,
    });
    this.gradeState = new GradeStateLine(byId("grade-state"), config);
    this.time = new TimeLimit(
      byId("time-left"), byId("time-notice"), /** @type {any} */ (texts),
      (limit) => this.#timeIsOver(limit),
    );
    /** What to say once a part is closed because its time is over. */
    this.farewell = "";
    this.keeper = new LocalKeeper();
    this.lastWords = new LastWords(config.commitUrl, config.ticket);
  }

  /** Show the page's own parts and open the shim, last: its first message must find a listener. */
  begin() {
    this.#listen();
    this.#followTheBar();
    showToc(!isSmall.matches);
    shim.src = String(shim.dataset.src);
  }

  /** @param {string} type @param {Record<string, unknown>} [fields] */
  tell(type, fields) {
    if (shim.contentWindow) post(shim.contentWindow, this.config.contentOrigin, type, fields);
  }

  /** Have the shim close what is open and hand over everything unsent. @param {boolean} isTimeOut */
  collect(isTimeOut) {
    this.time.stop();
    if (isSmall.matches) showToc(false);
    this.tell("collect", { isTimeOut });
  }

  /** The server does not answer for now. @param {unknown[]} commits */
  isOffline(commits) {
    this.saveState.set(commits.length ? "unsaved" : "saved", this.saveState.isSafe);
    notice(this.config.texts.offline, true);
  }

  /**
   * The server has answered: what was handed over is stored, and `launch` is what to open next.
   * @param {{launch: Launch | null, results: object[]}} reply
   * @param {Record<string, string>} [requestValid]
   */
  settle({ launch, results }, requestValid) {
    this.tell("settle", { results, launch, requestValid });
    this.saveState.set("saved", this.saveState.isSafe);
    this.time.begin(launch?.timeLimit);
    const isLookedAt = launch?.records === false && this.config.mode === "normal";
    notice(this.farewell || (isLookedAt ? this.config.texts.lookedAt : ""));
    this.farewell = "";
  }

  /** The server has said no. @param {string} message */
  refuse(message) {
    this.farewell = "";
    notice(message || this.config.texts.denied, true);
    this.tell("settle", { results: [], launch: null });
  }

  /** @param {import("./time_limit.js").Limit} limit */
  #timeIsOver({ ends, tells }) {
    const { timeOver, timeOverGoOn } = this.config.texts;
    if (!ends) {
      notice(timeOverGoOn);
      return;
    }
    this.farewell = tells ? timeOver : "";
    this.events.timeIsOver();
  }

  /** Handlers of the shim's messages. Its origin runs packages: every field is doubted. */
  #listen() {
    const { config, keeper, events } = this;
    const { texts, attempt, commitUrl, ticket } = config;
    const ours = [attempt, ...config.earlier.map(({ attempt: before }) => before)];
    const slow = setTimeout(() => notice(texts.noContent, true), READY_WITHIN_MS);
    listen(() => shim.contentWindow, config.contentOrigin, {
      ready: () => {
        clearTimeout(slow);
        const kept = keeper.load(attempt);
        const earlier = config.earlier.map(({ attempt: before, ticket: bearer }) => ({
          attempt: before, bearer, kept: keeper.load(before),
        }));
        const keeps = keeper.isSafe;
        this.tell("hello", { attempt, commitUrl, bearer: ticket, kept, keeps, earlier });
      },
      keep: ({ record }) => {
        if (isRecord(record) && ours.includes(record.attempt)) keeper.write(record);
      },
      forget: ({ attempt: of, session }) => {
        if (ours.includes(String(of))) keeper.remove(String(of), String(session));
      },
      waiting: ({ commit }) => this.lastWords.prepare(commit),
      collected: ({ commits }) => events.collected(Array.isArray(commits) ? commits : []),
      state: ({ state, isSafe }) => this.saveState.set(/** @type {any} */ (state), isSafe === true),
      committed: ({ reply }) => events.committed(reply ?? {}),
      replaced: () => notice(texts.replaced, true),
      refused: ({ isFull }) => notice(isFull === true ? texts.full : texts.refused, true),
      denied: ({ text }) => notice(typeof text === "string" && text ? text : texts.denied, true),
      navigate: (message) => events.navigate(message),
      restored: () => window.location.reload(),
    });
  }

  #followTheBar() {
    byId("toc-toggle").addEventListener("click", () => {
      showToc(byId("toc-toggle").getAttribute("aria-expanded") !== "true");
    });
    document.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !isSmall.matches || byId("toc").hidden) return;
      showToc(false);
      byId("toc-toggle").focus();
    });
    isSmall.addEventListener("change", () => showToc(!isSmall.matches));
    window.addEventListener("beforeunload", (event) => {
      if (this.saveState.wouldLose) event.preventDefault();
    });
  }
}
