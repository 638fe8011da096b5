import type { Logger } from 'pino';
import type { BoundedBuffer } from './bounded-buffer.ts';
import type { RequestRecord } from './port.ts';

export type BufferedWriterDeps = {
  buffer: BoundedBuffer;
  everyMs: number;
  log: Pick<Logger, 'warn'>;
  /** One transaction; throws when the disk refuses. */
  write: (records: readonly RequestRecord[]) => void;
  /** After each turn of the timer, for what is due now and then. */
  afterWrite: () => void;
};

/** Under load a batch is written as soon as it has so many rows: a longer one would hold up everything else for longer. */
const MOST_AT_ONCE = 500;

/** Owns the timer between a pushed row and its transaction. Sleeps while nothing is pushed. */
export class BufferedWriter {
  readonly #deps: BufferedWriterDeps;
  #timer: NodeJS.Timeout | undefined;
  #failing = false;

  constructor(deps: BufferedWriterDeps) {
    this.#deps = deps;
  }

  push(record: RequestRecord): void {
    this.#deps.buffer.push(record);
    if (this.#deps.buffer.size >= MOST_AT_ONCE && !this.#failing) this.flush();
    else this.#schedule();
  }

  /** Writes what waits. A failure is logged once and tried again by the timer; the rows stay in the buffer. */
  flush(): void {
    const { buffer, write, log } = this.#deps;
    const rows = buffer.take();
    if (rows.length === 0) return;
    try {
      write(rows);
      this.#failing = false;
    } catch (fault) {
      buffer.giveBack(rows);
      if (!this.#failing) log.warn({ err: fault, waiting: buffer.size }, 'The request log cannot be written; trying again');
      this.#failing = true;
      this.#schedule();
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.flush();
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.flush();
      this.#deps.afterWrite();
    }, this.#deps.everyMs).unref();
  }
}
