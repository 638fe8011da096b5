import { fake, refuse } from './ground.ts';

const { outgoing } = fake;

export const outgoingCalls = {
  endpoints: outgoing.endpoints.handler(() => []),
  create: outgoing.create.handler(() => refuse('not_found')),
  update: outgoing.update.handler(() => refuse('not_found')),
  remove: outgoing.remove.handler(() => ({ done: true })),
  rotate: outgoing.rotate.handler(() => refuse('not_found')),
  deliveries: outgoing.deliveries.handler(() => ({ items: [] })),
  replay: outgoing.replay.handler(() => ({ queued: 0 })),
};
