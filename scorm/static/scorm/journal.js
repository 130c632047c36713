/**
 * What the content has said and the server has not yet acknowledged, one record a session.
 *
 * A record is cumulative: each element carries the sequence number at which it last
 * changed, and a send carries every element that is still unacknowledged. So a later
 * send contains all earlier ones, and a lost, repeated or overtaken send does no harm.
 *
 * Records live in localStorage, written before the content gets its answer. Where the
 * browser denies that, they live in memory, and `isSafe` says so.
 *
 * @typedef {{attempt: string, sco: string, session: string, sequence: number,
 *   acknowledged: number, finish: boolean, values: Record<string, [string, number]>,
 *   touched: number}} JournalRecord
 * @typedef {{sco: string, session: string, sequence: number, finish: boolean,
 *   delta: Record<string, string>}} Commit
 */

const PREFIX = "scorm-journal:";
const KEPT_FOR_MS = 30 * 24 * 3600 * 1000;

/** localStorage, or null where the browser denies it (private windows, blocked site data). */
function openStorage() {
  try {
    window.localStorage.setItem(`${PREFIX}probe`, "1");
    window.localStorage.removeItem(`${PREFIX}probe`);
    return window.localStorage;
  } catch (denied) {
    console.info("No local storage: the journal is kept in memory only.", denied);
    return null;
  }
}

const isEntry = (/** @type {unknown} */ entry) =>
  Array.isArray(entry) && typeof entry[0] === "string" && Number.isInteger(entry[1]);

/**
 * Other packages share this storage, so a record is taken only if the server can read it.
 * @param {unknown} value
 * @returns {value is JournalRecord}
 */
function isRecord(value) {
  const record = /** @type {JournalRecord} */ (value);
  return (
    typeof record === "object" && record !== null &&
    typeof record.attempt === "string" && typeof record.finish === "boolean" &&
    typeof record.sco === "string" && record.sco !== "" && record.sco.length <= 255 &&
    /^[A-Za-z0-9_-]{8,64}$/.test(record.session) &&
    [record.sequence, record.acknowledged, record.touched].every(Number.isInteger) &&
    record.sequence >= 1 && record.sequence < 2 ** 31 &&
    typeof record.values === "object" && record.values !== null &&
    Object.values(record.values).every(isEntry)
  );
}

export class Journal {
  /** @param {string} attempt key of the attempt, unique among all attempts of the tool */
  constructor(attempt) {
    this.attempt = attempt;
    this.storage = openStorage();
    /** @type {Map<string, JournalRecord>} */
    this.records = new Map();
    this.#load();
  }

  /** Whether a closed window loses nothing. */
  get isSafe() {
    return this.storage !== null;
  }

  /** Whether anything waits for the server. */
  get isEmpty() {
    return this.records.size === 0;
  }

  #load() {
    if (!this.storage) return;
    for (const key of Object.keys(this.storage).filter((name) => name.startsWith(PREFIX))) {
      const record = this.#parse(key);
      if (!record || Date.now() - record.touched > KEPT_FOR_MS) this.storage.removeItem(key);
      else if (record.attempt === this.attempt) this.records.set(record.session, record);
    }
  }

  /** @param {string} key */
  #parse(key) {
    try {
      const value = JSON.parse(this.storage?.getItem(key) ?? "null");
      return isRecord(value) ? value : null;
    } catch (broken) {
      console.warn("A journal record could not be read and is dropped.", broken);
      return null;
    }
  }

  /**
   * Note changed elements; with `finish`, also that the session is over.
   * @param {string} sco
   * @param {string} session
   * @param {Record<string, string>} changes
   * @param {boolean} finish
   * @param {number} sequence the last sequence number this session has used
   * @returns {number} the sequence number of the record now
   */
  note(sco, session, changes, finish, sequence) {
    const record = this.records.get(session) ?? {
      attempt: this.attempt, sco, session, sequence, acknowledged: sequence,
      finish: false, values: {}, touched: 0,
    };
    record.sequence += 1;
    record.finish ||= finish;
    record.touched = Date.now();
    for (const [element, value] of Object.entries(changes)) {
      record.values[element] = [value, record.sequence];
    }
    this.records.set(session, record);
    this.#write(record);
    return record.sequence;
  }

  /** @param {JournalRecord} record */
  #write(record) {
    const key = `${PREFIX}${record.attempt}:${record.session}`;
    try {
      this.storage?.setItem(key, JSON.stringify(record));
    } catch (full) {
      console.warn("Local storage is full: the journal is kept in memory only.", full);
      this.storage = null;
    }
  }

  /** Every record as the server takes it, oldest first. @returns {Commit[]} */
  commits() {
    return [...this.records.values()]
      .sort((one, other) => one.touched - other.touched)
      .map(({ sco, session, sequence, finish, values }) => ({
        sco, session, sequence, finish,
        delta: Object.fromEntries(Object.entries(values).map(([name, [value]]) => [name, value])),
      }));
  }

  /**
   * The server has stored everything of a session up to and including a sequence number.
   * @param {string} session
   * @param {number} sequence
   */
  acknowledge(session, sequence) {
    this.#remove(session, sequence, ([, changedAt]) => changedAt <= sequence);
  }

  /**
   * The server refuses these elements for good; the rest is sent again under a new number.
   * @param {string} session
   * @param {string[]} elements
   */
  drop(session, elements) {
    const record = this.records.get(session);
    if (!record) return;
    for (const element of elements) delete record.values[element];
    record.sequence += 1;
    this.#write(record);
  }

  /**
   * @param {string} session
   * @param {number} sequence
   * @param {(entry: [string, number]) => boolean} isDone
   */
  #remove(session, sequence, isDone) {
    const record = this.records.get(session);
    if (!record) return;
    record.acknowledged = Math.max(record.acknowledged, sequence);
    for (const [element, entry] of Object.entries(record.values)) {
      if (isDone(entry)) delete record.values[element];
    }
    if (record.acknowledged < record.sequence) {
      this.#write(record);
      return;
    }
    this.records.delete(session);
    this.storage?.removeItem(`${PREFIX}${record.attempt}:${session}`);
  }
}
