import type { PaymentsGround } from './ground.ts';
import { known, type PaymentRow } from './payment-row.ts';
import type { RefundRow } from './refund-table.ts';
import { required, settlePayment, settleRefund } from './settle-payment.ts';

/** Re-reads payment and refunds: the one answer to every event and every doubt. */
export async function refreshPayment(ground: PaymentsGround, paymentId: string): Promise<PaymentRow> {
  const payment = required(ground, paymentId);
  const get = ground.providers.find(payment.provider).connector.payments?.getPayment;
  if (!get || payment.provider_payment_id === null) return payment;
  const snapshot = await ground.providers.run(
    payment.provider,
    get,
    { providerPaymentId: payment.provider_payment_id, payment: known(payment) },
    { paymentId },
  );
  const settled = settlePayment(ground, paymentId, snapshot);
  const { refunded, refunding } = ground.refunds.sums(paymentId);
  if (snapshot.refunded.amount !== refunded || refunding > 0) await importRefunds(ground, settled);
  return required(ground, paymentId);
}

/**
 * Asks the provider for every refund of a payment and takes over what it says. Also finds those made in its own console. A provider that
 * lists none is asked for each one whose id there is known, and for the one that an event told of.
 */
export async function importRefunds(ground: PaymentsGround, payment: PaymentRow, toldOf?: string): Promise<readonly RefundRow[]> {
  const list = ground.providers.find(payment.provider).connector.payments?.listRefunds;
  const providerPaymentId = payment.provider_payment_id;
  if (providerPaymentId === null) return [];
  if (!list) return readKnownRefunds(ground, payment, { providerPaymentId, toldOf });
  const snapshots = await ground.providers.run(payment.provider, list, { providerPaymentId }, { paymentId: payment.id });
  return snapshots.map((snapshot) => settleRefund(ground, payment.id, snapshot));
}

type Known = { providerPaymentId: string; toldOf: string | undefined };

async function readKnownRefunds(ground: PaymentsGround, payment: PaymentRow, known: Known): Promise<readonly RefundRow[]> {
  const { providerPaymentId, toldOf } = known;
  const get = ground.providers.find(payment.provider).connector.payments?.getRefund;
  const rows: RefundRow[] = [];
  if (!get) return rows;
  const ours = ground.refunds.ofPayment(payment.id).filter(({ state }) => state !== 'failed' && state !== 'cancelled');
  const ids = new Set([...ours.map(({ provider_refund_id }) => provider_refund_id), toldOf].filter((id) => typeof id === 'string'));
  for (const providerRefundId of ids) {
    const input = { providerRefundId, providerPaymentId };
    const snapshot = await ground.providers.run(payment.provider, get, input, { paymentId: payment.id });
    if (snapshot.providerPaymentId === providerPaymentId) rows.push(settleRefund(ground, payment.id, snapshot));
  }
  return rows;
}
