/**
 * The dashboard of 24 hours (calls, success rate, average and 95th percentile a provider) over a month of request log: from the roll-ups, as
 * the agent answers it, against the same figures from the log's covering index. Both warm, on the same file.
 */
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProviderMetrics } from '@banrimkwae/contract/providers';
import Database from 'better-sqlite3';
import { createRequestLog } from '../../apps/agent/src/request-log/index.ts';
import type { Figure, Outcome } from './figures.ts';
import { fillRequestLog } from './fill-request-log.ts';
import type { BenchOptions } from './options.ts';
import { type Measured, measureRounds, median, ratioOf } from './rounds.ts';

const DAYS = 30;
const HOUR_MS = 3_600_000;
const UNTIL = new Date('2026-11-20T03:00:00.000Z');
const BYTES_A_ROW = 600;
const SLICE_MS = 1000;
const ROLL_UPS = 'roll-ups';
const INDEX = 'index';

export async function benchDashboard({ rounds, rows }: BenchOptions): Promise<Outcome> {
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < rows * BYTES_A_ROW)
    return { skipped: `${tmpdir()} has no ${Math.ceil((rows * BYTES_A_ROW) / 1e9)} GB free; choose fewer --rows` };
  const folder = mkdtempSync(join(tmpdir(), 'bench-dashboard-'));
  try {
    const path = join(folder, 'requests.db');
    const before = performance.now();
    fillRequestLog({ path, rows, days: DAYS, until: UNTIL });
    const filled = `filled with ${rows} rows of ${DAYS} days in ${((performance.now() - before) / 1000).toFixed(0)} s`;
    const measured = await compare(path, rounds);
    return { figures: [figureOf(measured, rows)], notes: [filled, ...timesOf(measured)] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compare(path: string, rounds: number): Promise<Measured> {
  const log = createRequestLog({ path, clock: { now: () => UNTIL }, log: console });
  const database = new Database(path, { readonly: true });
  const fromIndex = indexQuery(database);
  agree(log.metrics(24), fromIndex());
  const measured = await measureRounds(
    [
      { name: INDEX, slice: () => answersPerSecond(fromIndex) },
      { name: ROLL_UPS, slice: () => answersPerSecond(() => log.metrics(24)) },
    ],
    rounds,
  );
  log.close();
  database.close();
  return measured;
}

type IndexRow = { provider: string; total: number; failed: number; average: number; p95: number };

/** The covering index alone answers it: the rows are not read. */
function indexQuery(database: Database.Database): () => IndexRow[] {
  const from = UNTIL.getTime() - 24 * HOUR_MS;
  const days = [from, UNTIL.getTime()].map((at) => `integration_requests_${new Date(at).toISOString().slice(0, 10).replaceAll('-', '')}`);
  const rows = days.map(
    (day) => `SELECT provider, is_successful, response_time_ms FROM ${day} INDEXED BY ${day}_covering WHERE processed_at >= ${from}`,
  );
  const statement = database.prepare<[], IndexRow>(
    `SELECT provider, count(*) AS total, sum(1 - is_successful) AS failed, avg(response_time_ms) AS average,
       percentile(response_time_ms, 95) AS p95 FROM (${rows.join(' UNION ALL ')}) GROUP BY provider ORDER BY provider`,
  );
  return () => statement.all();
}

/** Two ways to another answer would compare nothing. The 95th percentile of the roll-ups may be 10 % off. */
function agree(rollUps: readonly ProviderMetrics[], index: readonly IndexRow[]): void {
  for (const [place, { provider, total, failed, p95 }] of index.entries()) {
    const row = rollUps[place];
    const same = row?.provider_id === provider && row.total_requests === total && Math.abs(row.success_rate - (1 - failed / total)) < 1e-9;
    if (!same || Math.abs(row.p95_response_time / p95 - 1) > 0.1) throw new Error(`Roll-ups and index differ for ${provider}`);
  }
}

/** Runs for a second, at least once. */
async function answersPerSecond(ask: () => unknown): Promise<number> {
  const before = performance.now();
  let count = 0;
  do {
    ask();
    count += 1;
  } while (performance.now() - before < SLICE_MS);
  return count / ((performance.now() - before) / 1000);
}

function figureOf(measured: Measured, rows: number): Figure {
  return {
    name: `24 h dashboard over ${rows} rows, roll-ups / covering index`,
    ratio: ratioOf(measured, ROLL_UPS, INDEX),
    aim: { atLeast: 100 },
  };
}

function timesOf(measured: Measured): string[] {
  return Object.entries(measured).map(([name, rates]) => `${name}: ${(1000 / median(rates)).toFixed(2)} ms an answer here`);
}
