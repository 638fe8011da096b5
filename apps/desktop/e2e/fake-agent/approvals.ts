import { fake, refuse } from './ground.ts';

const { approvals } = fake;

export const approvalCalls = {
  list: approvals.list.handler(() => ({ items: [] })),
  get: approvals.get.handler(() => refuse('not_found')),
  decide: approvals.decide.handler(() => refuse('not_found')),
};
