/** The table of contents: which part is open, which are done, which are not open yet. */

const ICONS = /** @type {Record<string, string>} */ ({
  passed: "✓", completed: "✓", browsed: "✓", failed: "✕", incomplete: "◐",
  "not attempted": "○", locked: "⊘",
});

export class TableOfContents {
  /**
   * @param {HTMLElement} root
   * @param {{previous: HTMLButtonElement, next: HTMLButtonElement}} buttons
   * @param {(identifier: string) => void} onChoice
   */
  constructor(root, buttons, onChoice) {
    this.root = root;
    this.buttons = buttons;
    /** @type {HTMLButtonElement[]} */
    this.items = [...root.querySelectorAll("button[data-sco]")];
    this.current = "";
    for (const item of this.items) {
      item.addEventListener("click", () => {
        if (item.getAttribute("aria-disabled") !== "true") onChoice(String(item.dataset.sco));
      });
    }
    buttons.previous.addEventListener("click", () => this.go(-1, onChoice));
    buttons.next.addEventListener("click", () => this.go(1, onChoice));
  }

  /** The nearest item in that direction that is open to the learner. @param {-1 | 1} step */
  neighbour(step) {
    const place = this.items.findIndex(({ dataset }) => dataset.sco === this.current);
    for (let at = place + step; at >= 0 && at < this.items.length; at += step) {
      if (this.items[at].getAttribute("aria-disabled") !== "true") return this.items[at];
    }
    return undefined;
  }

  /** @param {-1 | 1} step @param {(identifier: string) => void} onChoice */
  go(step, onChoice) {
    const item = this.neighbour(step);
    if (item) onChoice(String(item.dataset.sco));
  }

  /** @param {string} identifier */
  mark(identifier) {
    this.current = identifier;
    for (const item of this.items) {
      if (item.dataset.sco === identifier) item.setAttribute("aria-current", "page");
      else item.removeAttribute("aria-current");
    }
    this.#updateButtons();
  }

  /** @param {import("./server.js").TocItem[]} items */
  update(items) {
    const byIdentifier = new Map(items.map((item) => [item.identifier, item]));
    for (const button of this.items) {
      const item = byIdentifier.get(String(button.dataset.sco));
      if (item) this.#show(button, item);
    }
    this.#updateButtons();
  }

  /** @param {HTMLButtonElement} button @param {import("./server.js").TocItem} item */
  #show(button, item) {
    button.dataset.status = item.status;
    button.setAttribute("aria-disabled", String(item.locked));
    const set = (/** @type {string} */ selector, /** @type {string} */ text) => {
      const element = button.querySelector(selector);
      if (element) element.textContent = text;
    };
    set(".icon", ICONS[item.locked ? "locked" : item.status] ?? "○");
    set(".status", item.statusText);
    set(".reason", item.reason);
  }

  #updateButtons() {
    for (const [button, step] of /** @type {const} */ ([
      [this.buttons.previous, -1],
      [this.buttons.next, 1],
    ])) {
      button.setAttribute("aria-disabled", String(!this.neighbour(step)));
    }
  }
}
