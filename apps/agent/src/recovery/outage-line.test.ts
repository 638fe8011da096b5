import { describe, expect, it } from 'vitest';
import type { LastCall } from './gap-ground.ts';
import { createLineJudge } from './outage-line.ts';

const call = (provider: string, at: number, answered: boolean): LastCall => ({ provider, at: at * 1000, answered });
const judge = (...steps: [number, ...LastCall[]][]) => {
  const look = createLineJudge();
  return steps.map(([now, ...calls]) => look(calls, now * 1000).state);
};

describe('whether the line is down', () => {
  it('is when two providers have not answered for a minute, and no longer with the first answer', () =>
    expect(
      judge(
        [100, call('a', 99, true), call('b', 98, true)],
        [110, call('a', 109, false), call('b', 98, true)],
        [140, call('a', 139, false), call('b', 138, false)],
        [168, call('a', 167, false), call('b', 138, false)],
        [170, call('a', 169, false), call('b', 138, false)],
        [180, call('a', 179, true), call('b', 138, false)],
      ),
    ).toEqual(['up', 'suspected', 'suspected', 'suspected', 'down', 'up']));

  it('is not when one provider alone is dead, however long', () =>
    expect(judge([100, call('a', 40, false)], [9000, call('a', 8999, false), call('b', 20, true)])).toEqual(['suspected', 'suspected']));

  it('is not while a third answers', () =>
    expect(judge([100, call('a', 95, false), call('b', 96, false), call('c', 99, true)])).toEqual(['up']));

  it('is not for an answer that says no', () => expect(judge([100, call('a', 99, true), call('b', 10, false)])).toEqual(['up']));

  it('counts from the first call that went unanswered, though only the newest are shown', () => {
    const look = createLineJudge();
    look([call('a', 10, false)], 11_000);
    expect(look([call('a', 80, false), call('b', 79, false)], 81_000)).toEqual({ state: 'down', since: 10_000 });
  });

  it('knows nothing before anybody was called', () => expect(judge([100])).toEqual(['up']));
});
