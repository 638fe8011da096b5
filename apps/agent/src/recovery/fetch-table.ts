import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';

const Row = z.object({
  complete_until: z.string().nullable(),
  requested_since: z.string().nullable(),
  requested_at: z.string().nullable(),
  last_run_at: z.string().nullable(),
  last_error: z.string().nullable(),
  failing_since: z.string().nullable(),
  failures: z.int(),
  retry_at: z.string().nullable(),
});
export type FetchState = z.infer<typeof Row>;

const FRESH: FetchState = {
  complete_until: null,
  requested_since: null,
  requested_at: null,
  last_run_at: null,
  last_error: null,
  failing_since: null,
  failures: 0,
  retry_at: null,
};

export type FetchTable = ReturnType<typeof createFetchTable>;

/** SQL of `fetch_state` and `fetch_days`. */
export function createFetchTable(database: Sqlite) {
  const one = database.prepare('SELECT * FROM fetch_state WHERE provider = ?');
  const save = database.prepare(
    `INSERT INTO fetch_state (provider, complete_until, requested_since, requested_at, last_run_at, last_error, failing_since, failures, retry_at)
     VALUES (@provider, @complete_until, @requested_since, @requested_at, @last_run_at, @last_error, @failing_since, @failures, @retry_at)
     ON CONFLICT (provider) DO UPDATE SET complete_until = excluded.complete_until, requested_since = excluded.requested_since,
       requested_at = excluded.requested_at, last_run_at = excluded.last_run_at, last_error = excluded.last_error,
       failing_since = excluded.failing_since, failures = excluded.failures, retry_at = excluded.retry_at`,
  );
  const requested = database.prepare<[], string>('SELECT provider FROM fetch_state WHERE requested_at IS NOT NULL').pluck();
  const count = database.prepare(
    `INSERT INTO fetch_days (provider, day, recovered) VALUES (?, ?, ?)
     ON CONFLICT (provider, day) DO UPDATE SET recovered = recovered + excluded.recovered`,
  );
  const sum = database
    .prepare<[string, string], number>('SELECT coalesce(sum(recovered), 0) FROM fetch_days WHERE provider = ? AND day > ?')
    .pluck();
  const of = (provider: string): FetchState => {
    const row = one.get(provider);
    return row === undefined ? FRESH : Row.parse(row);
  };
  return {
    of,
    change: (provider: string, change: Partial<FetchState>): void => void save.run({ ...of(provider), ...change, provider }),
    /** Providers for which staff asked and no run has answered yet. */
    requested: (): string[] => requested.all(),
    countRecovered: (provider: string, at: Date, recovered: number): void => void count.run(provider, dayOf(at), recovered),
    recoveredSince: (provider: string, since: Date): number => sum.get(provider, dayOf(since)) ?? 0,
  };
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
