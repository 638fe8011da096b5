/** `node apps/desktop/e2e/fake-agent/main.ts [port]`: the built control centre with everything in memory, to look at. */
import { resolve } from 'node:path';
import { startFakeAgent } from './server.ts';

const agent = await startFakeAgent({
  webFolder: resolve(import.meta.dirname, '../../out/renderer'),
  port: Number(process.argv[2] ?? 0),
  calm: process.argv.includes('--calm'),
});
console.log(agent.address);
