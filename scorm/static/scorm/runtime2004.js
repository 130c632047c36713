/**
 * One session of one SCO of SCORM 2004 (RTE 3.1). Nothing is sequenced here, and
 * adl.nav.request_valid is what the server has said (SN 5.6.5).
 */

import { newApi } from "./cmi2004/api.js";
import { DataModel } from "./cmi2004/data_model.js";
import { Runtime } from "./runtime.js";

const TARGETED = /^\{target=([^{}]+)\}(choice|jump)$/;

/** @extends {Runtime<ReturnType<typeof newApi>>} */
export class Runtime2004 extends Runtime {
  apiName = "API_1484_11";
  exitElement = "cmi.exit";

  /**
   * @param {import("./runtime.js").Launch} launch
   * @param {import("./runtime.js").Events} events
   * @param {Record<string, string>} requestValid see `updateValid`
   */
  constructor(launch, events, requestValid) {
    const model = new DataModel(launch.cmi, launch);
    super(launch, events, (onSet) => newApi(model, { onSet, onCommit: events.onCommit }));
    this.model = model;
    this.updateValid(requestValid);
  }

  /**
   * The navigation request that follows from Terminate (RTE 4.2.8, SN 5.6.4). What becomes of a
   * time-out or a log-out is the server's to say.
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

  /** @param {Record<string, string>} requestValid */
  updateValid(requestValid) {
    this.model.validRequests = requestValid;
  }

  timeOut() {
    super.timeOut();
    this.model.values.set(this.exitElement, "time-out");
  }

  /** Terminate for a content that left without it. */
  finish() {
    if (this.isRunning) this.api.Terminate("");
  }
}
