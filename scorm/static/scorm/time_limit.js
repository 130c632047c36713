/**
 * The time that a package allows for a part: how much is left, a word in good time, and the end.
 *
 * What is left is shown and changes once a minute, in the last minute every ten seconds; nothing of
 * that is read aloud by itself. Aloud come two warnings, and what happens at the end.
 *
 * @typedef {{left: number, ends: boolean, tells: boolean}} Limit seconds left; whether the part is
 *   closed then, and whether the learner gets a message (RTE 3.4.4; RTE 4.2.26)
 * @typedef {{timeLeftMinutes: string, timeLeftSeconds: string, fiveMinutes: string,
 *   oneMinute: string}} Texts
 */

const MINUTE_S = 60;
const FINE_STEP_S = 10;

/** @param {number} left seconds @returns {number} seconds until there is something new to show */
export function pauseBefore(left) {
  const step = left > MINUTE_S ? MINUTE_S : FINE_STEP_S;
  return left % step || step;
}

export class TimeLimit {
  /**
   * @param {HTMLElement} line where it stands
   * @param {HTMLElement} announcer a live region
   * @param {Texts} texts
   * @param {(limit: Limit) => void} onOver
   */
  constructor(line, announcer, texts, onOver) {
    this.line = line;
    this.announcer = announcer;
    this.texts = texts;
    this.onOver = onOver;
    /** @type {Limit | null} */
    this.limit = null;
    this.until = 0;
    /** @type {[number, string][]} */
    this.warnings = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** A part was opened. @param {Limit | null | undefined} limit null: nothing limits it */
  begin(limit) {
    this.stop();
    if (!limit) return;
    this.limit = limit;
    this.until = Date.now() + limit.left * 1000;
    const { fiveMinutes, oneMinute } = this.texts;
    const all = /** @type {[number, string][]} */ ([
      [5 * MINUTE_S, fiveMinutes], [MINUTE_S, oneMinute],
    ]);
    this.warnings = all.filter(([seconds]) => seconds < limit.left);
    this.line.hidden = false;
    this.#tick();
  }

  /** The part was left. */
  stop() {
    clearTimeout(this.timer);
    this.limit = null;
    this.line.hidden = true;
    this.announcer.textContent = "";
  }

  #tick() {
    const { limit } = this;
    if (!limit) return;
    const left = (this.until - Date.now()) / 1000;
    if (left <= 0) {
      this.stop();
      this.onOver(limit);
      return;
    }
    this.#show(left);
    this.timer = setTimeout(() => this.#tick(), pauseBefore(left) * 1000);
  }

  /** @param {number} left */
  #show(left) {
    const { timeLeftMinutes, timeLeftSeconds } = this.texts;
    this.line.textContent = left > MINUTE_S
      ? timeLeftMinutes.replace("%(minutes)s", String(Math.ceil(left / MINUTE_S)))
      : timeLeftSeconds.replace("%(seconds)s", String(Math.ceil(left / FINE_STEP_S) * FINE_STEP_S));
    const due = this.warnings.filter(([seconds]) => left <= seconds);
    this.line.classList.toggle("soon", left <= 5 * MINUTE_S);
    if (due.length === 0) return;
    this.warnings = this.warnings.filter((warning) => !due.includes(warning));
    this.announcer.textContent = due[due.length - 1][1];
  }
}
