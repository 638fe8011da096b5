import { type OutgoingDelivery, type OutgoingEndpoint, type OutgoingType, outgoingTypes } from '@banrimkwae/contract/outgoing';

const MINUTE = 60_000;

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
