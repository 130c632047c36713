/**
 * Entry of the player page (tool origin). It opens SCOs in the shim, shows where the
 * learner stands and whether the work is saved, and leads back to the course.
 *
 * @typedef {import("./player_page.js").PageConfig & {scoUrl: string, start: string,
 *   progress: import("./server.js").Progress}} Config
 */

import { Refused } from "../courses/asking.js";
import { PlayerPage, byId, readConfig, shim, showAgain } from "./player_page.js";
import { askForSco } from "./server.js";
import { TableOfContents } from "./toc.js";

/** @type {Config} */
const config = readConfig();
const page = new PlayerPage(config, {
  collected: (commits) => void openWanted(commits),
  committed: ({ progress }) => {
    if (Array.isArray(progress?.items) && typeof progress?.outcome?.text === "string") {
      showProgress(progress);
    }
  },
  navigate: ({ direction }) => {
    toc.go(direction === "previous" ? -1 : 1, (identifier) => choose(identifier));
  },
  timeIsOver: () => choose(null, true),
});
const toc = new TableOfContents(
  byId("toc"),
  {
    previous: /** @type {HTMLButtonElement} */ (byId("previous")),
    next: /** @type {HTMLButtonElement} */ (byId("next")),
  },
  (identifier) => choose(identifier),
);

/** The SCO asked for, or null to leave; what the next collected journal is for. */
let wanted = /** @type {string | null} */ (config.start);
let isBusy = true;

/** @param {import("./server.js").Progress} progress */
function showProgress(progress) {
  toc.update(progress.items);
  byId("outcome").textContent = progress.outcome.text;
  page.gradeState.follow(progress.outcome);
}

/** @param {string | null} sco @param {boolean} [isTimeOut] */
function choose(sco, isTimeOut = false) {
  if (isBusy || (sco !== null && sco === toc.current && byId("left").hidden)) return;
  isBusy = true;
  wanted = sco;
  page.collect(isTimeOut);
}

/** @param {unknown[]} commits */
async function openWanted(commits) {
  const sco = wanted;
  try {
    const reply = await askForSco(config, sco, commits, () => page.isOffline(commits));
    page.settle(reply);
    showProgress(reply.progress);
    showAgain(reply.again);
    if (sco === null) showLeft();
    else showOpen(sco);
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    page.refuse(failure.message);
    // The part that was open is closed by now: none is, so that it can be chosen again.
    toc.mark("");
  } finally {
    isBusy = false;
  }
}

/** @param {string} sco */
function showOpen(sco) {
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

byId("exit").addEventListener("click", () => choose(null));
byId("continue").addEventListener("click", () => choose(toc.current || config.start));
showProgress(config.progress);
page.begin();
