/**
 * Requests of the player page to the tool, tried again until they are answered.
 *
 * @typedef {{identifier: string, status: string, statusText: string, locked: boolean,
 *   reason: string}} TocItem
 * @typedef {{complete: boolean, text: string}} OutcomeState
 * @typedef {{items: TocItem[], outcome: OutcomeState}} Progress
 * @typedef {{launch: import("./runtime.js").Launch | null, results: object[],
 *   progress: Progress}} ScoReply
 * @typedef {{items: import("./contents.js").Entry[], current: string, valid: string[],
 *   hiddenControls: string[], requestValid: Record<string, string>, outcome: OutcomeState}} Standing
 * @typedef {{launch: import("./runtime.js").Launch | null, ended: boolean, results: object[],
 *   refusal: {text: string, detail: string} | null, standing: Standing}} NavigateReply
 */

import { pauseAfter } from "./sender.js";

const TIMEOUT_MS = 20_000;

/** The server has judged the request and said no; the message is for the learner. */
export class Refused extends Error {}

/**
 * @param {string} url
 * @param {string} bearer
 * @param {object} [body] a POST where given, else a GET
 */
async function ask(url, bearer, body) {
  const response = await fetch(url, {
    method: body ? "POST" : "GET",
    credentials: "omit",
    headers: {
      Authorization: `Bearer ${bearer}`,
      ...(body && { "Content-Type": "application/json" }),
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status >= 500 || response.status === 429) {
    throw new Error(`The server answered ${response.status}.`);
  }
  const reply = await response.json();
  if (!response.ok) throw new Refused(reply.message ?? "");
  return reply;
}

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

/**
 * @param {string} url
 * @param {string} ticket
 * @param {object} body
 * @param {() => void} onTrouble
 */
async function askUntilAnswered(url, ticket, body, onTrouble) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask(url, ticket, body);
    } catch (failure) {
      if (failure instanceof Refused) throw failure;
      console.info("The server could not be reached; trying again.", failure);
      onTrouble();
      await waitOrOnline(pauseAfter(tries));
    }
  }
}

/** @param {number} milliseconds */
function waitOrOnline(milliseconds) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    window.addEventListener(
      "online",
      () => {
        clearTimeout(timer);
        resolve(undefined);
      },
      { once: true },
    );
  });
}

/**
 * @param {{gradeStatusUrl: string, ticket: string}} config
 * @returns {Promise<{state: string, text: string}>}
 */
export function askForGradeState({ gradeStatusUrl, ticket }) {
  return ask(gradeStatusUrl, ticket);
}
