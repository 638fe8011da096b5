import type {
  CreatePayment,
  DisputeSnapshot,
  PaymentProvider,
  PaymentSnapshot,
  TransactionSnapshot,
} from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError, connector, type OperationContext } from '@banrimkwae/connector-kit/connector';
import * as z from 'zod';
import { manifest, OMISE_VERSION } from './manifest.ts';
import { disputeFrom, expiryOf, faultOf, paymentFrom, refundFrom, transactionOfCharge, transactionOfRefund } from './map.ts';
import { methods, payingBy } from './methods.ts';
import { Account, Capability, Charge, Dispute, listOf, Refund } from './schemas.ts';
import { webhook } from './webhook.ts';

const headers = { 'omise-version': OMISE_VERSION };
/** The longest page. https://docs.omise.co/pagination */
const PAGE = 100;
const DAY_MS = 86_400_000;
/** A held card may be captured, so may be paid, this long after it was made. https://docs.omise.co/capture */
const LONGEST_HOLD_MS = 7 * DAY_MS;
/** Lists go by the day of creation. A dispute may be decided months after it was opened. */
const LONGEST_DISPUTE_MS = 180 * DAY_MS;

const payments: PaymentProvider = {
  methods,
  createPayment,
  getPayment: (context, { providerPaymentId }) => read(context, providerPaymentId),
  findPayment: async (context, { paymentId, createdAfter }) => {
    const query = { from: createdAfter.toISOString(), order: 'reverse_chronological' };
    for (let offset = 0; ; ) {
      const page = await pageOf(context, { endpoint: 'charge_list', query, item: Charge }, offset);
      const found = page.items.find(({ metadata }) => metadata.paymentId === paymentId);
      // Only behind the last page "there is none" is certain. New charges push older ones further, so none is passed over.
      if (found) return withFirstAction(context, found);
      if (page.next === undefined) return undefined;
      offset = page.next;
    }
  },
  capturePayment: async (context, { providerPaymentId, amount, idempotencyKey }) => {
    const body = amount ? { capture_amount: amount.amount } : undefined;
    const answer = await context.call('charge_capture', { path: { id: providerPaymentId }, headers, body, idempotencyKey }, Charge);
    return paymentFrom(answer.body);
  },
  cancelPayment: async (context, { providerPaymentId, idempotencyKey }) => {
    const path = { id: providerPaymentId };
    const { body: charge } = await context.call('charge_get', { path, headers }, Charge);
    const { state } = paymentFrom(charge);
    // What was given up before, e.g. by a call whose answer was lost, is not given up again.
    if (state !== 'waiting' && state !== 'authorized' && state !== 'processing') return paymentFrom(charge);
    const endpoint = charge.reversible === true || state === 'authorized' ? 'charge_reverse' : 'charge_expire';
    const answer = await context.call(endpoint, { path, headers, idempotencyKey }, Charge);
    return { ...paymentFrom(answer.body), ...(answer.body.status === 'expired' ? { state: 'cancelled' } : {}) };
  },
  createRefund: async (context, input) => {
    const body = { amount: input.amount.amount, metadata: { refund_id: input.refundId, payment_id: input.paymentId } };
    const path = { charge: input.providerPaymentId };
    const answer = await context.call('refund_create', { path, headers, body, idempotencyKey: input.idempotencyKey }, Refund);
    return refundFrom(answer.body);
  },
  getRefund: async (context, { providerRefundId, providerPaymentId }) => {
    const path = { charge: providerPaymentId, id: providerRefundId };
    const answer = await context.call('refund_get', { path, headers }, Refund);
    return refundFrom(answer.body);
  },
  listRefunds: async (context, { providerPaymentId }) => {
    // Fewer than 15 a charge, so one page holds them all.
    const query = { limit: PAGE, order: 'chronological' };
    const { body } = await context.call('charge_refund_list', { path: { charge: providerPaymentId }, headers, query }, listOf(Refund));
    return body.data.map(refundFrom);
  },
  getDispute: async (context, { providerDisputeId }) => {
    const { body } = await context.call('dispute_get', { path: { id: providerDisputeId }, headers }, Dispute);
    return disputeFrom(body);
  },
  listDisputes: async (context, { since, cursor }) => {
    const from = new Date(since.getTime() - LONGEST_DISPUTE_MS).toISOString();
    const list = { endpoint: 'dispute_list', query: { from, order: 'chronological' }, item: Dispute };
    const { items, next } = await pageOf(context, list, Number(cursor ?? '0'));
    const disputes: readonly DisputeSnapshot[] = items.map(disputeFrom);
    return { disputes, ...(next === undefined ? {} : { cursor: String(next) }) };
  },
  listTransactions,
};

