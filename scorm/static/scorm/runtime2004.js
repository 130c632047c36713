/**
 * One session of one SCO of SCORM 2004: its API_1484_11 (RTE 3.1), and what it changes.
 *
 * The data model answers from memory, at once, by the rules that the server checks again; nothing
 * is sequenced here, and adl.nav.request_valid is what the server has said (SN 5.6.5).
 *
 * @typedef {import("./runtime.js").Launch & {unreadable: string[], unwritable: string[]}} Launch
 * @typedef {{request: string, target: string}} Navigation
 */

import { newApi } from "./cmi2004/api.js";
import { DataModel } from "./cmi2004/data_model.js";

const TARGETED = /^\{target=([^{}]+)\}(choice|jump)$/;

export class Runtime2004 {
  apiName = "API_1484_11";

  /**
   * @param {Launch} launch
   * @param {{onCommit: (isFinish: boolean) => void, onSet: () => void}} events `onCommit` is
   *   called before the content gets its answer, `onSet` once after a burst of values
   * @param {Record<string, string>} requestValid see `updateValid`
   */
  constructor(launch, { onCommit, onSet }, requestValid) {
    this.launch = launch;
    this.model = new DataModel(launch.cmi, launch);
    /** @type {Record<string, string>} */
    this.changes = {};
    this.api = newApi(this.model, {
      onCommit,
      onSet: (element, value) => {
        if (!this.hasChanges) setTimeout(onSet, 0);
        this.changes[element] = value;
      },
    });
    this.updateValid(requestValid);
  }

  /** Whether the content has called Initialize. */
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
   * The navigation request that follows from Terminate (RTE 4.2.8, SN 5.6.4), null for none. What
   * becomes of a time-out or a log-out is the server's to say.
   * @returns {Navigation | null}
   */
  get navigation() {
    const { values } = this.model;
    const exit = values.get("cmi.exit");
    if (exit === "time-out" || exit === "logout") return { request: "exitAll", target: "" };
    const request = values.get("adl.nav.request") ?? "_none_";
    if (request === "_none_") return null;
    const [, target, word] = TARGETED.exec(request) ?? [];
    return { request: word ?? request, target: target ?? "" };
  }

  /** What may be asked for has changed. @param {Record<string, string>} requestValid */
  updateValid(requestValid) {
    this.model.validRequests = requestValid;
  }

  /** Terminate for a content that left without it. */
  finish() {
    if (this.isRunning) this.api.Terminate("");
  }

  /** The exit of this session is a time-out, whatever its content has said (RTE 4.2.8). */
  timeOut() {
    this.model.values.set("cmi.exit", "time-out");
    this.changes["cmi.exit"] = "time-out";
  }

  /** What was set since the last call. @returns {Record<string, string>} */
  takeChanges() {
    const { changes } = this;
    this.changes = {};
    return changes;
  }
}
