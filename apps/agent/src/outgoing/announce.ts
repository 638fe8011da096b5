import type { OutgoingType } from '@banrimkwae/contract/outgoing';
import { DELIVER, type OutgoingGround } from './ground.ts';

/**
 * Stores a message for every endpoint that wants to be told, with its job; call it inside the transaction of the change. `subject`: the payment,
 * refund or dispute as the API shows it.
 */
export function announce(ground: OutgoingGround, type: OutgoingType, subject: { id: string }): void {
  const wanted = ground.table.endpoints().filter(({ enabled, types }) => enabled && types.includes(type));
  if (wanted.length === 0) return;
  const at = ground.clock.now().toISOString();
  const messageId = ground.newId('msg');
  const payload = JSON.stringify({ type, timestamp: at, data: subject });
  ground.table.insertMessage({ id: messageId, type, subjectId: subject.id, payload, createdAt: at });
  for (const endpoint of wanted) {
    const id = ground.newId('dlv');
    ground.table.insertDelivery({ id, endpointId: endpoint.id, messageId, at });
    ring(ground, id);
  }
}

export function ring({ jobs }: Pick<OutgoingGround, 'jobs'>, deliveryId: string): void {
  jobs.add({ kind: DELIVER, subjectId: deliveryId, priority: 6, dedupeKey: `${DELIVER}:${deliveryId}` });
}

/** Beside the job that may wait for hours until the next attempt is due. */
export function ringNow({ jobs }: Pick<OutgoingGround, 'jobs'>, deliveryId: string): void {
  jobs.add({ kind: DELIVER, subjectId: deliveryId, priority: 6, dedupeKey: `${DELIVER}:${deliveryId}:now` });
}
