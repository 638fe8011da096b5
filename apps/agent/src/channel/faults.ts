import { AppError, toAppError } from '@banrimkwae/contract/errors';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import { type ChannelGround, tellChannels } from './ground.ts';

type Part = 'push' | 'import';

/** Messages leave a channel's queue after half an hour, so reading is tried again sooner than telling. */
const WAIT = { push: { firstMs: 5000, mostMs: 300_000 }, import: { firstMs: 5000, mostMs: 60_000 } } as const;

/**
 * What follows on a fault at a channel: it is shown, and tried again for as long as it lasts, for a channel must never stay behind. Nothing is
 * spoilt by a repetition, whatever the outcome of the failed call. Only what is no fault of the channel goes to the queue.
 */
export function afterFault(ground: ChannelGround, { provider, job, part }: { provider: string; job: RunningJob; part: Part }) {
  return (fault: unknown): JobOutcome => {
    if (job.signal.aborted) throw fault;
    const { message, details } = toAppError(fault);
    const sentence = [message, details.providerCode, details.providerMessage].filter(Boolean).join(' · ');
    const failures = ground.states.of(provider)[`${part}_failures`] + 1;
    ground.states.change(provider, { [`${part}_error`]: sentence, [`${part}_failures`]: failures });
    tellChannels(ground, [provider]);
    if (!(fault instanceof AppError)) throw fault;
    job.progress(0, sentence);
    const { firstMs, mostMs } = WAIT[part];
    const backoffMs = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 10));
    return { again: { afterMs: Math.max(backoffMs, (details.retryAfterSeconds ?? 0) * 1000), reason: sentence } };
  };
}
