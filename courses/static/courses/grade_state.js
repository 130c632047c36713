/** The line that says whether the grade has reached the learner's course. */

import { Refused, askForGradeState } from "./asking.js";

const FIRST_MS = 1_500;
const LONGEST_MS = 30_000;
const ICONS = { sent: "✓", waiting: "…", failed: "!" };

export class GradeStateLine {
  /**
   * @param {HTMLElement} line
   * @param {{gradeStatusUrl: string, ticket: string}} config
   */
  constructor(line, config) {
    this.line = line;
    this.config = config;
    this.outcome = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /**
   * Follow the grade of an outcome until it is sent or given up; a changed outcome starts anew.
   * @param {import("./asking.js").OutcomeState} outcome
   */
  follow(outcome) {
    if (!this.config.gradeStatusUrl || !outcome.complete || outcome.text === this.outcome) return;
    this.outcome = outcome.text;
    clearTimeout(this.timer);
    void this.#ask(FIRST_MS);
  }

  /** @param {number} pause */
  async #ask(pause) {
    const asked = this.outcome;
    const state = await this.#state();
    if (asked !== this.outcome || state === "sent" || state === "failed") return;
    const next = () => void this.#ask(Math.min(pause * 2, LONGEST_MS));
    this.timer = setTimeout(next, pause);
  }

  /** @returns {Promise<string>} */
  async #state() {
    try {
      const { state, text } = await askForGradeState(this.config);
      if (Object.hasOwn(ICONS, state)) this.#show(/** @type {keyof typeof ICONS} */ (state), text);
      return state;
    } catch (failure) {
      console.info("The state of the grade could not be read.", failure);
      return failure instanceof Refused ? "failed" : "waiting";
    }
  }

  /** @param {keyof typeof ICONS} state @param {string} text */
  #show(state, text) {
    this.line.hidden = false;
    this.line.dataset.state = state;
    const [icon, words] = this.line.querySelectorAll("span");
    icon.textContent = ICONS[state];
    words.textContent = text;
  }
}
