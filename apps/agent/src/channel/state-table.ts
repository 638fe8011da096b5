import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';

const Row = z.object({
  last_push_at: z.string().nullable(),
  push_error: z.string().nullable(),
  push_failures: z.int(),
  waiting_from: z.string().nullable(),
  last_import_at: z.string().nullable(),
  import_error: z.string().nullable(),
  import_failures: z.int(),
  last_acknowledgement_at: z.string().nullable(),
});
export type ChannelState = z.infer<typeof Row>;

const FRESH: ChannelState = {
  last_push_at: null,
  push_error: null,
  push_failures: 0,
  waiting_from: null,
  last_import_at: null,
  import_error: null,
  import_failures: 0,
  last_acknowledgement_at: null,
};

export type StateTable = ReturnType<typeof createStateTable>;

/** SQL of `channel_state`: how a channel stands. */
export function createStateTable(database: Sqlite) {
  const one = database.prepare('SELECT * FROM channel_state WHERE provider = ?');
  const save = database.prepare(
    `INSERT INTO channel_state (provider, last_push_at, push_error, push_failures, waiting_from, last_import_at, import_error, import_failures, last_acknowledgement_at)
     VALUES (@provider, @last_push_at, @push_error, @push_failures, @waiting_from, @last_import_at, @import_error, @import_failures, @last_acknowledgement_at)
     ON CONFLICT (provider) DO UPDATE SET last_push_at = excluded.last_push_at, push_error = excluded.push_error, push_failures = excluded.push_failures,
       waiting_from = excluded.waiting_from, last_import_at = excluded.last_import_at, import_error = excluded.import_error,
       import_failures = excluded.import_failures, last_acknowledgement_at = excluded.last_acknowledgement_at`,
  );
  const of = (provider: string): ChannelState => {
    const row = one.get(provider);
    return row === undefined ? FRESH : Row.parse(row);
  };
  return {
    of,
    change: (provider: string, change: Partial<ChannelState>) => void save.run({ ...of(provider), ...change, provider }),
  };
}
