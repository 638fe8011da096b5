import type { PaymentProvider, TransactionSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { toAppError } from '@banrimkwae/contract/errors';
import { boundsOfDay } from '../../calendar-day.ts';
import type { JobOutcome, RunningJob } from '../../jobs/port.ts';
import type { PaymentsGround } from '../ground.ts';
import { compareOurs } from './compare-ours.ts';
import { compareTransactions } from './compare-transactions.ts';
import type { DayRun } from './day-run.ts';
import type { DayRow } from './reconciled-table.ts';

const LATER_MS = 600_000;
const DONE: JobOutcome = { done: true };

export function subjectOfDay(provider: string, day: string): string {
  return `${provider}:${day}`;
}

/**
 * Job: lays a provider's list of one day beside our books, takes over what is further on there, and flags what differs. Every page is stored with
 * the place it ends at, so whatever kills the job, the next one goes on there; doing a page twice changes nothing.
 */
export async function reconcileDay(ground: PaymentsGround, job: RunningJob): Promise<JobOutcome> {
  const at = job.subjectId.lastIndexOf(':');
  const [provider, day] = [job.subjectId.slice(0, at), job.subjectId.slice(at + 1)];
  const { connector, ready, whyNot } = ground.providers.find(provider);
  const operations = connector.payments;
  if (!operations?.listTransactions && !operations?.getPayment) return end(ground, { provider, day, state: 'not_possible', error: null });
  if (!ready) return end(ground, { provider, day, state: 'incomplete', error: whyNot });
  const run: DayRun = { provider, day, ...boundsOfDay(day, ground.timeZone), job };
  try {
    await listTheirs(ground, run, operations);
    await compareOurs(ground, run);
    return end(ground, { provider, day, state: 'complete', error: null });
  } catch (fault) {
    if (job.signal.aborted) throw fault;
    const error = toAppError(fault);
    if (error.code === 'internal') throw fault;
    end(ground, { provider, day, state: 'incomplete', error: error.message });
    return { again: { afterMs: Math.max(LATER_MS, (error.details.retryAfterSeconds ?? 0) * 1000), reason: error.message } };
  }
}

async function listTheirs(ground: PaymentsGround, run: DayRun, { listTransactions }: PaymentProvider): Promise<void> {
  const known = ground.reconciled.day(run.provider, run.day);
  let cursor = known?.cursor ?? undefined;
  mark(ground, run, { state: 'running', cursor });
  if (!listTransactions) return;
  let compared = 0;
  do {
    const input = { from: run.from, to: run.to, ...(cursor === undefined ? {} : { cursor }) };
    const trace = { background: true, signal: run.job.signal };
    const page: { transactions: readonly TransactionSnapshot[]; cursor?: string } = await ground.providers.run(
      run.provider,
      listTransactions,
      input,
      trace,
    );
    await compareTransactions(ground, run, page.transactions);
    cursor = page.cursor;
    compared += page.transactions.length;
    mark(ground, run, { state: 'running', cursor });
    run.job.progress(compared, `${compared} compared`);
  } while (cursor !== undefined);
}

function mark(
  ground: PaymentsGround,
  { provider, day }: DayRun,
  { state, cursor }: { state: DayRow['state']; cursor: string | undefined },
): void {
  const known = ground.reconciled.day(provider, day);
  const updatedAt = ground.clock.now().toISOString();
  ground.reconciled.saveDay({
    provider,
    day,
    state,
    cursor: cursor ?? null,
    error: null,
    ran_at: known?.ran_at ?? null,
    updated_at: updatedAt,
  });
}

type End = Pick<DayRow, 'provider' | 'day' | 'state' | 'error'>;

/** Of a run that broke off, the place to go on from stays. */
function end(ground: PaymentsGround, { provider, day, state, error }: End): JobOutcome {
  const at = ground.clock.now().toISOString();
  const known = ground.reconciled.day(provider, day);
  const incomplete = state === 'incomplete';
  ground.reconciled.saveDay({
    provider,
    day,
    state,
    cursor: incomplete ? (known?.cursor ?? null) : null,
    error,
    ran_at: incomplete ? (known?.ran_at ?? null) : at,
    updated_at: at,
  });
  ground.live.publish({ type: 'reconciliation_changed', provider_id: provider, day });
  return DONE;
}
