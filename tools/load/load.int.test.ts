import { expect, it } from 'vitest';
import { runLoad } from './run-load.ts';
import { LATE } from './senders.ts';
import { judge } from './verdict.ts';

/**
 * The short form of `npm run test:load`: whether everything is served. How quickly, and whether memory stays flat, only a machine tells that does
 * nothing else for ten minutes; here the other tests run beside it.
 */
it('a thousand connections and a busy desk at once are served', { timeout: 180_000 }, async () => {
  const result = await runLoad({ minutes: 0.2, connections: 1000, deliveriesPerSecond: 60, tasksPerSecond: 10 });
  const told = judge(result).lines.join('\n');
  const failed = [...result.sent.tally.failed.keys(), ...result.desk.failed.keys()].filter((reason) => reason !== LATE);
  expect(failed, told).toEqual([]);
  expect(result.lost, told).toEqual([]);
  expect(result.ended, told).toEqual([]);
  expect(result.requests, told).toBeGreaterThan(100);
  expect(result.sent.mostAtOnce, 'deliveries under way at once').toBeGreaterThanOrEqual(1000);
});
