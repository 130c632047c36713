/**
 * Where a part is shown: in the frame of the page, or in a window of its own.
 *
 * A package runs there. It is never given this page: a window of its own loses its opener before
 * it goes to the package.
 */

/** How long a part that is taken away may need to say goodbye, and how often that is asked. */
const GOODBYE_MS = 4_000;
const ASK_EVERY_MS = 300;
const LOOK_EVERY_MS = 700;

/** Within a click, an empty window: browsers let nobody open one later. @returns {Window | null} */
export function emptyWindow() {
  const opened = window.open("", "_blank");
  if (opened) opened.opener = null;
  return opened;
}

export class Stage {
  /**
   * @param {HTMLIFrameElement} frame
   * @param {() => void} onClosed the learner has closed the window of the part
   */
  constructor(frame, onClosed) {
    this.frame = frame;
    this.onClosed = onClosed;
    /** @type {Window | null} */
    this.own = null;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.timer = undefined;
  }

  get isShowing() {
    return !this.frame.hidden || (this.own !== null && !this.own.closed);
  }

  /** @param {Window} opened @param {string} url */
  showInWindow(opened, url) {
    this.own = opened;
    opened.location.replace(url);
    this.timer = setInterval(() => {
      if (!opened.closed) return;
      this.#forgetWindow();
      this.onClosed();
    }, LOOK_EVERY_MS);
  }

  /** @param {string} url @param {string} title */
  showInFrame(url, title) {
    this.frame.title = title;
    this.frame.hidden = false;
    this.#lead(url);
  }

  /**
   * Take the part away. It notices, as it would when its window is closed, and says goodbye;
   * `isOver` is asked until it has, or for a few seconds.
   * @param {() => Promise<boolean>} isOver
   */
  async clear(isOver) {
    this.hide();
    const { own } = this;
    this.#forgetWindow();
    own?.close();
    const deadline = Date.now() + GOODBYE_MS;
    while (Date.now() < deadline && !(await isOver())) {
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  }

  hide() {
    if (this.frame.hidden) return;
    this.frame.hidden = true;
    this.#lead("about:blank");
  }

  focusWindow() {
    this.own?.focus();
  }

  /** Without an entry in the history: "Back" leads out of the module, as it does elsewhere.
   * @param {string} url */
  #lead(url) {
    this.frame.contentWindow?.location.replace(url);
  }

  #forgetWindow() {
    clearInterval(this.timer);
    this.own = null;
  }
}
