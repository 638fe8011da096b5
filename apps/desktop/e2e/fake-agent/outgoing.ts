import { type OutgoingDelivery, type OutgoingEndpoint, type OutgoingType, outgoingTypes } from '@banrimkwae/contract/outgoing';
import { fake, found, pageOf } from './ground.ts';

const MINUTE = 60_000;
const SECRET = 'whsec_ShownOnceAndNeverAgain0123456789ab';

export function makeOutgoing(now: number): OutgoingEndpoint[] {
  const at = (minutes: number) => new Date(now - minutes * MINUTE).toISOString();
  const base = { enabled: true, oldSecretUntil: null, waiting: 0, failed: 0, lastError: null, createdAt: at(90_000) };
  return [
    {
      ...base,
      id: 'whk_0',
      name: 'Property system',
      url: 'https://pms.banrimkwae.example/hooks/payments',
      types: ['payment.paid', 'refund.succeeded'],
      secretEnds: '77b0',
      oldSecretUntil: new Date(now + 19 * 60 * MINUTE).toISOString(),
      state: 'working',
      lastDeliveredAt: at(3),
    },
    {
      ...base,
      id: 'whk_1',
      name: 'Accounting',
      url: 'https://books.banrimkwae.example/in',
      types: [...outgoingTypes],
      secretEnds: 'f2c4',
      state: 'failing',
      waiting: 2,
      failed: 5,
      lastDeliveredAt: at(260),
      lastError: '503 Service Unavailable',
    },
    {
      ...base,
      id: 'whk_2',
      name: 'Spa desk',
      url: 'http://192.168.1.40:8080/paid',
      types: ['payment.paid'],
      enabled: false,
      secretEnds: '0a91',
      state: 'disabled',
      lastDeliveredAt: null,
    },
  ];
}

const kinds: readonly OutgoingType[] = ['payment.paid', 'refund.succeeded', 'payment.failed', 'dispute.opened'];

export function makeDeliveries(now: number): OutgoingDelivery[] {
  const at = (minutes: number) => new Date(now - minutes * MINUTE).toISOString();
  return Array.from({ length: 24 }, (_, index) => {
    const failing = index % 2 === 1;
    const state = failing ? (index < 4 ? 'waiting' : index < 14 ? 'failed' : 'delivered') : 'delivered';
    return {
      id: `whd_${index}`,
      endpointId: failing ? 'whk_1' : 'whk_0',
      messageId: `msg_2mQ${index}`,
      type: kinds[index % kinds.length] ?? 'payment.paid',
      subjectId: `pay_${String(index).padStart(6, '0')}`,
      state,
      attempts: state === 'waiting' ? 3 : state === 'failed' ? 9 : 1,
      nextAttemptAt: state === 'waiting' ? new Date(now + 4 * MINUTE).toISOString() : null,
      lastStatus: state === 'delivered' ? 204 : 503,
      lastError: state === 'delivered' ? null : '503 Service Unavailable',
      createdAt: at(index * 31 + 3),
      deliveredAt: state === 'delivered' ? at(index * 31 + 2) : null,
    };
  });
}

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
