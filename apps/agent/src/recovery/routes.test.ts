import { contract } from '@banrimkwae/contract';
import { expect, it } from 'vitest';
import { replayRoutes } from './index.ts';

it('every call of the contract about replays and dead letters is answered', () => {
  const others = ['fetches', 'fetchMissing', 'outages', 'outage', 'silences', 'acknowledgeSilence'];
  const expected = Object.keys(contract.recovery).filter((name) => !others.includes(name));
  expect(Object.keys(replayRoutes({} as never)).sort()).toEqual(expected.sort());
});
