import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { RequestRecord } from './port.ts';
import { createRequestLog, type RequestLogDeps } from './request-log.ts';

const folders: string[] = [];
const open: { close: () => void }[] = [];
afterEach(() => {
  for (const log of open.splice(0)) log.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const NOON = Date.parse('2026-11-23T12:00:00.000Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function newLog(deps: Partial<RequestLogDeps> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'request-log-'));
  folders.push(folder);
  return reopen({ path: join(folder, 'requests.db'), ...deps });
}

function reopen(deps: Partial<RequestLogDeps> & { path: string }) {
  const time = { now: NOON };
  const warnings: unknown[] = [];
  const log = createRequestLog({
    clock: { now: () => new Date(time.now) },
    log: { warn: (fields: unknown) => warnings.push(fields) },
    ...deps,
  });
  open.push(log);
  return { log, time, warnings, path: deps.path };
}

let ids = 0;
function record(change: Partial<RequestRecord> = {}): RequestRecord {
  ids += 1;
  return {
    requestId: `req_${ids}`,
    provider: 'acme-pay',
    providerRowId: 1,
    endpoint: 'charge_get',
    endpointRowId: 2,
    operatorId: null,
    reservationId: null,
    paymentId: null,
    method: 'GET',
    url: 'https://api.acme.test/charges/1',
    requestHeaders: '{"accept":"application/json"}',
    requestBody: null,
    status: 200,
    responseHeaders: '{"content-type":"application/json"}',
    responseBody: '{"id":1}',
    durationMs: 12,
    error: null,
    attempts: 1,
    successful: true,
    at: NOON,
    ...change,
  };
}

describe('request log', () => {
  it('shows a call with everything that was said', () => {
    const { log } = newLog();
    log.push(
      record({
        requestId: 'req_a',
        paymentId: 'pay_1',
        reservationId: 'res_1',
        operatorId: 'usr_1',
        requestBody: 'amount=1',
        attempts: 3,
        status: 502,
        successful: false,
        error: 'provider_failed: down',
      }),
    );
    expect(log.get('req_a')).toEqual({
      id: 'req_a',
      requestId: 'req_a',
      provider: 'acme-pay',
      endpoint: 'charge_get',
      method: 'GET',
      url: 'https://api.acme.test/charges/1',
      status: 502,
      durationMs: 12,
      attempts: 3,
      successful: false,
      error: 'provider_failed: down',
      at: '2026-11-23T12:00:00.000Z',
      requestHeaders: { accept: 'application/json' },
      requestBody: 'amount=1',
      responseHeaders: { 'content-type': 'application/json' },
      responseBody: '{"id":1}',
      paymentId: 'pay_1',
      reservationId: 'res_1',
      operator: 'usr_1',
    });
    expect(log.get('req_b')).toBeUndefined();
  });

  it('is written within its interval without being asked', async () => {
    const { log, path } = newLog({ flushEveryMs: 5 });
    log.push(record({ requestId: 'req_soon' }));
    const reader = new Database(path, { readonly: true });
    const stored = () =>
      reader.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'integration_requests'").pluck().get() === 1 &&
      reader.prepare('SELECT request_id FROM integration_requests').pluck().all();
    await expect.poll(stored, { timeout: 2000, interval: 5 }).toEqual(['req_soon']);
    reader.close();
  });

  it('writes what waits when it is closed', () => {
    const { log, path } = newLog({ flushEveryMs: 60_000 });
    log.push(record({ requestId: 'req_last' }));
    log.close();
    open.length = 0;
    expect(reopen({ path }).log.get('req_last')).toBeDefined();
  });

  it('knows the newest call to each provider, and whether anything answered', () => {
    const { log } = newLog();
    expect(log.lastCalls()).toEqual([]);
    log.push(record({ at: NOON }));
    log.push(record({ provider: 'acme-sms', status: 500, at: NOON + 1 }));
    log.push(record({ status: null, successful: false, at: NOON + 2 }));
    expect(log.lastCalls()).toEqual([
      { provider: 'acme-pay', at: NOON + 2, answered: false },
      { provider: 'acme-sms', at: NOON + 1, answered: true },
    ]);
  });

  it('cuts long bodies', () => {
    const { log } = newLog();
    log.push(record({ requestId: 'req_long', requestBody: 'é'.repeat(40_000), responseBody: 'x'.repeat(16_385) }));
    const kept = log.get('req_long');
    expect([kept?.requestBody?.length, kept?.responseBody?.length]).toEqual([16_384, 16_384]);
  });

  it('gives a payment’s calls in their order, across days', () => {
    const { log } = newLog();
    log.push(record({ requestId: 'req_2', paymentId: 'pay_1', at: NOON }));
    log.push(record({ requestId: 'req_1', paymentId: 'pay_1', at: NOON - DAY }));
    log.push(record({ requestId: 'req_3', paymentId: 'pay_1', at: NOON + 5 }));
    log.push(record({ paymentId: 'pay_2' }));
    expect(log.byPayment('pay_1').map(({ id }) => id)).toEqual(['req_1', 'req_2', 'req_3']);
  });
});

describe('list of requests', () => {
  const provider = fc.constantFrom('acme-pay', 'booker', 'weather');
  const rows = fc.array(
    fc.record({ provider, successful: fc.boolean(), ago: fc.integer({ min: 0, max: 4 * DAY }), paymentId: fc.constantFrom(null, 'pay_1') }),
    { maxLength: 60 },
  );

  it('shows every matching row once, newest first, over any pages', () => {
    const filters = fc.record({
      provider: fc.option(provider, { nil: undefined }),
      successful: fc.option(fc.boolean(), { nil: undefined }),
      paymentId: fc.constantFrom(undefined, 'pay_1'),
    });
    fc.assert(
      fc.property(rows, filters, fc.integer({ min: 1, max: 20 }), (given, filter, limit) => {
        const { log } = newLog();
        const records = given.map(({ ago, ...change }) => record({ ...change, at: NOON - ago }));
        for (const row of records) log.push(row);
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = log.list({ ...definedOnly(filter), ...(cursor === undefined ? {} : { cursor }), limit });
          seen.push(...page.items.map(({ id }) => id));
          expect(page.items.length).toBeLessThanOrEqual(limit);
          cursor = page.cursor;
        } while (cursor !== undefined);
        const expected = records
          .map((row, index) => ({ ...row, index }))
          .filter(
            (row) =>
              (filter.provider ?? row.provider) === row.provider &&
              (filter.successful ?? row.successful) === row.successful &&
              (filter.paymentId ?? row.paymentId) === row.paymentId,
          )
          .sort((left, right) => right.at - left.at || right.index - left.index)
          .map(({ requestId }) => requestId);
        expect(seen).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('takes a cursor it does not know for the start', () => {
    const { log } = newLog();
    log.push(record({ requestId: 'req_only' }));
    expect(log.list({ limit: 5, cursor: 'what' }).items.map(({ id }) => id)).toEqual(['req_only']);
  });
});

describe('figures', () => {
  const rows = fc.array(
    fc.record({
      provider: fc.constantFrom('acme-pay', 'booker'),
      successful: fc.boolean(),
      ago: fc.integer({ min: 0, max: 30 * HOUR }),
      durationMs: fc.integer({ min: 0, max: 150_000 }),
    }),
    { minLength: 1, maxLength: 200 },
  );

  it('equal a naive count of the rows, whatever the batches', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 28 }), fc.integer({ min: 1, max: 50 }), (given, hours, batch) => {
        const { log, time } = newLog();
        time.now = NOON + 34 * 60_000;
        const records = given.map(({ ago, ...change }, index) =>
          record({ ...change, at: time.now - ago, error: change.successful ? null : `fault ${index}` }),
        );
        for (const [index, row] of records.entries()) {
          log.push(row);
          if (index % batch === 0) log.flush();
        }
        const from = hours < 24 ? time.now - hours * HOUR : time.now - hours * HOUR - 34 * 60_000;
        const counted = ['acme-pay', 'booker'].flatMap((provider) =>
          naive(
            records.filter((row) => row.provider === provider && row.at >= from),
            provider,
          ),
        );
        const metrics = log.metrics(hours);
        expect(metrics.map(({ p95_response_time: _, last_error: __, ...rest }) => rest)).toEqual(
          counted.map(({ p95: _, lastErrors: __, ...rest }) => rest),
        );
        for (const [index, row] of metrics.entries()) {
          const exact = counted[index];
          if (row.last_error !== null) expect(exact?.lastErrors).toContain(row.last_error);
          else expect(exact?.lastErrors).toEqual([]);
          const p95 = Math.min(exact?.p95 ?? 0, 125_000);
          expect(row.p95_response_time).toBeGreaterThanOrEqual(p95 * 0.9 - 1);
          expect(row.p95_response_time).toBeLessThanOrEqual(p95 * 1.1 + 1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('tell when the last error was', () => {
    const { log } = newLog();
    log.push(record({ successful: false, error: 'older', at: NOON - 2000 }));
    log.push(record({ successful: false, error: 'newest', at: NOON - 1000 }));
    log.push(record({ at: NOON }));
    expect(log.figures(new Date(NOON - HOUR))).toEqual([
      {
        provider: 'acme-pay',
        total: 3,
        failed: 2,
        averageMs: 12,
        p95Ms: expect.closeTo(12, 0),
        lastError: { at: '2026-11-23T11:59:59.000Z', message: 'newest' },
      },
    ]);
  });

  it('come as five-minute slices of the last two hours', () => {
    const { log, time } = newLog();
    time.now = NOON + 3 * 60_000;
    log.push(record({ at: NOON + 60_000 }));
    log.push(record({ at: NOON - 1, successful: false, error: 'x' }));
    log.push(record({ at: NOON - 2 * HOUR + 5 * 60_000 }));
    log.push(record({ at: NOON - 2 * HOUR }));
    const slices = log.recent().get('acme-pay');
    expect(slices?.length).toBe(24);
    expect(slices?.[23]).toEqual({ total: 1, failed: 0 });
    expect(slices?.[22]).toEqual({ total: 1, failed: 1 });
    expect(slices?.[0]).toEqual({ total: 1, failed: 0 });
    expect(slices?.reduce((sum, { total }) => sum + total, 0)).toBe(3);
  });
});

describe('days', () => {
  it('are a table each, seen together under the specification’s name', () => {
    const { log, path } = newLog();
    log.push(record({ requestId: 'req_today' }));
    log.push(record({ requestId: 'req_yesterday', at: NOON - DAY }));
    log.flush();
    const reader = new Database(path, { readonly: true });
    expect(
      reader.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'integration%' ORDER BY name").pluck().all(),
    ).toEqual(['integration_requests_20261122', 'integration_requests_20261123']);
    expect(
      reader.prepare('SELECT request_id, processed_at, retry_count, is_successful FROM integration_requests ORDER BY processed_at').all(),
    ).toEqual([
      { request_id: 'req_yesterday', processed_at: '2026-11-22T12:00:00.000Z', retry_count: 0, is_successful: 1 },
      { request_id: 'req_today', processed_at: '2026-11-23T12:00:00.000Z', retry_count: 0, is_successful: 1 },
    ]);
    reader.close();
  });

  it('past the retention go when a new day begins, and the hourly figures stay', async () => {
    const { log, time } = newLog({ retentionDays: 2, flushEveryMs: 1 });
    log.push(record({ requestId: 'req_old' }));
    log.flush();
    time.now = NOON + 4 * DAY;
    log.push(record({ requestId: 'req_new', at: time.now }));
    await expect.poll(() => log.get('req_old'), { timeout: 2000, interval: 5 }).toBeUndefined();
    expect(log.list({ limit: 9 }).items.map(({ id }) => id)).toEqual(['req_new']);
    expect(log.figures(new Date(NOON - HOUR))).toMatchObject([{ total: 2 }]);
    log.push(record({ requestId: 'req_after', at: time.now }));
    expect(log.get('req_after')).toBeDefined();
  });

  it('inside the retention stay', () => {
    const { log, time, path } = newLog({ retentionDays: 2 });
    log.push(record({ requestId: 'req_kept' }));
    log.close();
    open.length = 0;
    const again = reopen({ path, retentionDays: 2, clock: { now: () => new Date(time.now + 2 * DAY) } });
    expect(again.log.get('req_kept')).toBeDefined();
  });

  it('a file of a newer release is refused', () => {
    const { log, path } = newLog();
    log.close();
    open.length = 0;
    const file = new Database(path);
    file.pragma('user_version = 99');
    file.close();
    expect(() => reopen({ path })).toThrow(/newer release/);
  });
});

describe('a disk that does not keep up', () => {
  it('costs bodies first, then the oldest rows, and both are counted; the rest is written later', () => {
    const { log, warnings, path } = newLog({ bufferLimits: { rows: 10, bodyBytes: 100 }, flushEveryMs: 60_000 });
    log.flush();
    const blocker = new Database(path);
    blocker.exec('BEGIN IMMEDIATE');
    for (let index = 0; index < 12; index += 1) log.push(record({ requestId: `req_full_${index}`, responseBody: 'x'.repeat(30) }));
    expect(log.losses()).toEqual({ rows: 2, bodies: 9 });
    blocker.exec('ROLLBACK');
    blocker.close();
    log.flush();
    expect(warnings).toEqual([]);
    expect(log.list({ limit: 20 }).items.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, index) => `req_full_${11 - index}`));
    expect(log.get('req_full_2')?.responseBody).toBeNull();
    expect(log.get('req_full_11')?.responseBody).toBe('x'.repeat(30));
  });

  it('is told once, and the rows wait for the next try', () => {
    const { log, warnings, path } = newLog({ flushEveryMs: 60_000 });
    log.push(record({ requestId: 'req_before' }));
    log.flush();
    const breaker = new Database(path);
    breaker.exec('ALTER TABLE request_minutes RENAME TO aside');
    log.push(record({ requestId: 'req_waits' }));
    log.flush();
    log.flush();
    expect(warnings).toHaveLength(1);
    breaker.exec('ALTER TABLE aside RENAME TO request_minutes');
    breaker.close();
    expect(log.get('req_waits')).toBeDefined();
    expect(log.figures(new Date(NOON - HOUR))).toMatchObject([{ total: 2 }]);
  });
});

function naive(rows: readonly RequestRecord[], provider: string) {
  if (rows.length === 0) return [];
  const failed = rows.filter((row) => !row.successful);
  const newest = Math.max(...failed.map((row) => row.at));
  const durations = rows.map((row) => row.durationMs).sort((left, right) => left - right);
  return [
    {
      provider_id: provider,
      total_requests: rows.length,
      success_rate: (rows.length - failed.length) / rows.length,
      avg_response_time: durations.reduce((sum, ms) => sum + ms, 0) / rows.length,
      p95: durations[Math.ceil(0.95 * rows.length) - 1],
      lastErrors: failed.filter((row) => row.at === newest).map((row) => row.error),
    },
  ];
}

function definedOnly<Value extends object>(value: Value): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as never;
}
