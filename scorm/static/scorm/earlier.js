/**
 * What earlier attempts of the learner have left in this browser: another device has begun a newer
 * one, or the edition was withdrawn, so no page of theirs will send it any more.
 *
 * @typedef {{attempt: string, bearer: string, kept: unknown[]}} Earlier
 */

import { Journal } from "./journal.js";
import { isRecord } from "./keeper.js";
import { Sender } from "./sender.js";

const ignore = () => {};

/**
 * Send it, each with the right to its own attempt. Nobody waits for it, and what is refused for
 * good stays until it is too old to keep.
 * @param {Earlier[]} earlier
 * @param {string} url
 * @param {import("./keeper.js").LocalKeeper} here
 * @param {import("./journal.js").Keeper} keptByPlayer
 */
export function sendWhatIsLeft(earlier, url, here, keptByPlayer) {
  for (const { attempt, bearer, kept } of earlier) {
    const left = [...here.load(attempt), ...kept.filter(isRecord)];
    const journal = new Journal(attempt, [here, keptByPlayer], left);
    const told = { onState: ignore, onReply: ignore, onRefused: ignore, onDenied: ignore };
    if (!journal.isEmpty) new Sender(journal, { url, bearer, ...told }).send();
  }
}
