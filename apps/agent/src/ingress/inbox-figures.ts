import type { Sqlite } from '../store/database.ts';

/** How many and since when; for health, the overview and the doctor. */
export function createInboxFigures(database: Sqlite) {
  const countState = database.prepare<[string], number>('SELECT count(*) FROM webhook_events WHERE processing_status = ?').pluck();
  const countFailed = database
    .prepare<[], number>(`SELECT count(*) FROM webhook_events WHERE processing_status = 'failed' AND discard_reason IS NULL`)
    .pluck();
  const countRefused = database.prepare<[], number>('SELECT count(*) FROM refused_deliveries').pluck();
  const lastReceived = database
    .prepare<[string], string>(
      `SELECT received_at FROM webhook_events WHERE provider_id = ? AND source = 'webhook' ORDER BY id DESC LIMIT 1`,
    )
    .pluck();
  const newest = database.prepare<[], string>('SELECT received_at FROM webhook_events ORDER BY id DESC LIMIT 1').pluck();
  const oldestOf = database
    .prepare<[string], string>('SELECT received_at FROM webhook_events WHERE processing_status = ? ORDER BY id LIMIT 1')
    .pluck();
  return {
    counts: () => ({
      pending: countState.get('pending') ?? 0,
      processing: countState.get('processing') ?? 0,
      /** Neither retried nor given up by staff. */
      failed: countFailed.get() ?? 0,
      refused: countRefused.get() ?? 0,
    }),
    /** Of what the provider sent by itself; what we fetched proves no way to us. */
    lastReceivedAt: (providerId: string): string | null => lastReceived.get(providerId) ?? null,
    /** Of all providers. */
    newestReceivedAt: (): Date | undefined => {
      const at = newest.get();
      return at === undefined ? undefined : new Date(at);
    },
    oldestUnfinishedAt: (): string | null =>
      [oldestOf.get('pending'), oldestOf.get('processing')].filter((at) => at !== undefined).sort()[0] ?? null,
  };
}
