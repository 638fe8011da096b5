import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import {
  ApiError,
  CheckoutPaymentIntent,
  Client,
  Environment,
  type OrderRequest,
  OrdersController,
  PaymentsController,
} from '@paypal/paypal-server-sdk';
import { beforeEach, describe, expect, it } from 'vitest';
import { openTestAccount, type TestAccount } from './account-rig.ts';
import { PAYPAL_PRACTICE } from './settings.ts';

const FULL = 'return=representation';
const order = (value: string, change: Partial<OrderRequest> = {}): OrderRequest => ({
  intent: CheckoutPaymentIntent.Capture,
  purchaseUnits: [{ customId: 'pay_01', invoiceId: 'pay_01', amount: { currencyCode: 'THB', value } }],
  paymentSource: {
    paypal: { experienceContext: { returnUrl: 'https://resort.example.com/thanks', cancelUrl: 'https://resort.example.com/back' } },
  },
  ...change,
});

describe('PayPal simulator, driven by the official SDK', () => {
  let account: TestAccount;
  let orders: OrdersController;
  let payments: PaymentsController;
  beforeEach(async () => {
    account = await openTestAccount();
    const client = clientAt(account.api, PAYPAL_PRACTICE);
    orders = new OrdersController(client);
    payments = new PaymentsController(client);
  });

  const issueOf = async (call: Promise<unknown>): Promise<string | undefined> => {
    const ended = await call.then(
      () => new Error('It did not fail'),
      (error: unknown) => error,
    );
    if (!(ended instanceof ApiError)) throw ended;
    return (JSON.parse(String(ended.body)) as { details?: { issue: string }[] }).details?.[0]?.issue;
  };
  const approved = async (value: string, change: Partial<OrderRequest> = {}) => {
    const { result } = await orders.createOrder({ body: order(value, change), prefer: FULL });
    await account.play('guestPays', { id: result.id });
    return result.id ?? '';
  };
  const captured = async (value: string) => {
    const { result } = await orders.captureOrder({ id: await approved(value), prefer: FULL });
    return result.purchaseUnits?.[0]?.payments?.captures?.[0]?.id ?? '';
  };

  it('makes an order, which the guest approves and which is then captured, once', async () => {
    const { result, statusCode } = await orders.createOrder({ body: order('1500.00'), paypalRequestId: 'key-1', prefer: FULL });
    expect([statusCode, result.status, result.links?.map(({ rel }) => rel)]).toEqual([
      200,
      'PAYER_ACTION_REQUIRED',
      ['self', 'payer-action'],
    ]);
    const again = await orders.createOrder({ body: order('1500.00'), paypalRequestId: 'key-1' });
    expect([again.statusCode, again.result.id]).toEqual([200, result.id]);
    const id = result.id ?? '';
    expect(await issueOf(orders.captureOrder({ id }))).toBe('ORDER_NOT_APPROVED');
    await account.play('guestPays');
    expect((await orders.getOrder({ id })).result).toMatchObject({ status: 'APPROVED', payer: { emailAddress: expect.any(String) } });
    const first = await orders.captureOrder({ id, paypalRequestId: 'key-2', prefer: FULL });
    const second = await orders.captureOrder({ id, paypalRequestId: 'key-2', prefer: FULL });
    expect([first.statusCode, second.statusCode]).toEqual([201, 200]);
    const [capture, repeated] = [first, second].map((answer) => answer.result.purchaseUnits?.[0]?.payments?.captures?.[0]);
    expect(capture).toMatchObject({
      status: 'COMPLETED',
      sellerReceivableBreakdown: { paypalFee: { value: '77.00' }, netAmount: { value: '1423.00' } },
      sellerProtection: { status: 'ELIGIBLE' },
    });
    expect(repeated?.id).toBe(capture?.id);
    expect(await issueOf(orders.captureOrder({ id, paypalRequestId: 'key-3' }))).toBe('ORDER_ALREADY_CAPTURED');
  });

  it('forgets the key of an order after six hours, and takes an invoice once all the same', async () => {
    const first = await orders.createOrder({ body: order('10.00'), paypalRequestId: 'key-1' });
    account.advance(6 * 3_600_000 - 1000);
    expect((await orders.createOrder({ body: order('10.00'), paypalRequestId: 'key-1' })).result.id).toBe(first.result.id);
    account.advance(1000);
    const second = await orders.createOrder({ body: order('10.00'), paypalRequestId: 'key-1' });
    expect(second.result.id).not.toBe(first.result.id);
    expect(await issueOf(orders.getOrder({ id: first.result.id ?? '' }))).toBe('INVALID_RESOURCE_ID');
    await account.play('guestPays');
    await orders.captureOrder({ id: second.result.id ?? '' });
    expect(await issueOf(orders.captureOrder({ id: await approved('10.00') }))).toBe('DUPLICATE_INVOICE_ID');
  });

  it('lets a guest whose bank declines choose again on the same page', async () => {
    const { result } = await orders.createOrder({ body: order('10.00'), prefer: FULL });
    const id = result.id ?? '';
    await account.play('guestCardDeclined');
    expect(await issueOf(orders.captureOrder({ id, paypalRequestId: 'key' }))).toBe('INSTRUMENT_DECLINED');
    expect((await orders.getOrder({ id })).result.status).toBe('PAYER_ACTION_REQUIRED');
    await account.play('guestPays');
    expect((await orders.captureOrder({ id, paypalRequestId: 'key' })).statusCode).toBe(201);
  });

  it('holds an amount, takes a part of it, and lets another go', async () => {
    const manual = { intent: CheckoutPaymentIntent.Authorize };
    const hold = async (invoiceId: string) => {
      const id = await approved('3000.00', {
        ...manual,
        purchaseUnits: [{ invoiceId, amount: { currencyCode: 'THB', value: '3000.00' } }],
      });
      const { result } = await orders.authorizeOrder({ id, prefer: FULL });
      return result.purchaseUnits?.[0]?.payments?.authorizations?.[0]?.id ?? '';
    };
    const taken = await hold('pay_01');
    const capture = (value: string) =>
      payments.captureAuthorizedPayment({
        authorizationId: taken,
        body: { amount: { currencyCode: 'THB', value }, finalCapture: true },
        prefer: FULL,
      });
    expect(await issueOf(capture('3000.01'))).toBe('MAX_CAPTURE_AMOUNT_EXCEEDED');
    expect((await capture('900.00')).result).toMatchObject({ status: 'COMPLETED', amount: { value: '900.00' } });
    expect(await issueOf(capture('1.00'))).toBe('AUTHORIZATION_ALREADY_CAPTURED');
    const released = await hold('pay_02');
    await payments.voidPayment({ authorizationId: released });
    expect(await issueOf(payments.voidPayment({ authorizationId: released }))).toBe('PREVIOUSLY_VOIDED');
    expect((await payments.getAuthorizedPayment({ authorizationId: released })).result.status).toBe('VOIDED');
  });

  it('gives back in parts, then the rest, and no more', async () => {
    const captureId = await captured('100.00');
    const refund = (body: Record<string, unknown> = {}, paypalRequestId?: string) =>
      payments.refundCapturedPayment({ captureId, body, prefer: FULL, ...(paypalRequestId ? { paypalRequestId } : {}) });
    const part = { amount: { currencyCode: 'THB', value: '40.00' }, customId: 'rf_01' };
    const first = await refund(part, 'key-1');
    expect((await refund(part, 'key-1')).result.id).toBe(first.result.id);
    expect(await issueOf(refund({ amount: { currencyCode: 'THB', value: '60.01' } }))).toBe('REFUND_AMOUNT_EXCEEDED');
    expect(await issueOf(refund({ amount: { currencyCode: 'USD', value: '1.00' } }))).toBe('REFUND_CAPTURE_CURRENCY_MISMATCH');
    expect((await refund()).result).toMatchObject({
      status: 'COMPLETED',
      amount: { value: '60.00' },
      sellerPayableBreakdown: { totalRefundedAmount: { value: '100.00' } },
    });
    expect(await issueOf(refund())).toBe('CAPTURE_FULLY_REFUNDED');
    expect((await payments.getRefund({ refundId: first.result.id ?? '' })).result).toMatchObject({ customId: 'rf_01' });
    expect((await payments.getCapturedPayment({ captureId })).result.status).toBe('REFUNDED');
  });

  it.each([
    ['JPY', '1500.50', 'DECIMALS_NOT_SUPPORTED'],
    ['THB', '1.505', 'DECIMAL_PRECISION'],
    ['THB', '0.00', 'CANNOT_BE_ZERO_OR_NEGATIVE'],
    ['XXX', '1.00', 'INVALID_CURRENCY_CODE'],
  ])('refuses %s %s', async (currencyCode, value, issue) => {
    expect(await issueOf(orders.createOrder({ body: order(value, { purchaseUnits: [{ amount: { currencyCode, value } }] }) }))).toBe(issue);
  });

  it('refuses wrong keys', async () => {
    const client = clientAt(account.api, { clientId: 'x', clientSecret: 'y' });
    await expect(new OrdersController(client).getOrder({ id: 'X' })).rejects.toThrow();
  });
});

/** The SDK knows PayPal's own hosts only: whatever it sends goes to ours, its token included. */
function clientAt(api: string, { clientId, clientSecret }: { clientId: string; clientSecret: string }): Client {
  const { hostname, port } = new URL(api);
  const transport = {
    request: (options: RequestOptions, answered: (response: IncomingMessage) => void) =>
      request({ method: options.method, path: options.path, headers: options.headers, hostname, port }, answered),
  };
  return new Client({
    clientCredentialsAuthCredentials: { oAuthClientId: clientId, oAuthClientSecret: clientSecret },
    environment: Environment.Sandbox,
    unstable_httpClientOptions: { transport },
  });
}
