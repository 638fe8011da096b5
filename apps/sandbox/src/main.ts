import { readConfig } from './config.ts';
import { createDay } from './day.ts';
import { createSandbox } from './server.ts';
import { createSimulators } from './simulators/index.ts';
import { createWorld } from './world.ts';

const { port, pace } = readConfig();
const world = createWorld();
const simulators = createSimulators(world);
const day = createDay({ simulators, random: world.random, pace, resting: world.travelling });
const { port: taken, close } = await createSandbox({ world, simulators, day }).listen(port);
day.start();
process.stdout.write(`Sandbox on http://127.0.0.1:${taken}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    day.stop();
    void close().then(() => process.exit(0));
  });
}
