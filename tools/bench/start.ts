/** Time from the start of the process until the agent listens: the bundle, with Node's compile cache and without, against the source tree. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { agentBundle, bundleAgent } from '../packaging/bundle-agent.ts';
import { agentLaunch, end, inFolder, launch } from './agent-process.ts';
import type { Outcome } from './figures.ts';
import type { BenchOptions } from './options.ts';
import { measureRounds, median, ratioOf } from './rounds.ts';

const SOURCE = 'source tree';
const BUNDLE = 'bundle';
const CACHED = 'bundle with compile cache';

export function benchStart({ rounds }: BenchOptions): Promise<Outcome> {
  return inFolder(async (folder) => {
    const bundle = await bundleAgent({ ...agentBundle, out: join(folder, 'agent') });
    const contender = (name: string, script: string, environment: NodeJS.ProcessEnv = {}) => {
      const dataDir = join(folder, name);
      mkdirSync(dataDir);
      return { name, slice: () => startMs(agentLaunch(script, dataDir, environment)) };
    };
    const measured = await measureRounds(
      [
        contender(SOURCE, agentBundle.entry),
        contender(BUNDLE, bundle),
        contender(CACHED, bundle, { NODE_COMPILE_CACHE: join(folder, 'cache') }),
      ],
      rounds,
    );
    return {
      figures: [
        { name: 'time to listen, bundled as installed / source tree', ratio: ratioOf(measured, CACHED, SOURCE), aim: { atMost: 0.4 } },
        { name: '  without the compile cache', ratio: ratioOf(measured, BUNDLE, SOURCE) },
      ],
      notes: Object.entries(measured).map(([name, times]) => `${name}: ${median(times).toFixed(0)} ms here`),
    };
  });
}

async function startMs(how: Parameters<typeof launch>[0]): Promise<number> {
  const running = await launch(how);
  await end(running);
  return running.startMs;
}
