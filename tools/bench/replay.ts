/** Working through stored events once more: a whole agent and a replay of 50,000 events that have no effect, against reading the same rows. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../apps/agent/src/store/database.ts';
import { inFolder } from './agent-process.ts';
import type { Outcome } from './figures.ts';
import { fillInbox, openSandbox, practiceLaunch, startPracticeAgent, stopPracticeAgent } from './practice-agent.ts';
import { startReplay } from './replay-run.ts';

const EVENTS = 50_000;
/** Of no effect: what is measured is the replay itself. */
const TYPE = 'membership';
const READS = 5;
const LOOK_MS = 100;

export function benchReplay(): Promise<Outcome> {
  return inFolder(async (dataDir) => {
    const sandbox = await openSandbox();
    const how = practiceLaunch(dataDir, sandbox.url);
    try {
      // Its first start makes the files and plays the practice week.
      await stopPracticeAgent(await startPracticeAgent(how));
      fillInbox(dataDir, { count: EVENTS, type: TYPE, state: 'completed' });
      const agent = await startPracticeAgent(how);
      try {
        const replay = await startReplay(agent.client, TYPE);
        if ('skipped' in replay) return { skipped: replay.skipped };
        const rate = await rateOf(replay);
        const reads = Array.from({ length: READS }, () => readRate(dataDir));
        const ratios = reads.map((read) => rate / read);
        const middle = ratios.toSorted((one, other) => one - other)[Math.floor(READS / 2)] ?? Number.NaN;
        return {
          figures: [
            {
              name: 'replay / reading the same rows',
              ratio: { median: middle, lowest: Math.min(...ratios), highest: Math.max(...ratios) },
            },
          ],
          notes: [
            `${rate.toFixed(0)} events a second replayed (the call allows 1000); ${Math.max(...reads).toFixed(0)} a second only read`,
          ],
        };
      } finally {
        await stopPracticeAgent(agent);
      }
    } finally {
      await sandbox.close();
    }
  });
}

/** Events a second until the last is done. */
async function rateOf({ total, look }: Extract<Awaited<ReturnType<typeof startReplay>>, { total: number }>): Promise<number> {
  const before = performance.now();
  for (;;) {
    const { state, failed } = await look();
    if (failed > 0) throw new Error(`${failed} events could not be replayed`);
    if (state === 'completed') return total / ((performance.now() - before) / 1000);
    await sleep(LOOK_MS);
  }
}

/** Rows a second, each with its bytes and by its id, as a replay must read them. */
function readRate(dataDir: string): number {
  const inbox = openDatabase(join(dataDir, 'inbox.db'), 'FULL', { readonly: true });
  const ids = inbox
    .prepare<[], string>(`SELECT id FROM webhook_events WHERE provider_id = 'line' AND event_type = '${TYPE}'`)
    .pluck()
    .all();
  const read = inbox.prepare('SELECT * FROM webhook_events WHERE id = ?');
  const before = performance.now();
  for (const id of ids) read.get(id);
  const seconds = (performance.now() - before) / 1000;
  inbox.close();
  return ids.length / seconds;
}
