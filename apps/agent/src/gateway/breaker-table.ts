import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';
import { type BreakerMemory, type BreakerSettings, CLOSED } from './breaker.ts';

const time = z
  .string()
  .nullable()
  .transform((text) => (text === null ? null : Date.parse(text)));

const Row = z
  .object({
    provider_id: z.number(),
    endpoint_id: z.number(),
    state: z.enum(['closed', 'open', 'half_open']),
    failure_count: z.number(),
    success_count: z.number(),
    last_failure_time: time,
    next_attempt_time: time,
    failure_threshold: z.number().positive(),
    timeout_duration_seconds: z.number().positive(),
    held_state: z.enum(['open', 'closed']).nullable(),
    held_reason: z.string().nullable(),
  })
  .transform(
    (row): StoredBreaker => ({
      providerRowId: row.provider_id,
      endpointRowId: row.endpoint_id,
      settings: { failureThreshold: row.failure_threshold, openMs: row.timeout_duration_seconds * 1000 },
      memory: {
        ...CLOSED,
        // A probe that was under way when the agent stopped has no result: the next call is the probe.
        state: row.state === 'half_open' ? 'open' : row.state,
        failures: row.failure_count,
        successes: row.success_count,
        lastFailureAt: row.last_failure_time,
        nextAttemptAt: row.next_attempt_time,
        held: row.held_state,
        reason: row.held_reason,
      },
    }),
  );

export type StoredBreaker = { providerRowId: number; endpointRowId: number; memory: BreakerMemory; settings: BreakerSettings };
export type BreakerTable = {
  all: () => StoredBreaker[];
  /** One transaction for all of them. */
  save: (breakers: readonly Omit<StoredBreaker, 'settings'>[], at: string) => void;
};

/** SQL of `integration_circuit_breaker`. Thresholds are the table's own; saving leaves them as they are. */
export function createBreakerTable(database: Sqlite): BreakerTable {
  const upsert = database.prepare(
    `INSERT INTO integration_circuit_breaker (provider_id, endpoint_id, state, failure_count, success_count, last_failure_time, next_attempt_time, held_state, held_reason, updated_at)
     VALUES (@providerRowId, @endpointRowId, @state, @failures, @successes, @lastFailureAt, @nextAttemptAt, @held, @reason, @at)
     ON CONFLICT (provider_id, endpoint_id) DO UPDATE SET state = excluded.state, failure_count = excluded.failure_count, success_count = excluded.success_count,
       last_failure_time = excluded.last_failure_time, next_attempt_time = excluded.next_attempt_time, held_state = excluded.held_state, held_reason = excluded.held_reason,
       updated_at = excluded.updated_at`,
  );
  return {
    all: () =>
      database
        .prepare('SELECT * FROM integration_circuit_breaker')
        .all()
        .map((row) => Row.parse(row)),
    save: database.transaction((breakers: readonly Omit<StoredBreaker, 'settings'>[], at: string): void => {
      for (const { providerRowId, endpointRowId, memory } of breakers) {
        const { state, failures, successes, held, reason } = memory;
        upsert.run({
          providerRowId,
          endpointRowId,
          state,
          failures,
          successes,
          held,
          reason,
          at,
          lastFailureAt: iso(memory.lastFailureAt),
          nextAttemptAt: iso(memory.nextAttemptAt),
        });
      }
    }),
  };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
