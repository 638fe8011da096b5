import type { ProviderMetrics } from '@banrimkwae/contract/providers';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Sqlite } from '../store/database.ts';
import { BoundedBuffer } from './bounded-buffer.ts';
import { BufferedWriter } from './buffered-writer.ts';
import { DAY_MS, retireDays } from './day-tables.ts';
import { createLogWriter, type LogWriter } from './log-writer.ts';
import { createMetricsQueries } from './metrics-queries.ts';
import { openLog } from './open-log.ts';
import type { ProviderFigures, RequestLog, RequestRecord } from './port.ts';
import { createRequestQueries } from './request-queries.ts';
import { HOUR_MS, retireRollUps } from './roll-ups.ts';

export type RequestLogDeps = {
  /** File of the log; its own, so that the agent's other data never waits for it. */
  path: string;
  clock: Clock;
  log: Pick<Logger, 'warn'>;
  /** Days of single rows, default 30; the hourly sums stay 400 days. */
  retentionDays?: number;
  /** Longest stretch of log that a crash can lose, default 50. */
  flushEveryMs?: number;
  bufferLimits?: { rows: number; bodyBytes: number };
};

const RETENTION_DAYS = 30;
const HOURLY_DAYS = 400;
const DAY_HOURS = 24;
const FLUSH_EVERY_MS = 50;
const BUFFER = { rows: 20_000, bodyBytes: 64 * 1024 * 1024 };
/** A body is cut here: a log shows what was said, it is not an archive of files. */
const BODY_LENGTH = 16 * 1024;

/**
 * The log of all calls to providers, in a file of its own (WAL, synchronous=NORMAL). Rows are gathered and written every 50 ms in one
 * transaction together with the per-minute and per-hour sums: a crash of the process loses at most those 50 ms of log, and nothing else.
 */
export function createRequestLog(deps: RequestLogDeps): RequestLog {
  const { clock, log } = deps;
  const database = openLog(deps.path);
  const tables = createLogWriter(database);
  const retire = () => retireOld(database, tables, { now: clock.now().getTime(), days: deps.retentionDays ?? RETENTION_DAYS });
  const buffer = new BoundedBuffer(deps.bufferLimits ?? BUFFER);
  const writer = new BufferedWriter({
    buffer,
    log,
    everyMs: deps.flushEveryMs ?? FLUSH_EVERY_MS,
    write: tables.write,
    afterWrite: onceADay(deps, retire),
  });
  const requests = createRequestQueries(database);
  const metrics = createMetricsQueries(database);
  /** Reading comes after writing what waits. */
  const read = <Answer>(query: () => Answer): Answer => {
    writer.flush();
    return query();
  };
  retire();
  const lastCalls = new Map<string, { at: number; answered: boolean }>();
  return {
    push: (record) => {
      lastCalls.set(record.provider, { at: record.at, answered: record.status !== null });
      writer.push(cut(record));
    },
    lastCalls: () => [...lastCalls].map(([provider, call]) => ({ provider, ...call })),
    list: (filter) => read(() => requests.list(filter)),
    get: (requestId) => read(() => requests.get(requestId)),
    byPayment: (paymentId) => read(() => requests.byPayment(paymentId)),
    metrics: (hours) => read(() => metrics.figures(startOf(clock.now().getTime(), hours)).map(toMetrics)),
    figures: (since) => read(() => metrics.figures(since.getTime())),
    recent: () => read(() => metrics.recent(clock.now().getTime())),
    losses: () => ({ ...buffer.losses }),
    retire,
    flush: () => writer.flush(),
    close: () => {
      writer.close();
      database.close();
    },
  };
}

function retireOld(database: Sqlite, tables: LogWriter, { now, days }: { now: number; days: number }): void {
  retireDays(database, now - days * DAY_MS);
  tables.forgetTables();
  // Two days more than the rows: a figure over the whole retention may begin at any minute.
  retireRollUps(database, { request_minutes: now - (days + 2) * DAY_MS, request_hours: now - Math.max(HOURLY_DAYS, days + 2) * DAY_MS });
}

function onceADay({ clock, log }: RequestLogDeps, task: () => void): () => void {
  const day = () => Math.floor(clock.now().getTime() / DAY_MS);
  let last = day();
  return () => {
    if (day() === last) return;
    try {
      task();
      last = day();
    } catch (fault) {
      log.warn({ err: fault }, 'Old request rows could not be dropped; trying again');
    }
  };
}

/** A day or more begins at a full hour: then the hourly sums alone answer, in a millisecond, and the first hour is counted whole. */
function startOf(now: number, hours: number): number {
  const exactly = now - hours * HOUR_MS;
  return hours < DAY_HOURS ? exactly : exactly - (exactly % HOUR_MS);
}

function toMetrics(figures: ProviderFigures): ProviderMetrics {
  return {
    provider_id: figures.provider,
    total_requests: figures.total,
    success_rate: (figures.total - figures.failed) / figures.total,
    avg_response_time: figures.averageMs ?? 0,
    p95_response_time: figures.p95Ms ?? 0,
    last_error: figures.lastError?.message ?? null,
  };
}

function cut(record: RequestRecord): RequestRecord {
  const { requestBody, responseBody } = record;
  if ((requestBody?.length ?? 0) <= BODY_LENGTH && (responseBody?.length ?? 0) <= BODY_LENGTH) return record;
  return { ...record, requestBody: requestBody?.slice(0, BODY_LENGTH) ?? null, responseBody: responseBody?.slice(0, BODY_LENGTH) ?? null };
}
