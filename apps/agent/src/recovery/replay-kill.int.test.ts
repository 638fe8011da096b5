import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { openDatabase, type Sqlite } from '../store/database.ts';
import { ALL, MALEE, many, openReplayRig, type ReplayRig, rowsOf, seed } from './replay-rig.ts';

const CHILD = fileURLToPath(new URL('./crash-rig.ts', import.meta.url));
const ROUNDS = 10;
const EVENTS = 3000;
/** A job during which the agent died several times in a row waits before it is begun again. */
const PATIENCE_MS = 120_000;

let rig: ReplayRig;
afterEach(() => rig.remove());

const count = (database: Sqlite, sql: string) => database.prepare<[], number>(sql).pluck().get();

it(
  'a replay killed again and again leaves nothing out, and its figures are right in the end',
  async () => {
    rig = await openReplayRig();
    rig.database.exec('CREATE TABLE applied (id TEXT NOT NULL) STRICT');
    seed(
      rig,
      many(EVENTS, (index) => (index % 2 === 0 ? {} : { state: 'failed', error: 'No.' })),
    );
    const { upTo } = await rig.replays.plan({});
    const { id } = await rig.replays.start({ filter: {}, effects: ALL, includeApplied: true, perMinute: 20_000, upTo }, MALEE);
    await rig.stop();

    for (let round = 0; round < ROUNDS; round += 1) {
      const lifetime = 20 + Math.floor(Math.random() * 230);
      expect(await once(fork(CHILD, [rig.folder, String(lifetime)]), 'exit')).toEqual([null, 'SIGKILL']);
    }
    const agent = openDatabase(join(rig.folder, 'agent.db'), 'FULL', { readonly: true });
    const soFar = count(agent, 'SELECT count(DISTINCT id) FROM applied') ?? 0;
    expect(soFar).toBeGreaterThan(20 + ROUNDS);
    expect(soFar).toBeLessThan(EVENTS);

    expect(await once(fork(CHILD, [rig.folder]), 'exit')).toEqual([0, null]);
    expect(count(agent, 'SELECT count(DISTINCT id) FROM applied')).toBe(EVENTS);
    // What is repeated after a kill is what had not been written down yet: less than all of it.
    const timesApplied = count(agent, 'SELECT count(*) FROM applied') ?? 0;
    expect(timesApplied).toBeLessThan(EVENTS + ROUNDS * 250);
    agent.close();

    rig = await openReplayRig({ folder: rig.folder });
    expect(rig.replays.get(id)).toMatchObject({ state: 'completed', total: EVENTS, done: EVENTS, failed: EVENTS / 10 });
    expect(rowsOf(rig).filter(({ state }) => state === 'failed')).toHaveLength(EVENTS / 10);
  },
  PATIENCE_MS,
);
