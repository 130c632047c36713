/**
 * What the player page sends for a shim that cannot when the window closes. The content runs in the
 * shim's process, and a browser ends one that is too busy to answer (Chromium after half a second),
 * whatever it would still have sent. The player page has a process of its own.
 *
 * The shim's own last send may arrive as well, before or after: its number is the same or higher, so
 * nothing counts twice. That the session is over is left to those who know: the content, the shim,
 * and the server after a long silence.
 *
 * @typedef {import("./journal.js").Commit} Commit
 */

import { lastBody, postCommit } from "./sender.js";

/** The content's origin runs packages: what comes from there is doubted. @returns {value is Commit} */
function isCommit(/** @type {unknown} */ value) {
  const commit = /** @type {Commit} */ (value);
  return (
    typeof commit === "object" && commit !== null && Number.isInteger(commit.sequence) &&
    typeof commit.delta === "object" && commit.delta !== null &&
    Object.values(commit.delta).every((each) => typeof each === "string")
  );
}

export class LastWords {
  /** @param {string} url @param {string} bearer */
  constructor(url, bearer) {
    this.url = url;
    this.bearer = bearer;
    /** @type {Commit | null} what the server has not acknowledged */
    this.commit = null;
    window.addEventListener("pagehide", () => this.#send());
  }

  /** @param {unknown} commit null: everything is saved */
  prepare(commit) {
    this.commit = isCommit(commit) ? commit : null;
  }

  #send() {
    if (!this.commit) return;
    postCommit(this.url, this.bearer, lastBody(this.commit), true).catch((failure) => {
      console.info("The last words are left to the next launch.", failure);
    });
  }
}
