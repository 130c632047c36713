/**
 * The line that says whether the learner's work is saved. It changes its words only when a
 * state lasts, so that a screen reader is not told of every commit.
 *
 * @typedef {import("./sender.js").SaveState} SaveState
 */

const ICONS = { saved: "✓", saving: "…", unsaved: "!" };
const SHOW_SAVING_AFTER_MS = 700;

export class SaveStateLine {
  /**
   * @param {HTMLElement} line
   * @param {HTMLElement} warning shown while nothing but this window holds the work
   * @param {Record<SaveState, string>} texts
   */
  constructor(line, warning, texts) {
    this.line = line;
    this.warning = warning;
    this.texts = texts;
    /** @type {SaveState} */
    this.state = "saved";
    this.isSafe = true;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @param {SaveState} state @param {boolean} isSafe */
  set(state, isSafe) {
    if (!Object.hasOwn(ICONS, state)) return;
    clearTimeout(this.timer);
    this.state = state;
    this.isSafe = isSafe;
    this.warning.hidden = isSafe;
    if (state === "saving" && this.line.dataset.state === "saved") {
      this.timer = setTimeout(() => this.#show(state), SHOW_SAVING_AFTER_MS);
    } else if (state !== "saving") {
      this.#show(state);
    }
  }

  /** Whether closing the window now would lose something. */
  get wouldLose() {
    return !this.isSafe && this.state !== "saved";
  }

  /** @param {SaveState} state */
  #show(state) {
    if (this.line.dataset.state === state) return;
    this.line.dataset.state = state;
    const [icon, text] = this.line.querySelectorAll("span");
    icon.textContent = ICONS[state];
    text.textContent = this.texts[state];
  }
}
