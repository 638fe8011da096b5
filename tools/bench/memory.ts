/** Resident memory of an agent that has nothing to do, against Node with an empty HTTP server. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { agentBundle, bundleAgent } from '../packaging/bundle-agent.ts';
import { agentLaunch, bareLaunch, end, inFolder, type Launch, launch, residentMb } from './agent-process.ts';
import type { Outcome } from './figures.ts';
import type { BenchOptions } from './options.ts';
import { measureRounds, median, ratioOf } from './rounds.ts';

const AGENT = 'agent';
const BARE = 'bare Node';
const IDLE_MS = 5000;

export function benchMemory({ rounds }: BenchOptions): Promise<Outcome> {
  return inFolder(async (folder) => {
    const bundle = await bundleAgent({ ...agentBundle, out: join(folder, 'agent') });
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir);
    const installed = agentLaunch(bundle, dataDir, { NODE_COMPILE_CACHE: join(folder, 'cache') });
    const measured = await measureRounds(
      [
        { name: BARE, slice: () => idleMb(bareLaunch) },
        { name: AGENT, slice: () => idleMb(installed) },
      ],
      rounds,
    );
    return {
      figures: [{ name: 'idle memory, agent as installed / bare Node', ratio: ratioOf(measured, AGENT, BARE), aim: { atMost: 1.6 } }],
      notes: Object.entries(measured).map(([name, sizes]) => `${name}: ${median(sizes).toFixed(0)} MB here`),
    };
  });
}

async function idleMb(how: Launch): Promise<number> {
  const running = await launch(how);
  await sleep(IDLE_MS);
  const size = residentMb(running);
  await end(running);
  return size;
}
