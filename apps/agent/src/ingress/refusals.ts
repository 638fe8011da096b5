import type { Redactor } from '@banrimkwae/connector-kit/redact';
import type { Logger } from 'pino';
import type { Clock, NewId } from '../clock.ts';
import type { InboxWriter } from './inbox-writer.ts';
import type { NewRefusal } from './writes.ts';

export type RefusalsDeps = { writer: Pick<InboxWriter, 'write'>; clock: Clock; newId: NewId; log: Pick<Logger, 'warn'> };
export type RefusedAttempt = {
  providerId: string;
  /** No provider bears this name: whoever sent it made it up. */
  unknownProvider: boolean;
  reason: string;
  remoteAddress: string | null;
  headers: () => Readonly<Record<string, string>>;
  body: Buffer;
  redactor: Redactor;
};

/** At most so many rows a beat: whoever floods us with rubbish takes a few milliseconds a second from what is genuine, and no more. */
const BEAT_MS = 250;
const MOST_WAITING = 200;
/** Of these, of one provider for one reason: a flood of one kind leaves room for the others in the same beat. */
const MOST_OF_A_GROUP = 25;
/** What comes again within this time goes on with the row of before. */
const BURST_MS = 10 * 60_000;
const BODY_START_BYTES = 2048;
const NAME_LENGTH = 60;

/** What one address sent for one reason since the last beat. Redacted when it is written: under a flood that is once for many. */
type Burst = { group: string; firstAt: Date; lastAt: Date; repeated: number; latest: RefusedAttempt };

/** Keeps refused deliveries for staff to look at, behind everything genuine. What comes too fast is counted only. */
export class Refusals {
  /** Since the start. */
  counted = 0;
  /** Of these, how many are not in the list. */
  dropped = 0;
  readonly #deps: RefusalsDeps;
  #waiting = new Map<string, Burst>();
  #groups = new Map<string, number>();
  #beat: NodeJS.Timeout | undefined;

  constructor(deps: RefusalsDeps) {
    this.#deps = deps;
  }

  add(attempt: RefusedAttempt): void {
    this.counted += 1;
    const group = `${attempt.unknownProvider ? '' : attempt.providerId} ${attempt.reason}`;
    const key = `${group} ${attempt.remoteAddress}`;
    const now = this.#deps.clock.now();
    // A copy of its beginning: the whole body may be large, and the beat is a while away.
    const latest = { ...attempt, body: Buffer.from(attempt.body.subarray(0, BODY_START_BYTES)) };
    const known = this.#waiting.get(key);
    if (known) {
      this.#waiting.set(key, { ...known, repeated: known.repeated + 1, lastAt: now, latest });
      return;
    }
    const ofGroup = this.#groups.get(group) ?? 0;
    if (this.#waiting.size >= MOST_WAITING || ofGroup >= MOST_OF_A_GROUP) {
      this.dropped += 1;
      return;
    }
    this.#groups.set(group, ofGroup + 1);
    this.#waiting.set(key, { group, firstAt: now, lastAt: now, repeated: 0, latest });
    this.#beat ??= setTimeout(() => void this.flush(), BEAT_MS);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#beat);
    this.#beat = undefined;
    const rows = [...this.#waiting.values()].map((burst) => this.#rowOf(burst));
    this.#waiting = new Map();
    this.#groups = new Map();
    const results = await Promise.allSettled(rows.map((row) => this.#deps.writer.write(row)));
    let lost = 0;
    for (const [index, { status }] of results.entries()) if (status === 'rejected') lost += 1 + (rows[index]?.repeated ?? 0);
    this.dropped += lost;
    if (lost > 0) this.#deps.log.warn({ lost }, 'Refused deliveries could not be kept');
  }

  #rowOf({ group, firstAt, lastAt, repeated, latest }: Burst): NewRefusal {
    const { providerId, reason, remoteAddress, headers, body, redactor } = latest;
    return {
      kind: 'refusal',
      id: this.#deps.newId('ref'),
      providerId: providerId.slice(0, NAME_LENGTH),
      reason,
      group,
      remoteAddress,
      headers: JSON.stringify(redactor.headers(headers())),
      bodyStart: redactor.body(body.toString('utf8')),
      receivedAt: firstAt.toISOString(),
      repeated,
      lastAt: lastAt.toISOString(),
      sameBurstSince: new Date(firstAt.getTime() - BURST_MS).toISOString(),
    };
  }
}
