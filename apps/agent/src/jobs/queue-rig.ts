import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LiveEventBody } from '@banrimkwae/contract/events';
import { createNewId, systemClock } from '../clock.ts';
import { openDatabase, type Sqlite } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { type BellFactory, createJobQueue, type JobQueue } from './index.ts';

export const MIGRATIONS = join(import.meta.dirname, '../store/migrations');

type LogLine = { level: 'info' | 'warn' | 'error'; message: string; fields: object };

/** A queue on a database file of its own, with everything it says kept for the test to look at. */
export type QueueRig = {
  database: Sqlite;
  queue: JobQueue;
  events: LiveEventBody[];
  log: LogLine[];
  /** Another queue on the same data, as after a restart. */
  restarted: () => JobQueue;
  close: () => Promise<void>;
};

export function openQueueRig(bell: () => BellFactory): QueueRig {
  const folder = mkdtempSync(join(tmpdir(), 'jobs-'));
  const database = openDatabase(join(folder, 'agent.db'), 'FULL');
  migrate(database, MIGRATIONS);
  const events: LiveEventBody[] = [];
  const log: LogLine[] = [];
  const queues: JobQueue[] = [];
  const restarted = (): JobQueue => {
    const queue = createJobQueue({
      database,
      clock: systemClock,
      newId: createNewId(systemClock),
      random: () => 0.5,
      live: { publish: (event) => events.push(event) },
      log: collectingLog(log),
      bell: bell(),
    });
    queues.push(queue);
    return queue;
  };
  const close = async (): Promise<void> => {
    await Promise.all(queues.map((queue) => queue.stop(1000)));
    database.close();
    rmSync(folder, { recursive: true });
  };
  return { database, queue: restarted(), events, log, restarted, close };
}

function collectingLog(lines: LogLine[]): Parameters<typeof createJobQueue>[0]['log'] {
  const keep =
    (level: LogLine['level']) =>
    (fields: unknown, message?: unknown): void => {
      const alone = typeof fields === 'string';
      lines.push({ level, message: String(alone ? fields : message), fields: alone ? {} : (fields as object) });
    };
  return { info: keep('info'), warn: keep('warn'), error: keep('error') };
}

/** Waits until the condition holds; fails the test with its words when it does not. */
export async function until(what: string, holds: () => boolean, withinMs = 8000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
