/**
 * Entry of the player page of SCORM 2004 (tool origin). Every step is one request: it hands over
 * what the content has set, names the navigation request, and brings what to open next.
 *
 * @typedef {import("./server.js").Standing} Standing
 * @typedef {{ticket: string, attempt: string, mode: string, contentOrigin: string, navigateUrl: string,
 *   commitUrl: string, gradeStatusUrl: string, language: string, standing: Standing,
 *   texts: Record<string, string>}} Config
 */

import { listen, post } from "./channel.js";
import { Contents } from "../courses/contents.js";
import { Refused } from "../courses/asking.js";
import { GradeStateLine } from "../courses/grade_state.js";
import { LocalKeeper, isRecord } from "./keeper.js";
import { SaveStateLine } from "./save_state.js";
import { askToNavigate } from "./server.js";

const READY_WITHIN_MS = 20_000;
const REQUESTS = [
  "continue", "previous", "choice", "jump", "exit", "exitAll", "suspendAll", "abandon", "abandonAll",
];

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
const contents = new Contents(byId("toc"), config.language, (target) => {
  // A part may choose itself, to begin anew; the learner who presses its title means nothing.
  if (target !== standing.current) go("choice", target);
});

/** On a small screen the contents lie over the module, so they start folded away. */
const isSmall = window.matchMedia("(max-width: 48rem)");

/** What the next collected journal is for. */
let wanted = { request: "open", target: "" };
let isBusy = true;
/** @type {Standing} */
let standing = config.standing;

/** @param {boolean} isOpen */
function showToc(isOpen) {
  byId("toc").hidden = !isOpen;
  byId("toc-toggle").setAttribute("aria-expanded", String(isOpen));
}

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

/** @param {Standing} now */
function showStanding(now) {
  standing = now;
  contents.show(now.items, now.current);
  for (const [id, request] of [["previous", "previous"], ["next", "continue"], ["exit", "suspendAll"]]) {
    byId(id).hidden = now.hiddenControls.includes(request);
    if (id !== "exit") byId(id).setAttribute("aria-disabled", String(!now.valid.includes(request)));
  }
  byId("outcome").textContent = now.outcome.text;
  gradeState.follow(now.outcome);
}

/** @param {string} request @param {string} [target] */
function go(request, target = "") {
  if (isBusy) return;
  isBusy = true;
  wanted = { request, target };
  if (isSmall.matches) showToc(false);
  tell("collect");
}

/** @param {HTMLElement} button @param {string} request */
function onPress(button, request) {
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") !== "true") go(request);
  });
}

/** @param {unknown[]} commits */
async function carryOut(commits) {
  try {
    const reply = await askToNavigate(config, wanted, standing.current, commits, () => {
      saveState.set(commits.length ? "unsaved" : "saved", saveState.isSafe);
      notice(texts.offline, true);
    });
    tell("settle", {
      results: reply.results, launch: reply.launch, requestValid: reply.standing.requestValid,
    });
    showStanding(reply.standing);
    saveState.set("saved", saveState.isSafe);
    const { text = "", detail = "" } = reply.refusal ?? {};
    const isLookedAt = reply.launch?.records === false && config.mode === "normal";
    notice((detail ? `${text} ${detail}` : text) || (isLookedAt ? texts.lookedAt : ""));
    showAgain(reply.again);
    showStage(reply.launch !== null, reply.ended);
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    notice(failure.message || texts.denied, true);
    tell("settle", { results: [], launch: null });
  } finally {
    isBusy = false;
  }
}

/** Whether a new attempt may be begun, where the learner has left. @param {boolean} isAllowed */
function showAgain(isAllowed) {
  const form = byId("left").querySelector("form");
  if (form) form.hidden = !isAllowed;
}

/** The module, the place between two parts, or the way back. @param {boolean} isOpen @param {boolean} ended */
function showStage(isOpen, ended) {
  shim.hidden = !isOpen;
  byId("left").hidden = isOpen || !ended;
  byId("between").hidden = isOpen || ended;
  if (isOpen) return;
  if (ended) byId("left-outcome").textContent = byId("outcome").textContent;
  else if (!isSmall.matches) showToc(true);
  byId(ended ? "left-heading" : "between-heading").focus();
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
  collected: ({ commits }) => void carryOut(Array.isArray(commits) ? commits : []),
  state: ({ state, isSafe }) => saveState.set(/** @type {any} */ (state), isSafe === true),
  committed: ({ reply }) => {
    const { standing: now } = /** @type {{standing?: Standing}} */ (reply ?? {});
    if (isBusy || !isStanding(now)) return;
    showStanding(now);
    tell("valid", { requestValid: now.requestValid });
  },
  replaced: () => notice(texts.replaced, true),
  refused: () => notice(texts.refused, true),
  denied: ({ text }) => notice(typeof text === "string" && text ? text : texts.denied, true),
  navigate: ({ request, target }) => {
    if (REQUESTS.includes(String(request))) go(String(request), String(target ?? ""));
  },
  restored: () => window.location.reload(),
});

/** @param {unknown} value @returns {value is Standing} */
function isStanding(value) {
  const { items, valid, hiddenControls, outcome } = /** @type {Standing} */ (value ?? {});
  return [items, valid, hiddenControls].every(Array.isArray) && typeof outcome?.text === "string";
}

const slow = setTimeout(() => notice(texts.noContent, true), READY_WITHIN_MS);

onPress(byId("previous"), "previous");
onPress(byId("next"), "continue");
onPress(byId("exit"), "suspendAll");
onPress(byId("continue"), "open");
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
showStanding(config.standing);
// The address is set last: the shim's first message must find its listener.
shim.src = String(shim.dataset.src);
