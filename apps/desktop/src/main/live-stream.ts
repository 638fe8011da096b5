import type { LiveStatus } from '@banrimkwae/contract/desk';
import type { AppError } from '@banrimkwae/contract/errors';
import { LiveEvent } from '@banrimkwae/contract/events';
import type { LiveListeners, LiveSocket } from './live-socket.ts';
import type { Log } from './log.ts';

export type LiveStreamParts = {
  /** Opens a socket that resumes after a sequence number; undefined when nobody is signed in. */
  open: (after: number | undefined, listeners: LiveListeners) => Promise<LiveSocket | undefined>;
  onEvent: (event: LiveEvent) => void;
  onStatus: (status: LiveStatus) => void;
  now: () => Date;
  /** 0 up to 1, spreads the reconnects of many desktops. */
  random: () => number;
  log: Log;
};

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
/** Shorter interruptions are nobody's business. */
const OFFLINE_AFTER = 8000;
/** Trying again cannot help: a person has to act first. */
const FINAL: readonly string[] = ['session_expired', 'unauthenticated', 'forbidden', 'certificate_changed'];

type Status = Pick<LiveStatus, 'state' | 'reason'>;

/** Keeps one live connection to the selected agent: reconnects with growing, jittered waits and resumes where it stopped. */
export class LiveStream {
  readonly #parts: LiveStreamParts;
  #status: LiveStatus;
  #socket: LiveSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #brokenSince = 0;
  #last: number | undefined;
  #epoch: string | undefined;
  /** Counts starts and stops, so that a socket of an earlier start is never listened to. */
  #run = 0;

  constructor(parts: LiveStreamParts) {
    this.#parts = parts;
    this.#status = { state: 'stopped', since: parts.now().toISOString(), reason: null };
  }

  get status(): LiveStatus {
    return this.#status;
  }

  /** Does nothing while already running. */
  async start(): Promise<LiveStatus> {
    if (this.#status.state === 'connected' || this.#status.state === 'reconnecting') return this.#status;
    this.#leave();
    this.#failures = 0;
    this.#brokenSince = this.#parts.now().getTime();
    this.#report({ state: 'reconnecting', reason: null });
    await this.#connect(this.#run);
    return this.#status;
  }

  stop(): LiveStatus {
    this.#leave();
    this.#report({ state: 'stopped', reason: null });
    return this.#status;
  }

  /** For another agent or operator: sequence numbers of the old one mean nothing. */
  reset(): LiveStatus {
    this.#last = undefined;
    this.#epoch = undefined;
    return this.stop();
  }

  #leave(): void {
    this.#run += 1;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = undefined;
  }

  async #connect(run: number): Promise<void> {
    const current =
      <Input extends unknown[]>(react: (...input: Input) => void) =>
      (...input: Input) => {
        if (run === this.#run) react(...input);
      };
    const socket = await this.#parts.open(this.#last, {
      opened: current(() => this.#opened()),
      message: current((text) => this.#message(text)),
      closed: current((why) => this.#closed(why)),
    });
    if (run !== this.#run) return socket?.close();
    this.#socket = socket;
    if (!socket) this.#report({ state: 'stopped', reason: 'unauthenticated' });
  }

  #opened(): void {
    this.#failures = 0;
    this.#report({ state: 'connected', reason: null });
  }

  #message(text: string): void {
    const parsed = parseEvent(text);
    if (!parsed) {
      this.#parts.log('warn', 'live_message_unknown', { length: text.length });
      return;
    }
    const lost = parsed.type === 'hello' && this.#epoch !== undefined && this.#epoch !== parsed.epoch;
    if (parsed.type === 'hello') this.#epoch = parsed.epoch;
    if (parsed.type !== 'hello' || lost || this.#last === undefined) this.#last = parsed.seq;
    this.#parts.onEvent(parsed);
    if (lost) this.#parts.onEvent({ seq: parsed.seq, at: parsed.at, type: 'resync' });
  }

  #closed(why: AppError): void {
    this.#socket = undefined;
    const now = this.#parts.now().getTime();
    if (this.#status.state === 'connected') this.#brokenSince = now;
    if (FINAL.includes(why.code)) {
      this.#report({ state: 'offline', reason: why.code });
      return;
    }
    this.#report({ state: now - this.#brokenSince >= OFFLINE_AFTER ? 'offline' : 'reconnecting', reason: why.code });
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures) * (0.5 + this.#parts.random() / 2);
    this.#failures += 1;
    const run = this.#run;
    this.#timer = setTimeout(() => void this.#connect(run), wait);
  }

  #report(next: Status): void {
    if (next.state === this.#status.state && next.reason === this.#status.reason) return;
    const sameState = next.state === this.#status.state;
    this.#status = { ...next, since: sameState ? this.#status.since : this.#parts.now().toISOString() };
    this.#parts.onStatus(this.#status);
  }
}

function parseEvent(text: string): LiveEvent | undefined {
  try {
    return LiveEvent.safeParse(JSON.parse(text)).data;
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}
