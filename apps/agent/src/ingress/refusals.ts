import type { Redactor } from '@banrimkwae/connector-kit/redact';
import type { Logger } from 'pino';
import type { Clock, NewId } from '../clock.ts';
import type { InboxWriter } from './inbox-writer.ts';
import type { NewRefusal } from './writes.ts';

export type RefusalsDeps = { writer: Pick<InboxWriter, 'write'>; clock: Clock; newId: NewId; log: Pick<Logger, 'warn'> };
export type RefusedAttempt = {
  providerId: string;
  reason: string;
  remoteAddress: string | null;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  redactor: Redactor;
};

/** At most so many a beat: whoever floods us with rubbish takes a few milliseconds a second from what is genuine, and no more. */
const BEAT_MS = 250;
const MOST_WAITING = 200;
const BODY_START_BYTES = 2048;
const NAME_LENGTH = 60;

/** Keeps refused deliveries for staff to look at, behind everything genuine. What comes too fast is counted only. */
export class Refusals {
  /** Since the start. */
  counted = 0;
  /** Of these, how many are not in the list. */
  dropped = 0;
  readonly #deps: RefusalsDeps;
  #waiting: NewRefusal[] = [];
  #beat: NodeJS.Timeout | undefined;

  constructor(deps: RefusalsDeps) {
    this.#deps = deps;
  }

  add({ providerId, reason, remoteAddress, headers, body, redactor }: RefusedAttempt): void {
    this.counted += 1;
    if (this.#waiting.length >= MOST_WAITING) {
      this.dropped += 1;
      return;
    }
    this.#waiting.push({
      kind: 'refusal',
      id: this.#deps.newId('ref'),
      providerId: providerId.slice(0, NAME_LENGTH),
      reason,
      remoteAddress,
      headers: JSON.stringify(redactor.headers(headers)),
      bodyStart: redactor.body(body.subarray(0, BODY_START_BYTES).toString('utf8')),
      receivedAt: this.#deps.clock.now().toISOString(),
    });
    this.#beat ??= setTimeout(() => void this.flush(), BEAT_MS);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#beat);
    this.#beat = undefined;
    const rows = this.#waiting;
    this.#waiting = [];
    const results = await Promise.allSettled(rows.map((row) => this.#deps.writer.write(row)));
    const lost = results.filter(({ status }) => status === 'rejected').length;
    this.dropped += lost;
    if (lost > 0) this.#deps.log.warn({ lost }, 'Refused deliveries could not be kept');
  }
}
