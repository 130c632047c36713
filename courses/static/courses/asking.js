/**
 * Requests of a player page to the tool, with the ticket as bearer token.
 *
 * @typedef {{complete: boolean, text: string}} OutcomeState
 */

const TIMEOUT_MS = 20_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/** The server has judged the request and said no; the message is for the learner. */
export class Refused extends Error {}

/**
 * @param {string} url
 * @param {string} bearer
 * @param {object} [body] a POST where given, else a GET
 */
export async function ask(url, bearer, body) {
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
 * Tried again without end while the connection is down; `onTrouble` is told before each pause.
 * @param {string} url
 * @param {string} ticket
 * @param {object} body
 * @param {() => void} onTrouble
 */
export async function askUntilAnswered(url, ticket, body, onTrouble) {
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

/** @param {number} tries @returns {number} milliseconds, doubled each time, half to one and a half */
export function pauseAfter(tries) {
  const full = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
  return full * (0.5 + Math.random());
}

/**
 * @param {{gradeStatusUrl: string, ticket: string}} config
 * @returns {Promise<{state: string, text: string}>}
 */
export function askForGradeState({ gradeStatusUrl, ticket }) {
  return ask(gradeStatusUrl, ticket);
}
