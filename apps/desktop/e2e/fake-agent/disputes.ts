import { fake, refuse } from './ground.ts';

const { disputes } = fake;

export const disputeCalls = {
  list: disputes.list.handler(() => ({ items: [] })),
  get: disputes.get.handler(() => refuse('not_found')),
  refresh: disputes.refresh.handler(() => refuse('not_found')),
};
