import { createNewId } from '../clock.ts';
import type { JobOutcome } from '../jobs/port.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { DAY_MS, type GapsGround, SECOND_MS } from './gap-ground.ts';
import { type HourOfWeek, hourOfWeek, hoursBetween } from './silence-hours.ts';
import type { StreamRow } from './silence-table.ts';

export const KEPT_WEEKS = 8;
const KEPT_MS = KEPT_WEEKS * 7 * DAY_MS;
const CURSOR = 'recovery_silence_cursor';
/** About 15 ms of work: nobody who waits for an answer notices. */
const BATCH = 1000;
/** Ids of one millisecond are in no order, and a row may reach the disk a moment after its id was given. */
const SETTLED_MS = 5 * SECOND_MS;

type Cells = Map<string, { week: number; hour: number; longestSeconds: number; events: number }>;
type Learnt = { stream: StreamRow; cells: Cells };
type LearningGround = Pick<GapsGround, 'database' | 'silences' | 'inbox' | 'outages' | 'clock' | 'newId' | 'timeZone'>;

/** Job: rolls up what the inbox got since the last time, a thousand events a turn, whatever the size of the inbox. */
export async function learnSilences(ground: LearningGround): Promise<JobOutcome> {
  const now = ground.clock.now().getTime();
  const events = ground.inbox.deliveredAfter({
    after: readSetting(ground.database, CURSOR) ?? idAt(now - KEPT_MS),
    before: new Date(now - SETTLED_MS).toISOString(),
    limit: BATCH,
  });
  const last = events.at(-1);
  if (!last) return { done: true };
  const hourOf = hourOfWeek(ground.timeZone);
  const learnt = new Map<string, Learnt>();
  for (const event of events) learn(ground, { learnt, hourOf, event });
  ground.database.transaction(() => {
    for (const { stream, cells } of learnt.values()) {
      ground.silences.save(stream);
      for (const cell of cells.values()) ground.silences.addHour(stream.id, cell);
    }
    ground.silences.retire(hourOf(now).week - KEPT_WEEKS);
    writeSetting(ground.database, { name: CURSOR, value: last.id, at: new Date(now).toISOString() });
  })();
  return events.length === BATCH ? { again: { afterMs: 0, reason: 'There is more to learn from.' } } : { done: true };
}

type Learning = { learnt: Map<string, Learnt>; hourOf: HourOfWeek; event: { provider: string; eventType: string; receivedAt: string } };

function learn(ground: LearningGround, { learnt, hourOf, event }: Learning): void {
  const key = `${event.provider} ${event.eventType}`;
  const known = learnt.get(key) ?? { stream: streamOf(ground, event), cells: new Map() };
  learnt.set(key, known);
  const { stream, cells } = known;
  const from = Date.parse(stream.last_at);
  const to = Date.parse(event.receivedAt);
  count(cells, hourOf(to), { longestSeconds: 0, events: 1 });
  if (to <= from) return;
  // What was silent because nothing could arrive is not what is normal.
  if (!ground.outages.overlaps(stream.last_at, event.receivedAt)) {
    for (const { at, until } of hoursBetween(from, to, KEPT_MS))
      count(cells, hourOf(at), { longestSeconds: Math.round((until - from) / 1000), events: 0 });
  }
  stream.last_at = event.receivedAt;
}

function count(cells: Cells, { week, hour }: { week: number; hour: number }, seen: { longestSeconds: number; events: number }): void {
  const key = `${week}.${hour}`;
  const cell = cells.get(key) ?? { week, hour, longestSeconds: 0, events: 0 };
  cell.longestSeconds = Math.max(cell.longestSeconds, seen.longestSeconds);
  cell.events += seen.events;
  cells.set(key, cell);
}

function streamOf({ silences, newId }: LearningGround, { provider, eventType, receivedAt }: Learning['event']): StreamRow {
  return (
    silences.named(provider, eventType) ?? {
      id: newId('sil'),
      provider,
      event_type: eventType,
      first_at: receivedAt,
      last_at: receivedAt,
      acknowledged_until: null,
    }
  );
}

/** The smallest id an event of this moment can have. */
function idAt(at: number): string {
  return createNewId({ now: () => new Date(at) }, (size) => new Uint8Array(size))('whe');
}
