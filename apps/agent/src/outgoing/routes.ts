import { api } from '../access/index.ts';
import type { OutgoingRoom } from './outgoing.ts';

const DONE = { done: true } as const;

export function outgoingRoutes(room: OutgoingRoom) {
  const { outgoing } = api;
  return {
    endpoints: outgoing.endpoints.handler(() => room.list()),
    create: outgoing.create.handler(({ input, context }) => room.create(input, context.actor)),
    update: outgoing.update.handler(({ input, context }) => room.update(input, context.actor)),
    remove: outgoing.remove.handler(({ input, context }) => {
      room.remove(input.id, context.actor);
      return DONE;
    }),
    rotate: outgoing.rotate.handler(({ input, context }) => room.rotate(input, context.actor)),
    deliveries: outgoing.deliveries.handler(({ input: { id, ...filter } }) => room.deliveries({ ...filter, endpointId: id })),
    replay: outgoing.replay.handler(({ input, context }) => ({ queued: room.replay(input, context.actor) })),
  };
}
