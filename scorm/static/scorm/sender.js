/**
 * Sends the journal to the server: one commit in flight, back-off with jitter, and one
 * last send that outlives the page.
 *
 * @typedef {import("./journal.js").Commit} Commit
 * @typedef {"saved" | "saving" | "unsaved"} SaveState
 * @typedef {{url: string, bearer: string, onState: (state: SaveState) => void,
 *   onReply: (reply: {replaced?: boolean}, session: string) => void, onRefused: (session: string, elements: string[], isFull: boolean) => void,
 *   onDenied: (message: string) => void}} SenderOptions
 */

import { pauseAfter } from "../courses/asking.js";

/** Fetches that outlive the page share 64 KiB of bodies; the rest is for headers of others. */
export const KEEPALIVE_BYTES = 60 * 1024;
const TIMEOUT_MS = 20_000;
/** More than the server keeps of one part, and less than it takes in one request. */
const MOST_BYTES = 8 * 1024 * 1024;

/** What decides over a result is sent first when not everything fits. */
const FIRST_OF_ALL =
  /^cmi\.(core\.|completion_status|success_status|progress_measure|score\.|exit|session_time|location)/;

const byteLength = (/** @type {string} */ text) => new TextEncoder().encode(text).length;

/** Errors that another try mends: nothing of the request was judged. */
const isPassing = (/** @type {number} */ status) =>
  status === 408 || status === 425 || status === 429 || status >= 500;

/**
 * The elements as far as there is room, in their order.
 * @param {[string, string][]} entries
 * @param {number} room in bytes
 */
function asMuchAs(entries, room) {
  /** @type {Record<string, string>} */
  const delta = {};
  for (const [name, value] of entries) {
    room -= byteLength(JSON.stringify({ [name]: value }));
    if (room < 0) break;
    delta[name] = value;
  }
  return delta;
}

/**
 * The commit, cut down to what fits into the last send of a page. What was cut stays in the
 * journal and follows at the next launch; the number is below that of the whole, so that the
 * whole is still taken then.
 * @param {Commit} commit
 * @returns {string}
 */
export function lastBody(commit) {
  const whole = JSON.stringify(commit);
  if (byteLength(whole) <= KEEPALIVE_BYTES) return whole;
  const room = KEEPALIVE_BYTES - byteLength(JSON.stringify({ ...commit, delta: {} }));
  const entries = Object.entries(commit.delta).filter(([name]) => FIRST_OF_ALL.test(name));
  const delta = asMuchAs(entries, room);
  return JSON.stringify({ ...commit, sequence: commit.sequence - 1, delta });
}

/**
 * @param {string} url
 * @param {string} bearer
 * @param {string} body
 * @param {boolean} keepalive
 * @param {AbortSignal} [signal]
 */
