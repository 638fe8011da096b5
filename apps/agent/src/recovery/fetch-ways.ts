import type { ProviderEvent } from '@banrimkwae/connector-kit/connector';
import { AppError } from '@banrimkwae/contract/errors';
import type { FetchWay } from '@banrimkwae/contract/recovery';
import type { GapsGround } from './gap-ground.ts';

export type Asked = { provider: string; from: Date; signal: AbortSignal };
export type OutageSpan = { beganAt: string; endedAt: string };
export type Counts = { found: number; recovered: number };

/** What a provider told. By `within`, how much of it belongs to an outage: the same whoever fetched it, and however often. */
export type Telling = { recovered: number; within: (span: OutageSpan) => Counts };
/** `waitMs`: the provider wants to be left alone for so long. */
export type Told = Telling | { waitMs: number };

export type Way = (ground: GapsGround, asked: Asked) => Promise<Told>;
export const WAYS: Readonly<Record<Exclude<FetchWay, 'none'>, Way>> = { event_list: listEvents, pull, inquiry };

/** More pages than any provider has events in its reach: a cursor that goes round in circles ends here. */
const MOST_PAGES = 10_000;

type Occurred = { id: string; at: string };

/** Page by page; each is on the disk before the next is asked for. */
async function listEvents(ground: GapsGround, { provider, from, signal }: Asked): Promise<Telling> {
  const list = ground.connectors.get(provider)?.webhook?.eventsSince;
  if (!list) throw new AppError('not_supported');
  const told: Occurred[] = [];
  let recovered = 0;
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const input = { since: from, ...(cursor === undefined ? {} : { cursor }) };
    const { events, cursor: next } = await ground.providers.run(provider, list, input, { signal, background: true });
    recovered += await takePage(ground, provider, events);
    told.push(...events.map(({ id, occurredAt }) => ({ id, at: occurredAt.toISOString() })));
    if (next === undefined) return { recovered, within: (span) => countEvents(ground, provider, { told, span }) };
    if (next === cursor) break;
    cursor = next;
  }
  throw new AppError('provider_answer_unreadable', { message: 'The list of events does not end.' });
}

async function takePage(ground: GapsGround, provider: string, events: readonly ProviderEvent[]): Promise<number> {
  if (events.length === 0) return 0;
  const { recovered } = await ground.inbox.takeFetched(provider, events);
  if (recovered > 0) ground.fetches.countRecovered(provider, ground.clock.now(), recovered);
  return recovered;
}

/** Counted by how each event stands in the inbox, not by what this run added: a run that was killed half-way is counted right by the next. */
function countEvents({ inbox }: GapsGround, provider: string, { told, span }: { told: readonly Occurred[]; span: OutageSpan }): Counts {
  // Providers give whole seconds: what happened in the second in which it began belongs to it.
  const began = new Date(Math.floor(Date.parse(span.beganAt) / 1000) * 1000).toISOString();
  const ids = new Set(told.filter(({ at }) => at >= began && at <= span.endedAt).map(({ id }) => id));
  return { found: ids.size, recovered: inbox.fetchedAmong(provider, [...ids]).size };
}

async function pull(ground: GapsGround, { provider, from, signal }: Asked): Promise<Told> {
  const read = await ground.channel.fetchSince({ provider, since: from, signal });
  if ('waitMs' in read) return read;
  if (read.changed > 0) ground.fetches.countRecovered(provider, ground.clock.now(), read.changed);
  // A channel does not say when something changed, but of what changed in an outage nobody can have heard before it ended.
  const heardAfter = ({ beganAt }: OutageSpan) => read.heardAt.filter((at) => at > beganAt).length;
  return { recovered: read.changed, within: (span) => ({ found: heardAfter(span), recovered: heardAfter(span) }) };
}

async function inquiry(ground: GapsGround, { provider }: Asked): Promise<Telling> {
  const { asked, moved, movedSince } = await ground.payments.askOpen(provider);
  if (moved > 0) ground.fetches.countRecovered(provider, ground.clock.now(), moved);
  return {
    recovered: moved,
    within: ({ beganAt }) => {
      const recovered = movedSince(beganAt);
      return { found: Math.max(asked, recovered), recovered };
    },
  };
}
