import { AppError, ERRORS } from '@banrimkwae/contract/errors';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import type { ReadyProvider } from '../providers/port.ts';
import { sourcesInOrder } from './choose-rate.ts';
import { type FxGround, JOB } from './fx-ground.ts';

const DAY_MS = 86_400_000;
/** Long enough for every question about a payment of the last year. */
const KEPT_MS = 400 * DAY_MS;
const TRY_AGAIN_MS = 30 * 60_000;
/** At the start: whoever was asked in this time need not be asked again. */
const FRESH_MS = 12 * 3_600_000;

/** Job: rings for every source, so that one that fails keeps no other back. */
export function beginRound({ providers, jobs }: FxGround): JobOutcome {
  for (const { id } of providers.ready('fx')) jobs.add({ kind: JOB.fetch, subjectId: id, dedupeKey: `${JOB.fetch}:${id}`, priority: 8 });
  return { done: true };
}

/** Job: one source. What passes is tried again; wrong keys are for a person, and shown where the keys are. */
export async function fetchInBackground(ground: FxGround, { subjectId, signal }: RunningJob): Promise<JobOutcome> {
  const source = ground.providers.ready('fx').find(({ id }) => id === subjectId);
  if (!source) return { done: true };
  try {
    await fetchFrom(ground, source, { signal, background: true });
    return { done: true };
  } catch (fault) {
    if (!(fault instanceof AppError)) throw fault;
    return ERRORS[fault.code].retryable ? { again: { afterMs: TRY_AGAIN_MS, reason: fault.message } } : { done: true };
  }
}

/** Asks every source now. Throws what the first of them failed with when none answered. */
export async function fetchNow(ground: FxGround): Promise<void> {
  const sources = sourcesInOrder(ground);
  if (sources.length === 0) throw new AppError('provider_not_configured', { message: 'No source of exchange rates is ready.' });
  const ended = await Promise.allSettled(sources.map((source) => fetchFrom(ground, source, {})));
  const faults = ended.flatMap((end): unknown[] => (end.status === 'rejected' ? [end.reason] : []));
  const mistake = faults.find((fault) => !(fault instanceof AppError));
  if (mistake !== undefined || faults.length === ended.length) throw mistake ?? faults[0];
}

/** At the start: whether there is anybody who was not asked for half a day. */
export function isDue({ rates, providers, clock }: FxGround): boolean {
  const worked = new Map(rates.sources().map(({ source, worked_at: at }) => [source, at]));
  const before = clock.now().getTime() - FRESH_MS;
  return providers.ready('fx').some(({ id }) => Date.parse(worked.get(id) ?? '1970-01-01') < before);
}

async function fetchFrom(
  { providers, rates, clock, currency, currencies }: FxGround,
  { id, name, connector }: ReadyProvider,
  trace: { signal?: AbortSignal; background?: boolean },
): Promise<void> {
  const { fx } = connector;
  if (!fx) throw new AppError('not_supported');
  try {
    const quotes = await providers.run(id, fx.latestRates, { quote: currency, currencies }, trace);
    const now = clock.now();
    rates.told({ source: { id, name }, quotes, at: now.toISOString() }, new Date(now.getTime() - KEPT_MS).toISOString());
  } catch (fault) {
    if (fault instanceof AppError) rates.failed(id, { at: clock.now().toISOString(), error: fault.message });
    throw fault;
  }
}
