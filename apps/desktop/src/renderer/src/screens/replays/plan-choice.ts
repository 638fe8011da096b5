import type { ReplayPlan } from '@banrimkwae/contract/recovery';
import type { Effect } from '@banrimkwae/contract/traffic';

/** Which of the counted deliveries are worked through, and how fast. */
export type PlanChoice = { effects: readonly Effect[]; includeApplied: boolean; perMinute: number };

/** Moving money is never part of it unless somebody switches it on. */
export const startChoice: PlanChoice = { effects: ['none', 'message'], includeApplied: false, perMinute: 6000 };

export const paces = { gently: 600, normal: 6000, fast: 60_000 } as const;
export type Pace = keyof typeof paces;

/** How many deliveries a start would work through. */
export function chosenCount({ groups }: Pick<ReplayPlan, 'groups'>, { effects, includeApplied }: PlanChoice): number {
  return groups
    .filter(({ effect }) => effects.includes(effect))
    .reduce((sum, { open, applied }) => sum + open + (includeApplied ? applied : 0), 0);
}
