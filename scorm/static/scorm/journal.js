/**
 * What the content has said and the server has not yet acknowledged, one record a session.
 *
 * A record is cumulative: each element carries the sequence number at which it last
 * changed, and a send carries every element that is still unacknowledged. So a later
 * send contains all earlier ones, and a lost, repeated or overtaken send does no harm.
 *
 * A record goes to the first keeper that takes it before the content gets its answer.
 * Where none does, records live in memory only, and `isSafe` says so.
 *
 * @typedef {{attempt: string, sco: string, session: string, sequence: number,
 *   acknowledged: number, finish: boolean, values: Record<string, [string, number]>,
 *   touched: number}} JournalRecord
 * @typedef {{sco: string, session: string, sequence: number, finish: boolean,
 *   delta: Record<string, string>}} Commit
 * @typedef {import("./keeper.js").Keeper} Keeper
 */

export class Journal {
  /**
   * @param {string} attempt key of the attempt, unique among all attempts of the tool
   * @param {Keeper[]} keepers the nearest first
   * @param {JournalRecord[]} left what earlier sessions of the attempt have left
   */
  constructor(attempt, keepers, left) {
    this.attempt = attempt;
    this.keepers = keepers;
    this.records = new Map(left.map((record) => [record.session, record]));
    /** Whether a closed window loses nothing. */
    this.isSafe = keepers.some(({ isSafe }) => isSafe);
  }

  /** Whether anything waits for the server. */
  get isEmpty() {
    return this.records.size === 0;
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
    this.isSafe = this.keepers.some((keeper) => keeper.write(record));
  }

  /**
   * Every record as the server takes it, oldest first. Numbers on the wire are even: the odd
   * one below is for a part of the record, sent by a page that goes away (`lastBody`).
   * @returns {Commit[]}
   */
  commits() {
    return [...this.records.values()]
      .sort((one, other) => one.touched - other.touched)
      .map(({ sco, session, sequence, finish, values }) => ({
        sco, session, sequence: sequence * 2, finish,
        delta: Object.fromEntries(Object.entries(values).map(([name, [value]]) => [name, value])),
      }));
  }

  /**
   * The server has stored everything of a session up to and including a number on the wire.
   * @param {string} session
   * @param {number} number
   */
  acknowledge(session, number) {
    const record = this.records.get(session);
    if (!record) return;
    record.acknowledged = Math.max(record.acknowledged, Math.floor(number / 2));
    for (const [element, [, changedAt]] of Object.entries(record.values)) {
      if (changedAt <= record.acknowledged) delete record.values[element];
    }
    if (record.acknowledged < record.sequence) {
      this.#write(record);
      return;
    }
    this.records.delete(session);
    for (const keeper of this.keepers) keeper.remove(record.attempt, session);
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
}
