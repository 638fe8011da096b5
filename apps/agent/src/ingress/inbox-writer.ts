import { Worker } from 'node:worker_threads';
import { AppError } from '@banrimkwae/contract/errors';
import type { Logger } from 'pino';
import type { BatchAnswer, Write, WriterThreadData, Written } from './writes.ts';

export type InboxWriterDeps = {
  inboxFile: string;
  /** See assets.ts. */
  writerFile: string;
  log: Pick<Logger, 'warn' | 'error' | 'info'>;
  /** The thread died and a new one was started: what was under way may or may not be in the file. */
  restarted: () => void;
};
type Waiting = { write: Write; resolve: (written: Written) => void; reject: (fault: AppError) => void };

const MOST_WRITES = 1000;
const MOST_BYTES = 16_000_000;
const RESTART_MS = 1000;

/**
 * The main thread's side of the writer. One batch is under way at a time; whatever is asked meanwhile is the next one, so the busier
 * it is, the fewer waits for the disk each write costs, and no timer is needed.
 */
export class InboxWriter {
  readonly #deps: InboxWriterDeps;
  #worker: Worker | undefined;
  #queue: Waiting[] = [];
  #underWay: Waiting[] = [];
  #sendIsDue = false;
  #closed = false;
  #failing = false;
  #restart: NodeJS.Timeout | undefined;
  #whenEmpty: (() => void) | undefined;

  constructor(deps: InboxWriterDeps) {
    this.#deps = deps;
    this.#start();
  }

  /** Writes that are not on the disk yet. */
  get waiting(): number {
    return this.#queue.length + this.#underWay.length;
  }

  /** The last batch reached the disk. */
  get healthy(): boolean {
    return this.#worker !== undefined && !this.#failing;
  }

  /** Resolves after the commit. Rejects with AppError `storage_unavailable` when it is not known to be on the disk. */
  write(write: Write): Promise<Written> {
    if (this.#worker === undefined) return Promise.reject(storageUnavailable('The thread that writes the inbox is not running.'));
    return new Promise((resolve, reject) => {
      this.#queue.push({ write, resolve, reject });
      this.#scheduleSend();
    });
  }

  /** Writes what waits, then ends the thread. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#restart);
    if (this.waiting > 0) {
      await new Promise<void>((resolve) => {
        this.#whenEmpty = resolve;
      });
    }
    const worker = this.#worker;
    this.#worker = undefined;
    if (!worker) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage('close');
    await ended;
  }

  #start(): void {
    const workerData: WriterThreadData = { inboxFile: this.#deps.inboxFile };
    const worker = new Worker(this.#deps.writerFile, { workerData });
    let cause: unknown;
    worker.on('message', (answer: BatchAnswer) => this.#answered(answer));
    worker.on('error', (fault) => {
      cause = fault;
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#died(cause);
    });
    this.#worker = worker;
  }

  #scheduleSend(): void {
    if (this.#sendIsDue || this.#underWay.length > 0) return;
    this.#sendIsDue = true;
    // At the end of this turn of the event loop: everything it has read from its sockets goes together.
    setImmediate(() => {
      this.#sendIsDue = false;
      this.#send();
    });
  }

  #send(): void {
    if (this.#worker === undefined || this.#queue.length === 0) return;
    this.#underWay = this.#queue.splice(0, batchLength(this.#queue));
    const { writes, bytes } = pack(this.#underWay.map(({ write }) => write));
    this.#worker.postMessage(writes, [bytes]);
  }

  #answered(answer: BatchAnswer): void {
    const batch = this.#underWay;
    this.#underWay = [];
    if ('fault' in answer) this.#failed(batch, answer.fault);
    else {
      if (this.#failing) this.#deps.log.info('The inbox can be written again');
      this.#failing = false;
      for (const [index, { resolve }] of batch.entries()) resolve(answer.written[index] ?? { stored: [], due: [] });
    }
    if (this.#queue.length > 0) this.#send();
    else this.#whenEmpty?.();
  }

  #failed(batch: readonly Waiting[], fault: unknown): void {
    if (!this.#failing) this.#deps.log.error({ err: fault }, 'The inbox cannot be written: deliveries are turned away until it can');
    this.#failing = true;
    for (const { reject } of batch) reject(storageUnavailable('The inbox cannot be written.', fault));
  }

  #died(cause: unknown): void {
    this.#worker = undefined;
    const lost = [...this.#underWay, ...this.#queue];
    this.#underWay = [];
    this.#queue = [];
    this.#failed(lost, cause ?? new Error('The thread ended'));
    this.#whenEmpty?.();
    if (this.#closed) return;
    this.#restart = setTimeout(() => {
      this.#start();
      this.#deps.restarted();
    }, RESTART_MS);
    this.#restart.unref();
  }
}

function batchLength(queue: readonly Waiting[]): number {
  let bytes = 0;
  const end = queue.findIndex(({ write }, index) => {
    bytes += write.kind === 'delivery' ? write.body.byteLength : 0;
    return index === MOST_WRITES || (index > 0 && bytes > MOST_BYTES);
  });
  return end === -1 ? queue.length : end;
}

/** Bodies go in one piece of memory that is handed over. Each is a view on a larger buffer of its socket, all of which would be copied. */
function pack(writes: readonly Write[]): { writes: Write[]; bytes: ArrayBuffer } {
  const bytes = new Uint8Array(writes.reduce((sum, write) => sum + (write.kind === 'delivery' ? write.body.byteLength : 0), 0));
  let at = 0;
  const packed = writes.map((write) => {
    if (write.kind !== 'delivery') return write;
    const body = bytes.subarray(at, at + write.body.byteLength);
    body.set(write.body);
    at += body.byteLength;
    return { ...write, body };
  });
  return { writes: packed, bytes: bytes.buffer };
}

function storageUnavailable(message: string, cause?: unknown): AppError {
  return new AppError('storage_unavailable', { message, cause });
}
