import { fake, refuse } from './ground.ts';

const { reconciliation } = fake;

export const reconciliationCalls = {
  days: reconciliation.days.handler(() => []),
  lines: reconciliation.lines.handler(() => refuse('not_found')),
  run: reconciliation.run.handler(() => ({ done: true })),
  settle: reconciliation.settle.handler(() => refuse('not_found')),
};
