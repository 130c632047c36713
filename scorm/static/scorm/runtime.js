/**
 * One session of one SCO, whatever its standard: the API that the content calls, and what it
 * changes.
 *
 * The data model answers from memory, at once, by the rules that the server checks again.
 *
 * @typedef {{sco: string, title: string, language: string, href: string, session: string,
 *   type: "sco" | "asset", records: boolean, cmi: Record<string, string>,
 *   unreadable?: string[], unwritable?: string[]}} Launch
 * @typedef {{onCommit: (isFinish: boolean) => void, onSet: () => void}} Events `onCommit` is
 *   called before the content gets its answer, `onSet` once after a burst of values
 * @typedef {{isInitialized: () => boolean, isTerminated: () => boolean}} Api
 */

/** @template {Api} A */
export class Runtime {
  /** Where content looks for the API. */
  apiName = "";
  /** The element that says how the session has ended. */
  exitElement = "";

  /**
   * @param {Launch} launch
   * @param {Events} events
   * @param {(onSet: (element: string, value: string) => void) => A} newApi
   */
  constructor(launch, { onSet }, newApi) {
    this.launch = launch;
    /** @type {Record<string, string>} */
    this.changes = {};
    this.api = newApi((element, value) => {
      if (!this.hasChanges) setTimeout(onSet, 0);
      this.changes[element] = value;
    });
  }

  /** Whether the content has begun the session. */
  get wasInitialized() {
    return this.api.isInitialized() || this.api.isTerminated();
  }

  get isRunning() {
    return this.api.isInitialized();
  }

  get hasChanges() {
    return Object.keys(this.changes).length > 0;
  }

  /**
   * Where the content wants to go now that it is through, in the words of its player page.
   * @returns {Record<string, string> | null}
   */
  get navigation() {
    return null;
  }

  /** What may be asked for has changed. @param {Record<string, string>} _requestValid */
  updateValid(_requestValid) {}

  /** The exit of this session is a time-out, whatever its content has said. */
  timeOut() {
    this.changes[this.exitElement] = "time-out";
  }

  /** What was set since the last call. @returns {Record<string, string>} */
  takeChanges() {
    const { changes } = this;
    this.changes = {};
    return changes;
  }
}
