/**
 * How long a provider waits for its 200 at 500 deliveries a second: a whole agent in its own process, every event worked through; first with
 * nothing else to do, then with each kind of load that it must not be felt under.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { agentBundle } from '../packaging/bundle-agent.ts';
import { inFolder, type Launch } from './agent-process.ts';
import type { Figure, Outcome } from './figures.ts';
import { openLoop, type Times } from './open-loop.ts';
import {
  clearBacklog,
  deliver,
  fillInbox,
  openSandbox,
  type PracticeAgent,
  practiceLaunch,
  startPracticeAgent,
  stopPracticeAgent,
} from './practice-agent.ts';
import { startReplay } from './replay-run.ts';
import { median } from './rounds.ts';

const PER_SECOND = 500;
const SLICE_SECONDS = 4;
const SLICES = 3;
const WAITING = 100_000;
const REPLAYED = 50_000;
const WARM_SECONDS = 3;
/** What LINE gives a delivery. https://developers.line.biz/en/docs/messaging-api/receiving-messages/ */
const LIMIT_MS = 2000;

type Under = { load: string; slices: readonly Times[]; note: string };
type Skipped = { load: string; skipped: string };
type Place = { dataDir: string; how: Launch };

export function benchAnswer(): Promise<Outcome> {
  return inFolder(async (dataDir) => {
    const sandbox = await openSandbox();
    try {
      const place = { dataDir, how: practiceLaunch(dataDir, sandbox.url) };
      return outcomeOf([await quiet(place), await withJobsWaiting(place), await duringReplay(place), await duringBackup(place)]);
    } finally {
      await sandbox.close();
    }
  });
}

async function withAgent<Answer>({ how }: Place, work: (agent: PracticeAgent) => Promise<Answer>): Promise<Answer> {
  const agent = await startPracticeAgent(how);
  try {
    return await work(agent);
  } finally {
    await stopPracticeAgent(agent);
  }
}

function slice(agent: PracticeAgent, seconds = SLICE_SECONDS): Promise<Times> {
  return openLoop({ perSecond: PER_SECOND, seconds, send: () => deliver(agent, randomUUID()) });
}

async function slices(agent: PracticeAgent): Promise<Times[]> {
  const times: Times[] = [];
  for (let index = 0; index < SLICES; index += 1) times.push(await slice(agent));
  return times;
}

async function quiet(place: Place): Promise<Under> {
  return withAgent(place, async (agent) => {
    await slice(agent, WARM_SECONDS);
    return { load: 'quiet', slices: await slices(agent), note: '' };
  });
}

/** Events of an earlier life of the agent, all unfinished: at its start it rings for every one of them. */
async function withJobsWaiting(place: Place): Promise<Under> {
  fillInbox(place.dataDir, { count: WAITING, type: 'unfollow', state: 'pending' });
  const load = `${WAITING.toLocaleString('en')} jobs waiting`;
  const under = await withAgent(place, async (agent): Promise<Under> => {
    const times = await slices(agent);
    const { items } = await agent.client.traffic.jobs({ state: 'waiting', limit: 1 });
    return { load, slices: times, note: items.length > 0 ? 'still working through them at the end' : 'worked through before the end' };
  });
  clearBacklog(place.dataDir);
  return under;
}

async function duringReplay(place: Place): Promise<Under | Skipped> {
  const load = `a replay of ${REPLAYED.toLocaleString('en')} events`;
  fillInbox(place.dataDir, { count: REPLAYED, type: 'membership', state: 'completed' });
  const under = await withAgent(place, async (agent): Promise<Under | Skipped> => {
    await slice(agent, WARM_SECONDS);
    const replay = await startReplay(agent.client, 'membership');
    if ('skipped' in replay) return { load, skipped: replay.skipped };
    const times = await slices(agent);
    const { done, total } = await replay.look();
    return { load, slices: times, note: `${done} of ${total} replayed at the end` };
  });
  clearBacklog(place.dataDir);
  return under;
}

/** One after the other, as a person would start them: by the command, in a process of its own. */
async function duringBackup(place: Place): Promise<Under> {
  return withAgent(place, async (agent) => {
    await slice(agent, WARM_SECONDS);
    const ending = new AbortController();
    const backups = backUpAgainAndAgain(place, ending.signal);
    const times = await slices(agent);
    ending.abort();
    const ended = await backups;
    const note =
      ended.length > 0 ? `${ended.length} ended, the longest after ${(Math.max(...ended) / 1000).toFixed(1)} s` : 'none ended in that time';
    return { load: 'backups one after another', slices: times, note };
  });
}

/** How long each took, in milliseconds. The one that is under way when the time is over is stopped and does not count. */
async function backUpAgainAndAgain({ dataDir, how }: Place, until: AbortSignal): Promise<number[]> {
  const ended: number[] = [];
  while (!until.aborted) {
    const before = performance.now();
    const args = [agentBundle.entry, 'backup', join(dataDir, `backup-${ended.length}`)];
    const backup = spawn(process.execPath, args, { env: how.env, stdio: ['ignore', 'ignore', 'inherit'] });
    const stop = (): void => void backup.kill('SIGKILL');
    until.addEventListener('abort', stop, { once: true });
    const [code] = (await once(backup, 'exit')) as [number | null];
    until.removeEventListener('abort', stop);
    if (code === 0) ended.push(performance.now() - before);
    else if (!until.aborted) throw new Error(`The backup ended with status ${code}`);
    await sleep(100);
  }
  return ended;
}

function outcomeOf(rows: readonly (Under | Skipped)[]): Outcome {
  const measured = rows.filter((row) => 'slices' in row);
  const base = median(measured[0]?.slices.map(({ p99 }) => p99) ?? []);
  return {
    figures: measured.flatMap(({ load, slices: times }) =>
      figuresOf(
        load,
        times.map(({ p99 }) => p99),
        base,
      ),
    ),
    notes: [
      `${PER_SECOND} a second, ${SLICES} times ${SLICE_SECONDS} s, answer time in ms from when a delivery was due`,
      ...rows.map(lineOf),
    ],
  };
}

function figuresOf(load: string, p99: readonly number[], base: number): Figure[] {
  const over = (by: number) => ({ median: median(p99) / by, lowest: Math.min(...p99) / by, highest: Math.max(...p99) / by });
  const limit: Figure = { name: `answer time p99 / the 2 s a provider waits, ${load}`, ratio: over(LIMIT_MS), aim: { atMost: 0.5 } };
  return load === 'quiet' ? [limit] : [limit, { name: '  p99 / quiet', ratio: over(base) }];
}

function lineOf(row: Under | Skipped): string {
  if ('skipped' in row) return `  skipped ${row.load}: ${row.skipped}`;
  const digits = (value: number): string => value.toFixed(1).padStart(7);
  const [p50, p99] = [median(row.slices.map((times) => times.p50)), median(row.slices.map((times) => times.p99))];
  const max = Math.max(...row.slices.map((times) => times.max));
  return `  p50 ${digits(p50)}  p99 ${digits(p99)}  max ${digits(max)}  ${row.load}${row.note ? ` (${row.note})` : ''}`;
}
