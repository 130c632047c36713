/**
 * Entry of the player page (tool origin). It opens SCOs in the shim, shows where the
 * learner stands and whether the work is saved, and leads back to the course.
 *
 * @typedef {{ticket: string, attempt: string, mode: string, contentOrigin: string, scoUrl: string,
 *   commitUrl: string, gradeStatusUrl: string, returnUrl: string, start: string,
 *   progress: import("./server.js").Progress, texts: Record<string, string>}} Config
 */

import { listen, post } from "./channel.js";
import { Refused } from "../courses/asking.js";
import { GradeStateLine } from "../courses/grade_state.js";
import { LocalKeeper, isRecord } from "./keeper.js";
import { SaveStateLine } from "./save_state.js";
import { askForSco } from "./server.js";
import { TableOfContents } from "./toc.js";

const READY_WITHIN_MS = 20_000;

/** @type {Config} */
const config = JSON.parse(document.getElementById("player-config")?.textContent ?? "{}");
const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const shim = /** @type {HTMLIFrameElement} */ (byId("shim"));
const { texts } = config;
const keeper = new LocalKeeper();

const saveState = new SaveStateLine(byId("save-state"), byId("unsafe"), {
  saved: texts.saved, saving: texts.saving, unsaved: texts.unsaved,
});
const gradeState = new GradeStateLine(byId("grade-state"), config);
const toc = new TableOfContents(
  byId("toc"),
  {
    previous: /** @type {HTMLButtonElement} */ (byId("previous")),
    next: /** @type {HTMLButtonElement} */ (byId("next")),
  },
  (identifier) => choose(identifier),
);

/** On a small screen the contents lie over the module, so they start folded away. */
const isSmall = window.matchMedia("(max-width: 48rem)");

/** @param {boolean} isOpen */
function showToc(isOpen) {
  byId("toc").hidden = !isOpen;
  byId("toc-toggle").setAttribute("aria-expanded", String(isOpen));
}

/** The SCO asked for, or null to leave; what the next collected journal is for. */
let wanted = /** @type {string | null} */ (config.start);
let isBusy = true;

/** @param {string} type @param {Record<string, unknown>} [fields] */
function tell(type, fields) {
  if (shim.contentWindow) post(shim.contentWindow, config.contentOrigin, type, fields);
}

/** @param {string} text @param {boolean} [isError] */
function notice(text, isError = false) {
  byId("notice").textContent = text;
  byId("notice").hidden = text === "";
  byId("notice").classList.toggle("error", isError);
}

/** @param {import("./server.js").Progress} progress */
function showProgress(progress) {
  toc.update(progress.items);
  byId("outcome").textContent = progress.outcome.text;
  gradeState.follow(progress.outcome);
}

/** @param {string | null} sco */
function choose(sco) {
  if (isBusy || (sco !== null && sco === toc.current && byId("left").hidden)) return;
  isBusy = true;
  wanted = sco;
  if (isSmall.matches) showToc(false);
  tell("collect");
}

/** @param {unknown[]} commits */
async function openWanted(commits) {
  const sco = wanted;
  try {
    const reply = await askForSco(config, sco, commits, () => {
      saveState.set(commits.length ? "unsaved" : "saved", saveState.isSafe);
      notice(texts.offline, true);
    });
    notice("");
    tell("settle", { results: reply.results, launch: reply.launch });
    showProgress(reply.progress);
    saveState.set("saved", saveState.isSafe);
    showAgain(reply.again);
    if (sco === null) showLeft();
    else showOpen(sco, reply.launch?.records !== false);
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    notice(failure.message || texts.denied, true);
    tell("settle", { results: [], launch: null });
    // The part that was open is closed by now: none is, so that it can be chosen again.
    toc.mark("");
  } finally {
    isBusy = false;
  }
}

/** Whether a new attempt may be begun, where the learner has left. @param {boolean} isAllowed */
function showAgain(isAllowed) {
  const form = byId("left").querySelector("form");
  if (form) form.hidden = !isAllowed;
}

/** @param {string} sco @param {boolean} isRecorded */
function showOpen(sco, isRecorded) {
  if (!isRecorded && config.mode === "normal") notice(texts.lookedAt);
  toc.mark(sco);
  byId("left").hidden = true;
  shim.hidden = false;
}

/** The learner has left: say what is saved, and lead back to the course. */
function showLeft() {
  byId("left-outcome").textContent = byId("outcome").textContent;
  byId("left").hidden = false;
  shim.hidden = true;
  byId("left-heading").focus();
}

/** Handlers of the shim's messages. Its origin runs packages: every field is doubted. */
listen(() => shim.contentWindow, config.contentOrigin, {
  ready: () => {
    clearTimeout(slow);
    const { attempt, commitUrl, ticket } = config;
    const kept = keeper.load(attempt);
    tell("hello", { attempt, commitUrl, bearer: ticket, kept, keeps: keeper.isSafe });
  },
  keep: ({ record }) => {
    if (isRecord(record) && record.attempt === config.attempt) keeper.write(record);
  },
  forget: ({ session }) => keeper.remove(config.attempt, String(session)),
  collected: ({ commits }) => void openWanted(Array.isArray(commits) ? commits : []),
  state: ({ state, isSafe }) => saveState.set(/** @type {any} */ (state), isSafe === true),
  committed: ({ reply }) => {
    const { progress } = /** @type {{progress?: import("./server.js").Progress}} */ (reply ?? {});
    if (Array.isArray(progress?.items) && typeof progress?.outcome?.text === "string") {
      showProgress(progress);
    }
  },
  replaced: () => notice(texts.replaced, true),
  refused: () => notice(texts.refused, true),
  denied: ({ text }) => notice(typeof text === "string" && text ? text : texts.denied, true),
  navigate: ({ direction }) => {
    toc.go(direction === "previous" ? -1 : 1, (identifier) => choose(identifier));
  },
  restored: () => window.location.reload(),
});

const slow = setTimeout(() => notice(texts.noContent, true), READY_WITHIN_MS);

byId("exit").addEventListener("click", () => choose(null));
byId("continue").addEventListener("click", () => choose(toc.current || config.start));
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
  if (saveState.wouldLose) event.preventDefault();
});

showToc(!isSmall.matches);
showProgress(config.progress);
// The address is set last: the shim's first message must find its listener.
shim.src = String(shim.dataset.src);
