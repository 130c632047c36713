/**
 * Entry of the player page of SCORM 2004 (tool origin). Every step is one request: it hands over
 * what the content has set, names the navigation request, and brings what to open next.
 *
 * @typedef {import("./server.js").Standing} Standing
 * @typedef {import("./player_page.js").PageConfig & {navigateUrl: string, language: string,
 *   standing: Standing}} Config
 */

import { Refused } from "../courses/asking.js";
import { Contents } from "../courses/contents.js";
import { PlayerPage, byId, isSmall, notice, readConfig, shim, showAgain, showToc } from "./player_page.js";
import { askToNavigate } from "./server.js";

const REQUESTS = [
  "continue", "previous", "choice", "jump", "exit", "exitAll", "suspendAll", "abandon", "abandonAll",
];

/** @type {Config} */
const config = readConfig();
const page = new PlayerPage(config, {
  collected: (commits) => void carryOut(commits),
  committed: ({ standing: now }) => {
    if (isBusy || !isStanding(now)) return;
    showStanding(now);
    page.tell("valid", { requestValid: now.requestValid });
  },
  navigate: ({ request, target }) => {
    if (REQUESTS.includes(String(request))) go(String(request), String(target ?? ""));
  },
  // RTE 4.2.8: a SCO that ran out of time ends the attempt on the course.
  timeIsOver: () => go("exitAll", "", true),
});
const contents = new Contents(byId("toc"), config.language, (target) => {
  // A part may choose itself, to begin anew; the learner who presses the open one means nothing.
  if (target !== standing.current || shim.hidden) go("choice", target);
});

/** What the next collected journal is for. */
let wanted = { request: "open", target: "" };
let isBusy = true;
/** @type {Standing} */
let standing = config.standing;

/** @param {Standing} now */
function showStanding(now) {
  standing = now;
  contents.show(now.items, now.current);
  for (const [id, request] of [["previous", "previous"], ["next", "continue"], ["exit", "suspendAll"]]) {
    byId(id).hidden = now.hiddenControls.includes(request);
    if (id !== "exit") byId(id).setAttribute("aria-disabled", String(!now.valid.includes(request)));
  }
  byId("outcome").textContent = now.outcome.text;
  page.gradeState.follow(now.outcome);
}

/** @param {string} request @param {string} [target] @param {boolean} [isTimeOut] */
function go(request, target = "", isTimeOut = false) {
  if (isBusy) return;
  isBusy = true;
  wanted = { request, target };
  page.collect(isTimeOut);
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
    const reply = await askToNavigate(
      config, wanted, standing.current, commits, () => page.isOffline(commits),
    );
    page.settle(reply, reply.standing.requestValid);
    showStanding(reply.standing);
    const { text = "", detail = "" } = reply.refusal ?? {};
    if (text) notice(detail ? `${text} ${detail}` : text);
    showAgain(reply.again);
    showStage(reply.launch !== null, reply.ended);
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    page.refuse(failure.message);
  } finally {
    isBusy = false;
  }
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

/** @param {unknown} value @returns {value is Standing} */
function isStanding(value) {
  const { items, valid, hiddenControls, outcome } = /** @type {Standing} */ (value ?? {});
  return [items, valid, hiddenControls].every(Array.isArray) && typeof outcome?.text === "string";
}

onPress(byId("previous"), "previous");
onPress(byId("next"), "continue");
onPress(byId("exit"), "suspendAll");
onPress(byId("continue"), "open");
showStanding(config.standing);
page.begin();
