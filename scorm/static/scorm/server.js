/**
 * Requests of the player page to the tool, tried again until they are answered.
 *
 * @typedef {{identifier: string, status: string, statusText: string, locked: boolean,
 *   reason: string}} TocItem
 * @typedef {import("../courses/asking.js").OutcomeState} OutcomeState
 * @typedef {{items: TocItem[], outcome: OutcomeState}} Progress
 * @typedef {{launch: import("./runtime.js").Launch | null, results: object[],
 *   progress: Progress, again: boolean}} ScoReply
 * @typedef {{items: import("../courses/contents.js").Entry[], current: string, valid: string[],
 *   hiddenControls: string[], requestValid: Record<string, string>, outcome: OutcomeState}} Standing
 * @typedef {{launch: import("./runtime.js").Launch | null, ended: boolean, results: object[],
 *   refusal: {text: string, detail: string} | null, standing: Standing, again: boolean}} NavigateReply
 */

import { askUntilAnswered } from "../courses/asking.js";

/**
 * Open a SCO (or none, when leaving) and hand over what is unsent: one round trip. Tried
 * again without end while the connection is down; `onTrouble` is told before each pause.
 * @param {{scoUrl: string, ticket: string}} config
 * @param {string | null} sco
 * @param {unknown[]} commits
 * @param {() => void} onTrouble
 * @returns {Promise<ScoReply>}
 */
export function askForSco({ scoUrl, ticket }, sco, commits, onTrouble) {
  return askUntilAnswered(scoUrl, ticket, { sco, commits }, onTrouble);
}

/**
 * Carry out a navigation request and hand over what is unsent: one round trip. The key tells the
 * server a request that is sent again, because its answer was lost, from a new one.
 * @param {{navigateUrl: string, ticket: string}} config
 * @param {{request: string, target: string}} wanted
 * @param {string} current the activity that this page shows
 * @param {unknown[]} commits
 * @param {() => void} onTrouble
 * @returns {Promise<NavigateReply>}
 */
export function askToNavigate({ navigateUrl, ticket }, wanted, current, commits, onTrouble) {
  const key = [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");
  return askUntilAnswered(navigateUrl, ticket, { ...wanted, key, current, commits }, onTrouble);
}
