import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { InboxWriter } from './inbox-writer.ts';

/** How long what is finished is kept, in days. What still waits for someone is kept until it does not. */
export type RetentionDays = {
  /** Bytes and headers of a delivery. */
  webhookBodies: number;
  /** Its row, which knows a late repeat by its id. */
  webhookEvents: number;
  refusedDeliveries: number;
};
export type RetentionDeps = {
  writer: Pick<InboxWriter, 'write' | 'waiting'>;
  clock: Clock;
  log: Pick<Logger, 'error'>;
  days: RetentionDays;
};

const FIRST_AFTER_MS = 60_000;
const BETWEEN_PASSES_MS = 6 * 3_600_000;
const BETWEEN_STEPS_MS = 50;
const DAY_MS = 86_400_000;

/** One pass over what is old enough, a few rows at a time, each step only when no delivery waits. Rejects when the inbox cannot be written. */
export async function retire(
  { writer, clock, days }: RetentionDeps,
  betweenStepsMs = BETWEEN_STEPS_MS,
  ended = () => false,
): Promise<void> {
  const now = clock.now();
  const before = (kept: number) => new Date(now.getTime() - kept * DAY_MS).toISOString();
  const bounds = {
    now: now.toISOString(),
    bodiesBefore: before(Math.min(days.webhookBodies, days.webhookEvents)),
    eventsBefore: before(days.webhookEvents),
    refusedBefore: before(days.refusedDeliveries),
  };
  for (let after: string | undefined = ''; after !== undefined && !ended(); ) {
    if (writer.waiting === 0) after = (await writer.write({ kind: 'retention', after, ...bounds })).next;
    await sleep(betweenStepsMs, undefined, { ref: false });
  }
}

/** A pass soon after the start and then a few times a day. Answers the function that ends it. */
export function keepRetained(deps: RetentionDeps): () => void {
  let over = false;
  const pass = (): void => {
    retire(deps, BETWEEN_STEPS_MS, () => over).catch((fault: unknown) => {
      if (!over) deps.log.error({ err: fault }, 'Old deliveries could not be cleaned up; it is tried again later');
    });
  };
  const first = setTimeout(pass, FIRST_AFTER_MS);
  const again = setInterval(pass, BETWEEN_PASSES_MS);
  first.unref();
  again.unref();
  return () => {
    over = true;
    clearTimeout(first);
    clearInterval(again);
  };
}
