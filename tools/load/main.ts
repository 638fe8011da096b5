/** `npm run test:load -- [--minutes m]`: a thousand connections and a busy desk at once. See docs/proof.md. */
import { parseArgs } from 'node:util';
import { runLoad } from './run-load.ts';
import { judge } from './verdict.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string' }, connections: { type: 'string' } } });
const minutes = Number(values.minutes ?? 10);
const connections = Number(values.connections ?? 1000);

if (minutes > 0 && Number.isSafeInteger(connections) && connections > 0) {
  console.log(`Load for ${minutes} minutes, begun ${new Date().toISOString()}`);
  const { lines, summary, passed } = judge(await runLoad({ minutes, connections, deliveriesPerSecond: 150, tasksPerSecond: 10 }));
  for (const line of lines) console.log(line);
  console.log(summary);
  process.exitCode = passed ? 0 : 1;
} else {
  console.error('npm run test:load -- [--minutes m] [--connections n]');
  process.exitCode = 2;
}
