import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inboxMigrationsFolder } from '../assets.ts';
import { openDatabase, type Sqlite } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { MOST_OF_A_GROUP, MOST_REFUSED, prepareRefusals } from './refused-rows.ts';
import type { NewRefusal } from './writes.ts';

let folder: string;
let database: Sqlite;
let made = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refused-'));
  database = openDatabase(join(folder, 'inbox.db'), 'FULL');
  migrate(database, inboxMigrationsFolder);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const refusal = (change: Partial<NewRefusal> = {}): NewRefusal => {
  made += 1;
  const { providerId = 'fake', reason = 'signature_invalid' } = change;
  return {
    kind: 'refusal',
    id: `ref_${made}`,
    providerId,
    reason,
    group: `${providerId} ${reason}`,
    remoteAddress: '203.0.113.1',
    headers: '{}',
    bodyStart: '',
    receivedAt: '2026-11-23T10:00:00.000Z',
    repeated: 0,
    lastAt: '2026-11-23T10:00:00.000Z',
    sameBurstSince: '2026-11-23T09:50:00.000Z',
    ...change,
  };
};
const keep = (rows: readonly NewRefusal[]): void => {
  const refuse = prepareRefusals(database);
  database.transaction(() => rows.forEach(refuse))();
};
const read = (sql: string): unknown => database.prepare(sql).raw().all();

describe('the list of refused deliveries', () => {
  it('counts a burst of one address in one row that shows its newest, and begins a new one after a pause', () => {
    keep([
      refusal({ bodyStart: 'first', repeated: 4 }),
      refusal({ remoteAddress: null }),
      refusal({ bodyStart: 'second', repeated: 9, lastAt: '2026-11-23T10:01:00.000Z' }),
      refusal({
        bodyStart: 'later',
        receivedAt: '2026-11-23T11:00:00.000Z',
        lastAt: '2026-11-23T11:00:00.000Z',
        sameBurstSince: '2026-11-23T10:50:00.000Z',
      }),
    ]);
    expect(
      read('SELECT remote_address, body_start, repeated, received_at, last_at FROM refused_deliveries ORDER BY sequence DESC'),
    ).toEqual([
      ['203.0.113.1', 'later', 0, '2026-11-23T11:00:00.000Z', '2026-11-23T11:00:00.000Z'],
      ['203.0.113.1', 'second', 14, '2026-11-23T10:00:00.000Z', '2026-11-23T10:01:00.000Z'],
      [null, '', 0, '2026-11-23T10:00:00.000Z', '2026-11-23T10:00:00.000Z'],
    ]);
  });

  it('lets a flood of one kind push out its own oldest only', () => {
    const mine = refusal({ providerId: 'other', reason: 'delivery_stale' });
    const flood = Array.from({ length: 500 }, (_, index) => refusal({ remoteAddress: `198.51.100.${index}` }));
    keep([mine, ...flood]);
    expect(read('SELECT provider_id, count(*) FROM refused_deliveries GROUP BY 1 ORDER BY 1')).toEqual([
      ['fake', MOST_OF_A_GROUP],
      ['other', 1],
    ]);
    expect(read(`SELECT remote_address FROM refused_deliveries WHERE provider_id = 'fake' ORDER BY sequence LIMIT 1`)).toEqual([
      ['198.51.100.450'],
    ]);
  });

  it('is bounded in all, at the cost of whoever has most', () => {
    const small = refusal({ providerId: 'small' });
    const large = Array.from({ length: 2345 }, (_, index) => refusal({ providerId: `p${index % 60}`, remoteAddress: `${index}` }));
    keep([small, ...large]);
    expect(read('SELECT count(*) FROM refused_deliveries')).toEqual([[MOST_REFUSED]]);
    expect(read(`SELECT id FROM refused_deliveries WHERE provider_id = 'small'`)).toEqual([[small.id]]);
    const [[fewest]] = read(
      `SELECT min(n) FROM (SELECT count(*) AS n FROM refused_deliveries WHERE provider_id <> 'small' GROUP BY provider_id)`,
    ) as [[number]];
    expect(fewest).toBeGreaterThan(30);
  });
});
