import { expect, it } from 'vitest';
import { runLoad } from './run-load.ts';
import { judge } from './verdict.ts';

/** The short form of `npm run test:load`: whether the machinery holds. Whether memory stays flat, only ten minutes tell. */
it('a thousand connections and a busy desk at once are served', { timeout: 120_000 }, async () => {
  const result = await runLoad({ minutes: 0.2, connections: 1000, deliveriesPerSecond: 100, tasksPerSecond: 10 });
  const { lines, summary, passed } = judge(result);
  expect(passed, [...lines, summary].join('\n')).toBe(true);
  expect(result.sent.mostAtOnce, 'deliveries under way at once').toBeGreaterThanOrEqual(1000);
});
