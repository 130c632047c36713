/**
 * Asks now and then how far the learner is, while a part is open: a part tells the record store,
 * not this page. More rarely while nothing changes, and not at all while nobody looks.
 */

const SOON_MS = 300;
const FIRST_MS = 3_000;
const LONGEST_MS = 15_000;

export class Watch {
  /** @param {() => Promise<object | null | undefined>} look null: there is no need to ask again */
  constructor(look) {
    this.look = look;
    this.pause = FIRST_MS;
    this.seen = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.isOn = false;
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && this.isOn) this.start(SOON_MS);
    });
  }

  start(first = FIRST_MS) {
    this.stop();
    this.isOn = true;
    this.pause = FIRST_MS;
    this.#later(first);
  }

  stop() {
    this.isOn = false;
    clearTimeout(this.timer);
  }

  /** @param {number} pause */
  #later(pause) {
    this.timer = setTimeout(() => void this.#ask(), pause);
  }

  async #ask() {
    if (document.visibilityState === "hidden") return;
    const found = JSON.stringify(await this.look());
    if (found === "null") this.stop();
    this.pause = found === this.seen ? Math.min(this.pause * 1.5, LONGEST_MS) : FIRST_MS;
    this.seen = found;
    if (this.isOn) this.#later(this.pause);
  }
}
