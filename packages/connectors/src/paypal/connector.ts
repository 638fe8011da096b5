import type { KnownPayment, PaymentProvider, PaymentSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError, connector, type OperationContext } from '@banrimkwae/connector-kit/connector';
import { CURRENCIES, toPayPalMoney } from './amounts.ts';
import { faultOf } from './faults.ts';
import { manifest } from './manifest.ts';
import { authorizationOf, captureOf, paymentFromOrder, refundFrom, refundsOf } from './map-orders.ts';
import { createOrder, headers, ORDER_LIFE_SECONDS, readOrder, readPayment, refusalOf } from './orders.ts';
import { getDispute, listDisputes, listTransactions } from './reports.ts';
import { DIGICERT_ROOTS } from './roots.ts';
import { Accepted, Refund, Token, WebhookList } from './schemas.ts';
import { webhookWith } from './webhook.ts';

const payments: PaymentProvider = {
  methods: {
    paypal: {
      currencies: CURRENCIES,
      manualCapture: true,
      createdBy: 'order_create',
      // https://developer.paypal.com/docs/api/payments/v2/#captures_refund : REFUND_TIME_LIMIT_EXCEEDED
      refund: { way: 'provider', partial: true, maximumAgeDays: 180 },
      needs: [],
      expiresAfterSeconds: ORDER_LIFE_SECONDS,
      // https://www.paypal.com/th/business/paypal-business-fees : 4.4 % and a fixed fee for payments from abroad.
      costBasisPoints: 440,
    },
  },
  createPayment: createOrder,
  // No `findPayment`: PayPal lists no orders. Creating the same again within 6 hours, under the same key, answers with the first order.
  keyLifetimeSeconds: 6 * 3600,
  // https://developer.paypal.com/api/rest/reference/idempotency : Payments v2 keeps a key for 45 days.
  refundKeyLifetimeSeconds: 45 * 86_400,
  getPayment: readPayment,
  capturePayment: async (context, { providerPaymentId, amount, idempotencyKey }) => {
    const hold = authorizationOf(await readOrder(context, providerPaymentId));
    if (!hold) throw new AppError('provider_rejected', { message: 'The guest has not approved this payment.', outcome: 'refused' });
    const body = { ...(amount ? { amount: toPayPalMoney(amount) } : {}), final_capture: true };
    const done = context.call('authorization_capture', { path: { id: hold.id }, headers, body, idempotencyKey }, Accepted);
    await unlessDone(done, ['AUTHORIZATION_ALREADY_CAPTURED']);
    return present(context, providerPaymentId);
  },
  cancelPayment: async (context, { providerPaymentId, payment, idempotencyKey }) => {
    const hold = authorizationOf(await readOrder(context, providerPaymentId));
    if (!hold) throw cannotTakeBack(payment);
    // Whatever was captured meanwhile stays so, and the order tells it.
    const done = context.call('authorization_void', { path: { id: hold.id }, headers, idempotencyKey }, Accepted);
    await unlessDone(done, ['PREVIOUSLY_VOIDED', 'PREVIOUSLY_CAPTURED']);
    return present(context, providerPaymentId);
  },
  createRefund: async (context, { providerPaymentId, refundId, amount, idempotencyKey }) => {
    const capture = captureOf(await readOrder(context, providerPaymentId));
    if (!capture) throw new AppError('provider_rejected', { message: 'Nothing was taken of this payment.', outcome: 'refused' });
    // Without an amount PayPal gives back whatever is left by then, which a refund on its own site may have made less than was asked for.
    const body = { custom_id: refundId, amount: toPayPalMoney(amount) };
    const answer = await context.call('capture_refund', { path: { id: capture.id }, headers, body, idempotencyKey }, Refund);
    return refundFrom(answer.body, providerPaymentId);
  },
  getRefund: async (context, { providerRefundId, providerPaymentId }) => {
    const { body } = await context.call('refund_get', { path: { id: providerRefundId } }, Refund);
    return refundFrom(body, providerPaymentId);
  },
  listRefunds: async (context, { providerPaymentId }) => refundsOf(await readOrder(context, providerPaymentId)),
  getDispute,
  listDisputes,
  listTransactions,
};

export default connector({
  manifest,
  payments,
  webhook: webhookWith(DIGICERT_ROOTS),
  fault: faultOf,
  token: async (context) => {
    const { clientId, clientSecret } = context.config;
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const { body } = await context.call('token', { headers: { authorization }, body: { grant_type: 'client_credentials' } }, Token);
    return { token: body.access_token, expiresInSeconds: body.expires_in };
  },
  testConnection: async (context) => {
    const { body } = await context.call('webhook_list', {}, WebhookList);
    const account = context.config.environment === 'test' ? 'Sandbox' : 'Live';
    return { message: `${account} account; webhooks registered: ${body.webhooks?.length ?? 0}` };
  },
});

async function present(context: OperationContext, id: string): Promise<PaymentSnapshot> {
  return paymentFromOrder(await readOrder(context, id), context.now());
}

/** Swallows a refusal which says that it was done before: what it came to is read from the order. */
async function unlessDone(call: Promise<unknown>, done: readonly string[]): Promise<void> {
  try {
    await call;
  } catch (fault) {
    if (!done.includes(refusalOf(fault)?.code ?? '')) throw fault;
  }
}

/** https://developer.paypal.com/docs/api/orders/v2/ has no call for it: an order nobody pays ends by itself. */
function cannotTakeBack({ expiresAt }: KnownPayment): AppError {
  return new AppError('not_supported', {
    message: 'PayPal cannot take back a payment link that nobody has paid.',
    hint: expiresAt === null ? 'It ends by itself within six hours.' : `It ends by itself at ${expiresAt}.`,
    outcome: 'refused',
  });
}
