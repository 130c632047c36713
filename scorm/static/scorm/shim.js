/**
 * Entry of `_shim.html`: the page between the player and the content, on the content's
 * own origin. It creates `window.API` or `window.API_1484_11`, where content looks for it
 * (SCORM 1.2 RTE 3.3.6, SCORM 2004 RTE 3.2), opens the SCO in an inner frame, keeps the
 * journal and sends it.
 *
 * @typedef {import("./runtime.js").Launch} Launch
 * @typedef {import("./channel.js").Message} Message
 */

import { listen, post } from "./channel.js";
import { sendWhatIsLeft } from "./earlier.js";
import { Journal } from "./journal.js";
import { LocalKeeper, isRecord } from "./keeper.js";
import { Runtime12 } from "./runtime12.js";
import { Runtime2004 } from "./runtime2004.js";
import { Sender } from "./sender.js";

const AUTOSAVE_MS = 5_000;
const UNLOAD_WAIT_MS = 0;

const { toolOrigin } = /** @type {{toolOrigin: string}} */ (document.documentElement.dataset);
/** The player page says in the address which standard it plays. */
const is2004 = window.location.hash === "#2004";

/** @type {Journal} */
let journal;
/** @type {Sender} */
let sender;
/** @type {Runtime12 | Runtime2004 | null} */
let runtime = null;
/** Last sequence number of the running session. */
let sequence = 0;

/** @param {string} type @param {Record<string, unknown>} [fields] */
const tell = (type, fields) => post(window.parent, toolOrigin, type, fields);

/** Put what the content has set into the journal. @param {boolean} finish */
function note(finish) {
  if (!runtime?.launch.records) return;
  const { sco, session } = runtime.launch;
  sequence = journal.note(sco, session, runtime.takeChanges(), finish, sequence);
  tellWaiting();
}

/** What the player page has to send should this one not come to it (`LastWords`). */
function tellWaiting() {
  tell("waiting", { commit: journal.commits().at(-1) ?? null });
}

/** The same, and send it. @param {boolean} finish */
function capture(finish) {
  note(finish);
  sender.send();
}

/** A content that is through may ask for what follows. @param {boolean} finish */
function captureOrNavigate(finish) {
  const navigation = finish && !sender.isPaused ? runtime?.navigation : null;
  // The page of SCORM 2004 sends what was set along with the request; the other may stay here.
  if (navigation && is2004) note(true);
  else capture(finish);
  if (navigation) tell("navigate", { ...navigation });
}

/** The content has set values and may forget to commit them: kept now, sent soon. */
function keep() {
  if (!runtime?.isRunning || !runtime.hasChanges || !runtime.launch.records) return;
  note(false);
  if (!journal.isEmpty) tell("state", { state: "saving", isSafe: journal.isSafe });
}

/** Only directories below the shim's own hold the package. @param {string} href */
function contentUrl(href) {
  const here = new URL(".", window.location.href);
  const url = new URL(href, here);
  if (url.origin !== here.origin || !url.pathname.startsWith(here.pathname)) {
    throw new Error("The launch address leads out of the package.");
  }
  return url.href;
}

/** @param {string} [href] @param {string} [title] */
function newFrame(href, title = "") {
  const frame = document.createElement("iframe");
  frame.id = "content";
  frame.title = title;
  frame.allow = "fullscreen; autoplay";
  if (href) frame.src = contentUrl(href);
  document.getElementById("content")?.replaceWith(frame);
}

/** Let the content's own handlers of leaving run, with the API still in place. */
async function unloadContent() {
  const frame = /** @type {HTMLIFrameElement} */ (document.getElementById("content"));
  if (!frame.src) return;
  const gone = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  frame.contentWindow?.location.replace("about:blank");
  await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, UNLOAD_WAIT_MS))]);
}

/** The session of the running SCO is over, whether its content says so or not. */
function finishSession() {
  if (!runtime) return;
  runtime.finish();
  if (runtime.launch.type === "asset") capture(true);
  else if (runtime.hasChanges) capture(true);
}

