import type { JobOutcome } from '../jobs/port.ts';
import type { PaymentsGround } from './ground.ts';
import { PaymentRow } from './payment-row.ts';
import { required, tellState } from './settle-payment.ts';

/**
 * Job: gives up payments whose time has passed and of which no provider will ever tell; the others are asked. One that somebody says was paid
 * waits for the second person. Money that comes later still counts.
 */
export async function expirePayments(ground: PaymentsGround): Promise<JobOutcome> {
  const due = ground.database
    .prepare("SELECT * FROM payments WHERE state IN ('waiting', 'processing') AND expires_at <= ? ORDER BY id")
    .all(ground.clock.now().toISOString())
    .map((row) => PaymentRow.parse(row));
  for (const payment of due) if (isGivenUp(ground, payment)) expire(ground, payment.id);
  return { done: true };
}

function isGivenUp({ providers, approvals }: PaymentsGround, { id, provider }: PaymentRow): boolean {
  return providers.find(provider).connector.payments?.getPayment === undefined && approvals.waitingFor('received', id) === undefined;
}

function expire(ground: PaymentsGround, id: string): void {
  const at = ground.clock.now().toISOString();
  ground.database.transaction(() => {
    ground.payments.change(id, { ...required(ground, id), state: 'expired', action: null }, at);
    tellState(ground, { paymentId: id, state: 'expired', at });
  })();
  ground.live.publish({ type: 'payment_changed', paymentId: id, state: 'expired' });
}
