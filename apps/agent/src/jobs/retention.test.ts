import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNewId } from '../clock.ts';
import { openQueueRig, type QueueRig } from './queue-rig.ts';
import { sweepWindow } from './retention.ts';
import { sqliteBell } from './sqlite-bell.ts';

const now = new Date('2026-11-23T00:00:00.000Z');
const daysAgo = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString();

describe('retention of finished jobs', () => {
  let rig: QueueRig;
  const newId = createNewId({ now: () => now });
  beforeEach(() => {
    rig = openQueueRig(sqliteBell);
  });
  afterEach(() => rig.close());

  const insert = (state: string, created: number, finished: number | null): string => {
    const id = newId('job');
    rig.database
      .prepare(
        `INSERT INTO jobs (id, kind, subject_id, state, priority, max_attempts, created_at, run_at, finished_at) VALUES (?, 'k', 's', ?, 5, 1, ?, ?, ?)`,
      )
      .run(id, state, daysAgo(created), daysAgo(created), finished === null ? null : daysAgo(finished));
    return id;
  };
  const ids = (): unknown[] => rig.database.prepare('SELECT id FROM jobs ORDER BY seq').pluck().all();

  it('deletes what ended over seven days ago and keeps the young, the unfinished and the dead', () => {
    insert('completed', 9, 8);
    const late = insert('completed', 30, 2);
    insert('cancelled', 9, 9);
    insert('discarded', 9, 8);
    const dead = insert('dead', 40, 40);
    const waiting = insert('waiting', 20, null);
    const young = insert('completed', 3, 3);
    expect(sweepWindow(rig.database, 0, now)).toBeUndefined();
    expect(ids()).toEqual([late, dead, waiting, young]);
  });

  it('goes on window by window through what is old', () => {
    rig.database.transaction(() => {
      for (let index = 0; index < 2500; index += 1) insert('completed', 20, 19);
    })();
    let windows = 0;
    for (let next: number | undefined = 0; next !== undefined; windows += 1) next = sweepWindow(rig.database, next, now);
    expect(ids()).toEqual([]);
    expect(windows).toBe(4);
  });
});
