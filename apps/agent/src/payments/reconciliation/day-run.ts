import type { RunningJob } from '../../jobs/port.ts';

/** What one run compares: one provider on one calendar day of the resort, from its first instant up to the next day's. */
export type DayRun = { provider: string; day: string; from: Date; to: Date; job: RunningJob };
