/**
 * What the player page shows beside a part: contents, outcome, and one section at a time.
 *
 * @typedef {import("../courses/contents.js").Entry & {ownWindow: boolean}} Entry
 * @typedef {{items: Entry[], outcome: import("../courses/asking.js").OutcomeState,
 *   active: string, stage: "" | "launched" | "fetched" | "initialized"}} Standing
 */

export const byId = (/** @type {string} */ id) =>
  /** @type {HTMLElement} */ (document.getElementById(id));

const SECTIONS = ["between", "elsewhere", "left"];
const isDone = (/** @type {Entry} */ { status }) => status === "passed" || status === "completed";

/** On a small screen the contents lie over the module, so they start folded away. */
export const isSmall = window.matchMedia("(max-width: 48rem)");

/** @param {boolean} isOpen */
export function showToc(isOpen) {
  byId("toc").hidden = !isOpen;
  byId("toc-toggle").setAttribute("aria-expanded", String(isOpen));
}

/** Let the contents be folded away and shown, by the button and, on a small screen, by Escape. */
export function foldContents() {
  byId("toc-toggle").addEventListener("click", () => {
    showToc(byId("toc-toggle").getAttribute("aria-expanded") !== "true");
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !isSmall.matches || byId("toc").hidden) return;
    showToc(false);
    byId("toc-toggle").focus();
  });
  isSmall.addEventListener("change", () => showToc(!isSmall.matches));
  showToc(!isSmall.matches);
}

/** @param {string} text @param {boolean} [isError] */
export function notice(text, isError = false) {
  byId("notice").textContent = text;
  byId("notice").hidden = text === "";
  byId("notice").classList.toggle("error", isError);
}

/** One of the sections, or "" for the part itself. @param {string} name @param {boolean} [quietly] */
export function show(name, quietly = false) {
  for (const each of SECTIONS) byId(each).hidden = each !== name;
  if (name && !quietly) byId(`${name}-heading`).focus();
}

/** @param {string} text */
export function showOutcome(text) {
  for (const id of ["outcome", "between-outcome", "left-outcome"]) {
    if (byId(id).textContent !== text) byId(id).textContent = text;
  }
}

/** Lead to this part, or back to the course once nothing is left to do.
 * @param {Entry} next @param {string} heading @param {boolean} isThrough @param {boolean} [quietly] */
export function showBetween(next, heading, isThrough, quietly) {
  byId("between-heading").textContent = heading;
  document.getElementById("between-return")?.toggleAttribute("hidden", !isThrough);
  byId("open-next").classList.toggle("quiet", isThrough);
  byId("open-next").dataset.sco = next.identifier;
  byId("next-title").textContent = next.title;
  byId("own-window-note").hidden = !next.ownWindow;
  show("between", quietly);
}

/** Say that the part is in a window of its own, or offer to open one.
 * @param {Entry} part @param {string} url @param {boolean} isOpen */
export function showElsewhere(part, url, isOpen) {
  byId("elsewhere-title").textContent = part.title;
  byId("blocked").hidden = isOpen;
  byId("show-window").hidden = !isOpen;
  /** @type {HTMLAnchorElement} */ (byId("blocked-link")).href = isOpen ? "#" : url;
  show("elsewhere");
}

/** The parts of a module, in their order, and which one is at its turn. */
export class Parts {
  /** @param {Entry[]} items */
  constructor(items) {
    this.all = items.filter(({ isLeaf }) => isLeaf);
  }

  /** @param {string} identifier */
  find(identifier) {
    return this.all.find((each) => each.identifier === identifier);
  }

  /** @param {string} current @param {-1 | 1} step */
  neighbour(current, step) {
    const place = this.all.findIndex(({ identifier }) => identifier === current);
    return place < 0 ? undefined : this.all[place + step];
  }

  /** Whether nothing is left to do. */
  get areThrough() {
    return this.all.every(isDone);
  }

  get areUntouched() {
    return this.all.every(({ status }) => status === "not attempted");
  }

  /** The first one behind `current` that is not done, else the first of all, else the next one.
   * @param {string} current */
  following(current) {
    const place = this.all.findIndex(({ identifier }) => identifier === current);
    const later = this.all.slice(place + 1);
    const open = (/** @type {Entry} */ each) => !isDone(each);
    return later.find(open) ?? this.all.find(open) ?? later[0] ?? this.all[0];
  }
}
