import type { EventSubject, ProviderEvent } from '@banrimkwae/connector-kit/connector';
import * as z from 'zod';
import type { PayPalEvent } from './schemas.ts';

const OrderResource = z.object({
  id: z.string().nullish(),
  order_id: z.string().nullish(),
  purchase_units: z.array(z.object({ custom_id: z.string().nullish() })).nullish(),
});
/** A capture, an authorisation or a refund. */
const PaymentResource = z.object({
  id: z.string(),
  custom_id: z.string().nullish(),
  supplementary_data: z.object({ related_ids: z.object({ order_id: z.string().nullish() }).nullish() }).nullish(),
  links: z.array(z.object({ href: z.string(), rel: z.string() })).nullish(),
});
const DisputeResource = z.object({
  dispute_id: z.string(),
  disputed_transactions: z.array(z.object({ seller_transaction_id: z.string().nullish() })).nullish(),
});

/** https://developer.paypal.com/api/rest/webhooks/event-names/ */
export function eventFrom(event: PayPalEvent): ProviderEvent {
  return {
    id: event.id,
    type: event.event_type,
    occurredAt: new Date(event.create_time),
    about: subjectOf(event),
    data: event,
  };
}

/** A resource in a form we do not know is nothing to go by; the event is kept all the same. */
function subjectOf({ event_type: type, resource_type: kind, resource }: PayPalEvent): EventSubject {
  if (type.startsWith('CHECKOUT.')) return orderSubject(OrderResource.safeParse(resource).data);
  if (type.startsWith('CUSTOMER.DISPUTE.')) return disputeSubject(DisputeResource.safeParse(resource).data);
  if (!type.startsWith('PAYMENT.')) return NOTHING;
  const payment = PaymentResource.safeParse(resource).data;
  if (!payment) return NOTHING;
  // PAYMENT.CAPTURE.REFUNDED is about the refund; the capture is one up.
  if (kind === 'refund') return refundSubject(payment);
  if (kind !== 'capture' && kind !== 'authorization') return NOTHING;
  const order = payment.supplementary_data?.related_ids?.order_id;
  return { kind: 'payment', providerPaymentIds: [...(order ? [order] : []), payment.id], ...reference(payment.custom_id) };
}

const NOTHING: EventSubject = { kind: 'none' };

function orderSubject(order: z.infer<typeof OrderResource> | undefined): EventSubject {
  const id = order?.order_id ?? order?.id;
  if (!id) return NOTHING;
  return { kind: 'payment', providerPaymentIds: [id], ...reference(order?.purchase_units?.[0]?.custom_id) };
}

function disputeSubject(dispute: z.infer<typeof DisputeResource> | undefined): EventSubject {
  if (!dispute) return NOTHING;
  const captures = (dispute.disputed_transactions ?? []).flatMap(({ seller_transaction_id: id }) => id ?? []);
  return { kind: 'dispute', providerDisputeId: dispute.dispute_id, providerPaymentIds: captures };
}

function refundSubject({ id, custom_id: ours, links, supplementary_data: related }: z.infer<typeof PaymentResource>): EventSubject {
  const capture = links
    ?.find(({ rel }) => rel === 'up')
    ?.href.split('/')
    .at(-1);
  const ids = [related?.related_ids?.order_id, capture].flatMap((known) => known || []);
  return { kind: 'refund', providerRefundId: id, providerPaymentIds: ids, ...reference(ours) };
}

function reference(ours: string | null | undefined): { ourReference?: string } {
  return ours ? { ourReference: ours } : {};
}
