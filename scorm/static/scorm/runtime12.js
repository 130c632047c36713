/** One session of one SCO of SCORM 1.2 (RTE 3.3). */

import { newApi } from "./cmi12/api.js";
import { DataModel } from "./cmi12/data_model.js";
import { Runtime } from "./runtime.js";

const DIRECTIONS = /** @type {Record<string, string>} */ ({ continue: "next", previous: "previous" });

/** @extends {Runtime<ReturnType<typeof newApi>>} */
export class Runtime12 extends Runtime {
  apiName = "API";
  exitElement = "cmi.core.exit";

  /**
   * @param {import("./runtime.js").Launch} launch
   * @param {import("./runtime.js").Events} events
   */
  constructor(launch, events) {
    const model = new DataModel(launch.cmi);
    super(launch, events, (onSet) => newApi(model, { onSet, onCommit: events.onCommit }));
  }

  /** Content in the field may set nav.event; the standard has no word for it. */
  get navigation() {
    const direction = DIRECTIONS[this.api.navEvent()];
    return direction ? { direction } : null;
  }

  /** Finish for a content that left without LMSFinish (RTE 3.3.2.2: the run-time must see to it). */
  finish() {
    if (this.isRunning) this.api.LMSFinish("");
  }
}