/**
 * The player asks for everything unsent: it opens another SCO, or leaves.
 * @param {boolean} isTimeOut the time for the part is over: what its content says on leaving is
 *   kept, and the run-time says why it left
 */
async function collect(isTimeOut = false) {
  sender.pause();
  const wasRunning = runtime?.isRunning === true;
  await unloadContent();
  // What has not left by now leaves with its frame, and may still speak.
  newFrame();
  if (isTimeOut && wasRunning) runtime?.timeOut();
  finishSession();
  runtime = null;
  tell("collected", { commits: journal.commits() });
}

/** @param {Launch} launch @param {Record<string, string>} requestValid */
function open(launch, requestValid) {
  sequence = 0;
  const events = { onCommit: captureOrNavigate, onSet: keep };
  runtime = is2004 ? new Runtime2004(launch, events, requestValid) : new Runtime12(launch, events);
  Object.assign(window, { [runtime.apiName]: runtime.api });
  // This page says nothing but the title of the part.
  document.documentElement.lang = launch.language;
  newFrame(launch.href, launch.title);
}

/** Where this origin's storage is denied, the player page keeps the records in its own. */
const keptByPlayer = {
  isSafe: false,
  /** @param {import("./journal.js").JournalRecord} record */
  write(record) {
    tell("keep", { record });
    return this.isSafe;
  },
  /** @param {string} attempt @param {string} session */
  remove(attempt, session) {
    tell("forget", { attempt, session });
  },
};

/** @param {Message} message */
function greet(message) {
  if (journal) return;
  const { attempt, commitUrl, bearer, kept, keeps, earlier } = /** @type {any} */ (message);
  const here = new LocalKeeper();
  keptByPlayer.isSafe = keeps === true;
  const left = [...here.load(attempt), ...kept.filter(isRecord)];
  journal = new Journal(attempt, [here, keptByPlayer], left);
  sender = new Sender(journal, {
    url: commitUrl,
    bearer,
    onState: (state) => {
      tell("state", { state, isSafe: journal.isSafe });
      tellWaiting();
    },
    onReply: (reply, session) => {
      // Of the session that runs here: what an earlier one is told late is out of date.
      if (session !== runtime?.launch.session) return;
      tell("committed", { reply });
      if (reply.replaced === true) tell("replaced");
    },
    onRefused: (_session, elements, isFull) => tell("refused", { elements, isFull }),
    onDenied: (text) => tell("denied", { text }),
  });
  sendWhatIsLeft(earlier, commitUrl, here, keptByPlayer);
  void collect();
}

/** @param {Message} message */
function settle(message) {
  const settled =
    /** @type {{session: string, sequence: number, errors?: {element: string}[], leftOut?: string[]}[]} */ (
      message.results ?? []
    );
  for (const { session, sequence: stored, errors, leftOut } of settled) {
    // What was refused of it is lost, and what has no room; the rest is stored.
    journal.acknowledge(session, stored);
    if (errors) tell("refused", { elements: errors.map(({ element }) => element) });
    if (leftOut) tell("refused", { elements: leftOut, isFull: true });
  }
  if (message.launch) {
    open(/** @type {Launch} */ (message.launch), /** @type {any} */ (message.requestValid ?? {}));
  }
  sender.resume();
}

listen(() => window.parent, toolOrigin, {
  hello: greet,
  collect: ({ isTimeOut }) => void collect(isTimeOut === true),
  settle,
  valid: ({ requestValid }) => runtime?.updateValid(/** @type {any} */ (requestValid)),
});

setInterval(() => sender?.send(), AUTOSAVE_MS);

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden" || !sender) return;
  keep();
  sender.send();
});

window.addEventListener("pagehide", () => {
  if (!sender) return;
  sender.pause();
  finishSession();
  sender.flushLast();
});

// Back from the back/forward cache the session is over: the player opens a new one.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) tell("restored");
});

tell("ready");
