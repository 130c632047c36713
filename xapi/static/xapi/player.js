/**
 * Entry of the player page of cmi5 and xAPI modules (tool origin). It launches parts, shows where
 * the learner stands, and leads back to the course. What is recorded, a part says to the record
 * store itself.
 *
 * @typedef {import("./view.js").Entry} Entry
 * @typedef {import("./view.js").Standing} Standing
 * @typedef {{ticket: string, launchUrl: string, standingUrl: string, gradeStatusUrl: string,
 *   language: string, start: string, isSingle: boolean, saysGoodbye: boolean, standing: Standing,
 *   texts: Record<string, string>}} Config
 */

import { Refused, ask, askUntilAnswered } from "../courses/asking.js";
import { Contents } from "../courses/contents.js";
import { GradeStateLine } from "../courses/grade_state.js";
import { RETURNED } from "./messages.js";
import { Stage, emptyWindow } from "./stage.js";
import {
  Parts, byId, foldContents, isSmall, notice, show, showBetween, showElsewhere, showOutcome, showToc,
} from "./view.js";
import { Watch } from "./watch.js";

/** @type {Config} */
const config = JSON.parse(document.getElementById("player-config")?.textContent ?? "{}");
const { texts, ticket } = config;
const STEPS = /** @type {const} */ ([["previous", -1], ["next", 1]]);
/** What is under way when a part is taken away that says no goodbye. */
const MOMENT_MS = 800;

const stage = new Stage(/** @type {HTMLIFrameElement} */ (byId("content")), () => void ended());
const gradeState = new GradeStateLine(byId("grade-state"), config);
const contents = new Contents(byId("toc"), config.language, (identifier) => void open(identifier));
const watch = new Watch(watched);

let parts = new Parts(config.standing.items);
/** The part that is shown or was shown last, and the session that this page has begun of it. */
let current = "";
let session = "";
let isBusy = false;

/** @param {Standing} found */
function showStanding(found) {
  parts = new Parts(found.items);
  contents.show(found.items, session ? current : "");
  showOutcome(found.outcome.text);
  gradeState.follow(found.outcome);
  for (const [id, step] of STEPS) {
    byId(id).setAttribute("aria-disabled", String(!parts.neighbour(current, step)));
  }
}

/** Lead to the part that is at its turn. @param {boolean} [quietly] */
function offerNext(quietly) {
  const next = (current === "" && parts.find(config.start)) || parts.following(current);
  const heading = parts.areThrough ? texts.through : parts.areUntouched ? texts.begin : texts.goOn;
  showBetween(next, heading, parts.areThrough, quietly);
}

/** Ask where the learner stands. @returns {Promise<Standing>} */
async function look() {
  const found = await ask(config.standingUrl, ticket, { session });
  showStanding(found);
  return found;
}

/** While a part is open; null: there is no need to ask again. @returns {Promise<Standing | null | undefined>} */
async function watched() {
  try {
    const found = await look();
    if (session && found.active && found.active !== session) replaced();
    return found;
  } catch (failure) {
    if (!(failure instanceof Refused)) {
      console.info("The standing could not be read; asking again.", failure);
      return undefined;
    }
    notice(failure.message || texts.denied, true);
    return null;
  }
}

/** Another window has launched a part, which has ended the session of this one. */
function replaced() {
  session = "";
  watch.stop();
  stage.hide();
  notice(texts.replaced, true);
  offerNext();
}

const aMoment = () => new Promise((resolve) => setTimeout(resolve, MOMENT_MS));

/** Whether the part that was taken away has said goodbye, or has nothing to say it with. */
async function isOver() {
  if (!config.saysGoodbye) {
    await aMoment();
    return true;
  }
  try {
    let { active, stage } = await look();
    if (active === session && stage === "fetched") {
      // It may have been about to begin; else there is no session to say goodbye of (9.3.2).
      await aMoment();
      ({ active, stage } = await look());
    }
    return active !== session || stage !== "initialized";
  } catch (failure) {
    console.info("The standing could not be read.", failure);
    return failure instanceof Refused;
  }
}

/** Take away the part that is shown, and wait until it has said goodbye. */
async function close() {
  watch.stop();
  if (session) await stage.clear(isOver);
  session = "";
}

/** @param {string} identifier */
async function open(identifier) {
  const wanted = parts.find(identifier);
  if (isBusy || !wanted) return;
  if (session && identifier === current && stage.isShowing) {
    stage.focusWindow();
    return;
  }
  isBusy = true;
  if (isSmall.matches) showToc(false);
  const opened = wanted.ownWindow ? emptyWindow() : null;
  try {
    await close();
    await launch(wanted, opened);
  } catch (failure) {
    opened?.close();
    if (!(failure instanceof Refused)) throw failure;
    notice(failure.message || texts.denied, true);
    offerNext();
  } finally {
    isBusy = false;
  }
}

/** @param {Entry} wanted @param {Window | null} opened an empty window, where it wants its own */
async function launch(wanted, opened) {
  const body = { au: Number(wanted.identifier) };
  const begun = await askUntilAnswered(config.launchUrl, ticket, body, () => notice(texts.offline, true));
  notice(wanted.ownWindow && !opened ? texts.blocked : "");
  current = wanted.identifier;
  session = begun.session;
  if (!wanted.ownWindow) {
    stage.showInFrame(begun.url, wanted.title);
    show("");
  } else {
    if (opened) stage.showInWindow(opened, begun.url);
    showElsewhere(wanted, begun.url, opened !== null);
  }
  showStanding(begun.standing);
  watch.start();
}

/** The part has gone by itself: its window was closed, or it has led back. */
async function ended() {
  if (isBusy) return;
  isBusy = true;
  await close();
  isBusy = false;
  offerNext();
}

async function leave() {
  if (isBusy) return;
  isBusy = true;
  await close();
  await watched();
  show("left");
  isBusy = false;
}

window.addEventListener("message", (event) => {
  const isOurs = event.origin === window.location.origin && event.source === stage.frame.contentWindow;
  if (isOurs && event.data?.type === RETURNED) void ended();
});
byId("exit").addEventListener("click", () => void leave());
byId("continue").addEventListener("click", () => offerNext());
byId("open-next").addEventListener("click", () => void open(String(byId("open-next").dataset.sco)));
byId("show-window").addEventListener("click", () => stage.focusWindow());
byId("close-window").addEventListener("click", () => void ended());
for (const [id, step] of STEPS) {
  byId(id).addEventListener("click", () => {
    const wanted = parts.neighbour(current, step);
    if (wanted) void open(wanted.identifier);
  });
}

foldContents();
showStanding(config.standing);
if (config.isSingle && !parts.all[0].ownWindow) void open(parts.all[0].identifier);
else offerNext(true);
