/** The contents of a module of many parts: what the tree shows, and what may be chosen. */

const ICONS = /** @type {Record<string, string>} */ ({
  passed: "✓", completed: "✓", failed: "✕", incomplete: "◐", "not attempted": "○",
});

/**
 * @typedef {{identifier: string, title: string, depth: number, isLeaf: boolean, hidden: boolean,
 *   enabled: boolean, status: string, statusText: string, reason?: string}} Entry
 */

export class Contents {
  /**
   * @param {HTMLElement} root
   * @param {string} language of the titles
   * @param {(identifier: string) => void} onChoice
   */
  constructor(root, language, onChoice) {
    this.root = root;
    this.language = language;
    root.addEventListener("click", ({ target }) => {
      const button = /** @type {Element} */ (target).closest("button[data-sco]");
      if (!(button instanceof HTMLElement) || button.getAttribute("aria-disabled") === "true") return;
      onChoice(String(button.dataset.sco));
    });
  }

  /** @param {Entry[]} entries @param {string} current */
  show(entries, current) {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.sco : undefined;
    const lists = [document.createElement("ol")];
    // The organization itself is what the page is called.
    for (const entry of entries.filter(({ depth, hidden }) => depth > 0 && !hidden)) {
      while (lists.length < entry.depth) lists.push(this.#below(/** @type {HTMLElement} */ (lists.at(-1))));
      lists.length = entry.depth;
      lists.at(-1)?.append(this.#line(entry, current));
    }
    this.root.replaceChildren(lists[0]);
    if (focused) [...this.#buttons()].find(({ dataset }) => dataset.sco === focused)?.focus();
  }

  /** @returns {NodeListOf<HTMLButtonElement>} */
  #buttons() {
    return this.root.querySelectorAll("button[data-sco]");
  }

  /** @param {HTMLElement} list */
  #below(list) {
    const below = document.createElement("ol");
    const parent = list.lastElementChild ?? list.appendChild(document.createElement("li"));
    parent.append(below);
    return below;
  }

  /** @param {Entry} entry @param {string} current */
  #line(entry, current) {
    const line = document.createElement("li");
    if (entry.isLeaf || entry.enabled) line.append(this.#button(entry, current));
    else line.append(this.#title("group", entry.title), text("reason", entry.reason ?? ""));
    return line;
  }

  /** A title keeps its own language and direction. @param {string} kind @param {string} words */
  #title(kind, words) {
    return Object.assign(text(kind, words), { dir: "auto", lang: this.language });
  }

  /** @param {Entry} entry @param {string} current */
  #button({ identifier, title, enabled, status, statusText, reason = "" }, current) {
    const button = document.createElement("button");
    button.type = "button";
    Object.assign(button.dataset, { sco: identifier, testid: `toc-${identifier}`, status });
    button.setAttribute("aria-disabled", String(!enabled));
    if (identifier === current) button.setAttribute("aria-current", "page");
    const icon = text("icon", ICONS[status] ?? "○");
    icon.setAttribute("aria-hidden", "true");
    const words = text("words", "");
    words.append(this.#title("title", title), text("status", statusText), text("reason", reason));
    button.append(icon, words);
    return button;
  }
}

/** @param {string} kind @param {string} words */
function text(kind, words) {
  const span = document.createElement("span");
  span.className = kind;
  span.textContent = words;
  return span;
}
