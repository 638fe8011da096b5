import type { RequestRecord } from './port.ts';

export type BufferLimits = { rows: number; bodyBytes: number };
export type Losses = { rows: number; bodies: number };

/** Rows waiting to be written. When the disk does not keep up, the oldest bodies go first, then the oldest rows; both are counted. */
export class BoundedBuffer {
  readonly losses: Losses = { rows: 0, bodies: 0 };
  readonly #limits: BufferLimits;
  #rows: RequestRecord[] = [];
  #bodyBytes = 0;
  /** Rows before this one have no body any more. */
  #stripped = 0;

  constructor(limits: BufferLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#rows.length;
  }

  push(record: RequestRecord): void {
    this.#rows.push(record);
    this.#bodyBytes += bodySize(record);
    while (this.#bodyBytes > this.#limits.bodyBytes && this.#stripped < this.#rows.length) this.#stripOldest();
    if (this.#rows.length > this.#limits.rows) this.#dropOldest();
  }

  /** All rows; the buffer is empty afterwards. */
  take(): RequestRecord[] {
    const rows = this.#rows;
    this.#rows = [];
    this.#bodyBytes = 0;
    this.#stripped = 0;
    return rows;
  }

  /** Puts rows back that could not be written, before what came meanwhile. */
  giveBack(rows: readonly RequestRecord[]): void {
    const newer = this.take();
    for (const row of [...rows, ...newer]) this.push(row);
  }

  #stripOldest(): void {
    const row = this.#rows[this.#stripped];
    if (row && bodySize(row) > 0) {
      this.#bodyBytes -= bodySize(row);
      this.#rows[this.#stripped] = { ...row, requestBody: null, responseBody: null };
      this.losses.bodies += 1;
    }
    this.#stripped += 1;
  }

  #dropOldest(): void {
    // A tenth at once: taking single rows off the front of a long array is slow.
    const dropped = this.#rows.splice(0, Math.max(1, Math.floor(this.#limits.rows / 10)));
    for (const row of dropped) this.#bodyBytes -= bodySize(row);
    this.#stripped = Math.max(0, this.#stripped - dropped.length);
    this.losses.rows += dropped.length;
  }
}

function bodySize(record: RequestRecord): number {
  return (record.requestBody?.length ?? 0) + (record.responseBody?.length ?? 0);
}
