/**
 * Keeps journal records in this page's localStorage, so that a closed window or a crash
 * loses nothing. Used by the shim on the content origin, and by the player page on the
 * tool's for a shim whose storage is denied, as browsers do in frames of other sites.
 *
 * @typedef {import("./journal.js").JournalRecord} JournalRecord
 * @typedef {{isSafe: boolean, write: (record: JournalRecord) => boolean,
 *   remove: (attempt: string, session: string) => void}} Keeper
 */

const PREFIX = "scorm-journal:";
const KEPT_FOR_MS = 30 * 24 * 3600 * 1000;
const SESSION = /^[A-Za-z0-9_-]{8,64}$/;

/** localStorage, or null where the browser denies it (private windows, frames of other sites). */
function openStorage() {
  try {
    window.localStorage.setItem(`${PREFIX}probe`, "1");
    window.localStorage.removeItem(`${PREFIX}probe`);
    return window.localStorage;
  } catch (denied) {
    console.info("This page may not use local storage.", denied);
    return null;
  }
}

const isEntry = (/** @type {unknown} */ entry) =>
  Array.isArray(entry) && typeof entry[0] === "string" && Number.isInteger(entry[1]);

/**
 * Packages share their origin's storage, so a record is taken only if the server can read it.
 * @param {unknown} value
 * @returns {value is JournalRecord}
 */
export function isRecord(value) {
  const record = /** @type {JournalRecord} */ (value);
  return (
    typeof record === "object" && record !== null &&
    typeof record.attempt === "string" && typeof record.finish === "boolean" &&
    typeof record.sco === "string" && record.sco !== "" && record.sco.length <= 255 &&
    SESSION.test(record.session) &&
    [record.sequence, record.acknowledged, record.touched].every(Number.isInteger) &&
    record.sequence >= 1 && record.sequence < 2 ** 30 &&
    typeof record.values === "object" && record.values !== null &&
    Object.values(record.values).every(isEntry)
  );
}

/** @implements {Keeper} */
export class LocalKeeper {
  constructor() {
    this.storage = openStorage();
  }

  get isSafe() {
    return this.storage !== null;
  }

  /** The records of an attempt; unreadable and outdated ones of any attempt are cleared away.
   * @param {string} attempt
   * @returns {JournalRecord[]}
   */
  load(attempt) {
    const { storage } = this;
    if (!storage) return [];
    const found = [];
    for (const key of Object.keys(storage).filter((name) => name.startsWith(PREFIX))) {
      const record = parse(storage.getItem(key));
      if (!record || Date.now() - record.touched > KEPT_FOR_MS) storage.removeItem(key);
      else if (record.attempt === attempt) found.push(record);
    }
    return found;
  }

  /** @param {JournalRecord} record @returns {boolean} whether it is kept now */
  write(record) {
    try {
      this.storage?.setItem(`${PREFIX}${record.attempt}:${record.session}`, JSON.stringify(record));
    } catch (full) {
      console.warn("Local storage is full.", full);
      this.storage = null;
    }
    return this.isSafe;
  }

  /** @param {string} attempt @param {string} session */
  remove(attempt, session) {
    this.storage?.removeItem(`${PREFIX}${attempt}:${session}`);
  }
}

/** @param {string | null} text @returns {JournalRecord | null} */
function parse(text) {
  try {
    const value = JSON.parse(text ?? "null");
    return isRecord(value) ? value : null;
  } catch (broken) {
    console.warn("A journal record could not be read and is dropped.", broken);
    return null;
  }
}
