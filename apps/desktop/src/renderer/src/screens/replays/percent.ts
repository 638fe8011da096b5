import type { ReplayRun } from '@banrimkwae/contract/recovery';

/** 0..100; a replay of nothing is done. */
export function percentOf({ done, total }: Pick<ReplayRun, 'done' | 'total'>): number {
  return total === 0 ? 100 : (done / total) * 100;
}
