import type { OutgoingEndpoint } from '@banrimkwae/contract/outgoing';
import { fake, found, pageOf } from './ground.ts';

const MINUTE = 60_000;
const SECRET = 'whsec_ShownOnceAndNeverAgain0123456789ab';

const { outgoing } = fake;

export const outgoingCalls = {
  endpoints: outgoing.endpoints.handler(({ context: { world } }) => world.desk.endpoints),
  create: outgoing.create.handler(({ input, context: { world } }) => {
    const endpoint: OutgoingEndpoint = {
      ...input,
      id: `whk_${world.desk.endpoints.length}`,
      enabled: true,
      secretEnds: SECRET.slice(-4),
      oldSecretUntil: null,
      state: 'unused',
      waiting: 0,
      failed: 0,
      lastDeliveredAt: null,
      lastError: null,
      createdAt: new Date().toISOString(),
    };
    world.desk.endpoints.push(endpoint);
    return { ...endpoint, secret: SECRET };
  }),
  update: outgoing.update.handler(({ input: { id, ...change }, context: { world } }) => {
    const endpoint = Object.assign(found(world.desk.endpoints, id), change);
    return Object.assign(endpoint, { state: endpoint.enabled ? (endpoint.failed > 0 ? 'failing' : 'working') : 'disabled' });
  }),
  remove: outgoing.remove.handler(({ input, context: { world } }) => {
    world.desk.endpoints = world.desk.endpoints.filter(({ id }) => id !== input.id);
    return { done: true };
  }),
  rotate: outgoing.rotate.handler(({ input, context: { world } }) => {
    const oldSecretUntil = input.overlapHours === 0 ? null : new Date(world.now + input.overlapHours * 60 * MINUTE).toISOString();
    return { ...Object.assign(found(world.desk.endpoints, input.id), { secretEnds: SECRET.slice(-4), oldSecretUntil }), secret: SECRET };
  }),
  deliveries: outgoing.deliveries.handler(({ input, context: { world } }) =>
    pageOf(
      world.desk.deliveries.filter(
        ({ endpointId, state }) => endpointId === input.id && (input.state === undefined || input.state === state),
      ),
      input,
    ),
  ),
  replay: outgoing.replay.handler(({ input, context: { world } }) => {
    const { deliveryId, failedSince = '' } = input;
    const again = world.desk.deliveries.filter(({ id, endpointId, state, createdAt }) =>
      deliveryId === undefined ? endpointId === input.id && state === 'failed' && createdAt >= failedSince : id === deliveryId,
    );
    for (const delivery of again) Object.assign(delivery, { state: 'waiting', nextAttemptAt: new Date().toISOString() });
    return { queued: again.length };
  }),
};
