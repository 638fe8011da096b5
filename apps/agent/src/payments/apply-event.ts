import type { ProviderEvent } from '@banrimkwae/connector-kit/connector';
import type { Background, EventApplier } from '../ingress/port.ts';
import { readDispute } from './disputes.ts';
import type { PaymentsGround } from './ground.ts';
import { known, type PaymentRow } from './payment-row.ts';
import { importRefunds, refreshPayment } from './refresh-payment.ts';
import { settlePayment } from './settle-payment.ts';
import { causeOfEvent } from './story.ts';
import { importWarnings } from './warnings.ts';

/**
 * An event says "something happened": the payment is read anew at the provider and that is taken over, so late, doubled and
 * reordered events all end in the same state. Events of payments that are not ours (a shared account) change nothing.
 */
export function createEventApplier(given: PaymentsGround): EventApplier {
  return (event, providerId, background) => applyEvent(background ? inBackground(given, background) : given, event, providerId);
}

/** The same room, whose calls stand behind those that somebody waits for. */
function inBackground(ground: PaymentsGround, { signal }: Background): PaymentsGround {
  const { providers } = ground;
  const run: typeof providers.run = (id, operation, input, trace) =>
    providers.run(id, operation, input, { ...trace, signal, background: true });
  return { ...ground, providers: { ...providers, run } };
}

async function applyEvent(ground: PaymentsGround, event: ProviderEvent, providerId: string): Promise<void> {
  // A dispute is kept also when the payment is not ours: somebody must answer it.
  if (event.about.kind === 'dispute') await readDispute(ground, providerId, event.about.providerDisputeId);
  const payment = findPayment(ground, event, providerId);
  if (!payment) return;
  ground.story.tell({
    paymentId: payment.id,
    cause: causeOfEvent(event.id),
    at: ground.clock.now().toISOString(),
    kind: 'webhook',
    title: {
      en: `${ground.providers.find(providerId).name} reported: ${event.type}`,
      th: `${ground.providers.find(providerId).name} แจ้ง: ${event.type}`,
    },
    linkId: event.id,
  });
  const current = payment.provider_payment_id === null ? await adopt(ground, event, payment) : await refreshPayment(ground, payment.id);
  if (event.about.kind === 'refund') await importRefunds(ground, current, event.about.providerRefundId);
  if (event.about.kind === 'warning') await importWarnings(ground, current);
}

/** The event overtook the answer to our own creation: its id is the first we learn. */
async function adopt(ground: PaymentsGround, event: ProviderEvent, payment: PaymentRow): Promise<PaymentRow> {
  const get = ground.providers.find(payment.provider).connector.payments?.getPayment;
  const providerPaymentId = 'providerPaymentIds' in event.about ? event.about.providerPaymentIds[0] : undefined;
  if (!get || providerPaymentId === undefined) return payment;
  const snapshot = await ground.providers.run(
    payment.provider,
    get,
    { providerPaymentId, payment: known(payment) },
    { paymentId: payment.id },
  );
  return snapshot.ourReference === payment.id ? settlePayment(ground, payment.id, snapshot) : payment;
}

function findPayment(ground: PaymentsGround, { about }: ProviderEvent, providerId: string): PaymentRow | undefined {
  if (!('providerPaymentIds' in about)) return undefined;
  for (const reference of about.providerPaymentIds) {
    const found = ground.payments.byReference(providerId, reference);
    if (found) return found;
  }
  if (about.kind !== 'payment' && about.kind !== 'refund') return undefined;
  const ours = about.kind === 'refund' ? ground.refunds.find(about.ourReference ?? '')?.payment_id : about.ourReference;
  const found = ours === undefined ? undefined : ground.payments.find(ours);
  return found?.provider === providerId ? found : undefined;
}