export function postCommit(url, bearer, body, keepalive, signal) {
  return fetch(url, {
    method: "POST",
    mode: "cors",
    credentials: "omit",
    keepalive,
    signal,
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${bearer}` },
    body,
  });
}

export class Sender {
  /**
   * @param {import("./journal.js").Journal} journal
   * @param {SenderOptions} options
   */
  constructor(journal, options) {
    this.journal = journal;
    this.options = options;
    this.tries = 0;
    this.isSending = false;
    this.isPaused = false;
    this.isDenied = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {AbortController | undefined} */
    this.inFlight = undefined;
    window.addEventListener("online", () => this.#sendAgain());
  }

  /** Send whatever waits; a no-op while a commit is under way or a pause between two tries. */
  send() {
    if (this.isPaused || this.isDenied || this.isSending || this.timer !== undefined) return;
    const [commit] = this.journal.commits();
    if (!commit) {
      this.options.onState("saved");
      return;
    }
    void this.#sendOne(commit);
  }

  #sendAgain() {
    this.#endPause();
    this.send();
  }

  #endPause() {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** @param {Commit} commit */
  async #sendOne(commit) {
    this.isSending = true;
    if (this.tries === 0) this.options.onState("saving");
    const goOn = await this.#attempt(commit);
    this.isSending = false;
    if (goOn) {
      this.tries = 0;
      this.send();
    } else if (!this.isDenied) {
      this.tries += 1;
      this.options.onState("unsaved");
      this.timer = setTimeout(() => this.#sendAgain(), pauseAfter(this.tries));
    }
  }

  /** @param {Commit} commit @returns {Promise<boolean>} whether the next commit may follow */
  async #attempt(commit) {
    const body = JSON.stringify(commit);
    const inFlight = new AbortController();
    this.inFlight = inFlight;
    const timeout = setTimeout(() => inFlight.abort(), TIMEOUT_MS);
    try {
      const keepalive = byteLength(body) <= KEEPALIVE_BYTES;
      const response = await this.#fetch(body, keepalive, inFlight.signal);
      if (isPassing(response.status)) return false;
      if (response.status === 413) {
        if (this.#cut(commit)) return true;
        // Something before the server takes less than it: the result goes ahead, the rest waits.
        await this.#fetch(lastBody(commit), keepalive, inFlight.signal);
        return false;
      }
      return this.#judged(commit, response.status, await response.json());
    } catch (failure) {
      console.info("A commit did not arrive and will be sent again.", failure);
      return false;
    } finally {
      clearTimeout(timeout);
    }
  }

  /**
   * It is too large to be read, so that no server says which elements have no room.
   * @param {Commit} commit
   * @returns {boolean} whether less of it is left
   */
  #cut(commit) {
    const entries = Object.entries(commit.delta);
    const isResult = (/** @type {[string, string]} */ [name]) => FIRST_OF_ALL.test(name);
    const ordered = [...entries.filter(isResult), ...entries.filter((one) => !isResult(one))];
    const kept = asMuchAs(ordered, MOST_BYTES);
    const left = Object.keys(commit.delta).filter((name) => !Object.hasOwn(kept, name));
    if (left.length === 0) return false;
    this.journal.drop(commit.session, left);
    this.options.onRefused(commit.session, left, true);
    return true;
  }

  /**
   * @param {Commit} commit
   * @param {number} status
   * @param {{message?: string, errors?: {element: string}[], replaced?: boolean, leftOut?: string[]}} reply
   */
  #judged(commit, status, reply) {
    if (status === 200) {
      this.journal.acknowledge(commit.session, commit.sequence);
      this.options.onReply(reply, commit.session);
      if (reply.leftOut) this.options.onRefused(commit.session, reply.leftOut, true);
      return true;
    }
    const elements = (reply.errors ?? []).map(({ element }) => element);
    const known = elements.filter((element) => Object.hasOwn(commit.delta, element));
    if (status === 400 && known.length > 0) {
      this.journal.drop(commit.session, known);
      this.options.onRefused(commit.session, known, false);
      return true;
    }
    this.isDenied = true;
    this.options.onState("unsaved");
    this.options.onDenied(reply.message ?? "");
    return false;
  }

  /**
   * @param {string} body
   * @param {boolean} keepalive
   * @param {AbortSignal} [signal]
   */
  #fetch(body, keepalive, signal) {
    const { url, bearer } = this.options;
    return postCommit(url, bearer, body, keepalive, signal);
  }

  /**
   * The page goes away: one send that outlives it. It holds all of the one in flight, which
   * is given up, since both together may not fit. The journal keeps everything, so a send
   * that does not arrive is made up for at the next launch.
   */
  flushLast() {
    this.pause();
    const commit = this.journal.commits().at(-1);
    if (!commit || this.isDenied) return;
    this.inFlight?.abort();
    this.#fetch(lastBody(commit), true).catch((failure) => {
      console.info("The last commit is left to the next launch.", failure);
    });
  }

  /** Leave the journal to the player page, which sends it along with its next request. */
  pause() {
    this.#endPause();
    this.isPaused = true;
  }

  resume() {
    this.isPaused = false;
    this.tries = 0;
    this.send();
  }
}