export default connector({
  manifest,
  payments,
  webhook,
  fault: faultOf,
  testConnection: async (context) => {
    const { body: account } = await context.call('account', { headers }, Account);
    const { body: capability } = await context.call('capability', { headers }, Capability);
    const names = capability.payment_methods.map(({ name }) => name);
    const offered = [
      ...(names.includes('card') ? ['cards'] : []),
      ...(names.includes('promptpay') ? ['PromptPay'] : []),
      ...(names.some((name) => name.startsWith('mobile_banking_')) ? ['mobile banking'] : []),
      ...(names.includes('truemoney') ? ['TrueMoney'] : []),
    ];
    const mode = account.livemode ? 'Live' : 'Test';
    return {
      message: `${mode} account in ${account.currency?.toUpperCase() ?? 'THB'}; switched on: ${offered.join(', ') || 'nothing yet'}`,
    };
  },
});

async function createPayment(context: OperationContext, input: CreatePayment): Promise<PaymentSnapshot> {
  const body = {
    amount: input.amount.amount,
    currency: input.amount.currency,
    ...payingBy(input),
    description: input.description,
    return_uri: input.returnUrl,
    metadata: { payment_id: input.paymentId },
  };
  const answer = await context.call('charge_create', { headers, body, idempotencyKey: input.idempotencyKey }, Charge);
  return withFirstAction(context, answer.body);
}

/**
 * Where the picture cannot be had, the guest can still open its address. Only at first sight: a later look that fails must not put the address
 * in the place of a picture that is on a screen.
 */
async function withFirstAction(context: OperationContext, charge: Charge): Promise<PaymentSnapshot> {
  const snapshot = await withAction(context, charge);
  const url = charge.source?.scannable_code?.image?.download_uri;
  if (snapshot.state !== 'waiting' || snapshot.action !== null || !isOfOmise(url)) return snapshot;
  return { ...snapshot, action: { kind: 'link', url, expiresAt: expiryOf(charge) } };
}

function isOfOmise(address: string | null | undefined): address is string {
  if (!address || !URL.canParse(address)) return false;
  const { protocol, hostname, username } = new URL(address);
  return protocol === 'https:' && hostname.endsWith('.omise.co') && username === '';
}

async function read(context: OperationContext, id: string): Promise<PaymentSnapshot> {
  const { body } = await context.call('charge_get', { path: { id }, headers }, Charge);
  return withAction(context, body);
}

/** A QR is there as a picture only. It is fetched here: a screen that loads it from Omise would tell Omise who looks. */
async function withAction(context: OperationContext, charge: Charge): Promise<PaymentSnapshot> {
  const path = downloadParts(charge.source?.scannable_code?.image?.download_uri);
  if (charge.status !== 'pending' || path === undefined) return paymentFrom(charge);
  try {
    const { body: svg } = await context.call('qr_download', { path }, z.string().regex(/<svg[\s>]/));
    const image = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
    return paymentFrom(charge, { kind: 'qr_image', image, expiresAt: expiryOf(charge) });
  } catch (fault) {
    // The charge was made: without its picture it is a payment all the same, and the next look fetches it.
    if (fault instanceof AppError) return paymentFrom(charge);
    throw fault;
  }
}

/** The parts of `https://api.omise.co/charges/…/documents/…/downloads/…`. Undefined for any other address: that one is not called. */
function downloadParts(address: string | null | undefined): Record<'charge' | 'document' | 'download', string> | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const { origin, pathname } = new URL(address);
  const [, charge, document, download] = /^\/charges\/(\w+)\/documents\/(\w+)\/downloads\/(\w+)$/.exec(pathname) ?? [];
  const ours = origin === manifest.hosts.api.live;
  return ours && charge && document && download ? { charge, document, download } : undefined;
}

/** Charges, then refunds. The lists go by creation: a charge that was paid in this time may have been made before it. */
async function listTransactions(context: OperationContext, { from, to, cursor }: { from: Date; to: Date; cursor?: string }) {
  const [kind = 'charges', place = '0'] = (cursor ?? 'charges:0').split(':');
  const inTime = ({ at }: TransactionSnapshot) => Date.parse(at) >= from.getTime() && Date.parse(at) < to.getTime();
  const query = (start: number) => ({ from: new Date(start).toISOString(), to: to.toISOString(), order: 'chronological' });
  if (kind === 'charges') {
    const list = { endpoint: 'charge_list', query: query(from.getTime() - LONGEST_HOLD_MS), item: Charge };
    const { items, next } = await pageOf(context, list, Number(place));
    return { transactions: items.map(transactionOfCharge).filter(inTime), cursor: next === undefined ? 'refunds:0' : `charges:${next}` };
  }
  const { items, next } = await pageOf(context, { endpoint: 'refund_list', query: query(from.getTime()), item: Refund }, Number(place));
  return { transactions: items.map(transactionOfRefund).filter(inTime), ...(next === undefined ? {} : { cursor: `refunds:${next}` }) };
}

type List<Item> = { endpoint: string; query: Record<string, string>; item: z.ZodType<Item> };

async function pageOf<Item>(
  context: OperationContext,
  { endpoint, query, item }: List<Item>,
  offset: number,
): Promise<{ items: readonly Item[]; next: number | undefined }> {
  const { body } = await context.call(endpoint, { headers, query: { ...query, limit: PAGE, offset } }, listOf(item));
  const next = offset + body.data.length;
  return { items: body.data, next: body.data.length > 0 && next < body.total ? next : undefined };
}
