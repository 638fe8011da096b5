import Stripe from 'stripe';
import { beforeEach, describe, expect, it } from 'vitest';
import { KEY, link, openTestAccount, qr, type TestAccount } from './account-rig.ts';

const URL = 'http://127.0.0.1:9/webhooks/stripe';

describe('Stripe simulator, driven by the official SDK', () => {
  let account: TestAccount;
  let stripe: Stripe;
  beforeEach(async () => {
    account = await openTestAccount();
    ({ stripe } = account);
  });

  const listen = (events: Stripe.WebhookEndpointCreateParams.EnabledEvent[] = ['*']) =>
    stripe.webhookEndpoints.create({ url: URL, enabled_events: events });
  const fault = async (call: Promise<unknown>): Promise<Stripe.errors.StripeError> => {
    const ended = await call.then(
      () => new Error('It did not fail'),
      (error: unknown) => error,
    );
    if (!(ended instanceof Stripe.errors.StripeError)) throw ended;
    return ended;
  };
  const paidByQr = async (amount: number) => {
    const intent = await stripe.paymentIntents.create(qr(amount));
    await account.play('guestPays', { id: intent.id });
    return intent;
  };
  const paidByCard = async (amount: number, change: Record<string, unknown> = {}) => {
    const session = await stripe.checkout.sessions.create(link(amount, change));
    await account.play('guestPays', { id: session.id });
    return stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge.balance_transaction'] });
  };

  it('is paid by PromptPay, and says so in signed webhooks, in order', async () => {
    const { secret = '' } = await listen();
    const intent = await stripe.paymentIntents.create(qr(150_000, { metadata: { payment_id: 'pay_01' } }));
    expect(intent).toMatchObject({ status: 'requires_action', amount_received: 0, metadata: { payment_id: 'pay_01' } });
    expect(intent.next_action?.promptpay_display_qr_code?.data).toMatch(
      /^00020101021230\d{2}0016A000000677010112.*530376454071500\.005802TH6304[0-9A-F]{4}$/,
    );
    await account.play('guestPays');
    const read = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge.balance_transaction'] });
    expect(read).toMatchObject({
      status: 'succeeded',
      amount_received: 150_000,
      next_action: null,
      latest_charge: {
        outcome: { risk_level: 'not_assessed' },
        billing_details: { name: 'สมชาย ใจดี' },
        balance_transaction: { amount: 150_000, fee: 2475, net: 147_525, currency: 'thb' },
      },
    });
    const events = await Promise.all(
      account.deliveries.map(({ body, headers }) =>
        stripe.webhooks.constructEvent(body, headers()['stripe-signature'] ?? '', secret, 300, undefined, account.now().getTime()),
      ),
    );
    expect(events.map(({ type }) => type)).toEqual([
      'payment_intent.created',
      'payment_intent.requires_action',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
    expect(events[0]?.request?.id).toMatch(/^req_/);
    expect(events[3]).toMatchObject({ request: { id: null }, data: { object: { id: intent.id, status: 'succeeded' } } });
  });

  it('is paid on the hosted page by card: the PaymentIntent is made then', async () => {
    await listen();
    const session = await stripe.checkout.sessions.create(link(450_000));
    expect(session).toMatchObject({ status: 'open', payment_status: 'unpaid', payment_intent: null, client_reference_id: 'pay_01' });
    await account.play('guestPays', { card: 'pm_card_mastercard' });
    expect(account.told()).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'checkout.session.completed',
    ]);
    const read = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge.balance_transaction'] });
    expect(read).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      url: null,
      payment_intent: {
        metadata: { payment_id: 'pay_01' },
        latest_charge: {
          outcome: { risk_level: 'normal', type: 'authorized' },
          payment_method_details: { card: { brand: 'mastercard', last4: '4444' } },
          balance_transaction: { fee: 17_425 },
        },
      },
    });
  });

  it('stays open after a declined card, and can then be paid', async () => {
    await listen();
    const session = await stripe.checkout.sessions.create(link(240_000));
    await account.play('guestCardDeclined', { reason: 'lost_card' });
    expect(account.told()).toEqual(['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed']);
    const declined = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    expect(declined).toMatchObject({ status: 'open', payment_intent: { last_payment_error: { decline_code: 'lost_card' } } });
    await account.play('guestPays', { risk: 'elevated' });
    const { data: charges } = await stripe.charges.list({ payment_intent: (declined.payment_intent as Stripe.PaymentIntent).id });
    expect(charges.map(({ status, outcome }) => [status, outcome?.risk_level])).toEqual([
      ['succeeded', 'elevated'],
      ['failed', 'normal'],
    ]);
    expect(charges[0]?.outcome?.risk_score).toBeGreaterThanOrEqual(65);
  });

  it('expires a page that is abandoned, by hand or by time', async () => {
    await listen();
    const { id } = await stripe.checkout.sessions.create(link(215_000));
    await account.play('guestAbandons');
    expect(account.told()).toEqual(['checkout.session.expired']);
    expect(await stripe.checkout.sessions.retrieve(id)).toMatchObject({ status: 'expired', url: null });
    await stripe.checkout.sessions.create(link(215_000));
    account.advance(24 * 3_600_000);
    expect(account.told()).toEqual(['checkout.session.expired']);
    expect((await fault(stripe.checkout.sessions.expire(id))).message).toContain('status of expired');
    await expect(account.play('guestPays')).rejects.toThrow('nothing to pay');
  });

  it('lets a QR lapse', async () => {
    const { id } = await stripe.paymentIntents.create(qr(50_000));
    account.advance(24 * 3_600_000);
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'requires_payment_method',
      next_action: null,
      last_payment_error: { code: 'payment_intent_payment_attempt_expired' },
    });
    expect(await stripe.paymentIntents.cancel(id, { cancellation_reason: 'abandoned' })).toMatchObject({ status: 'canceled' });
  });

  it('refunds a card in parts, at once, and never more than is left', async () => {
    await listen();
    const { payment_intent: paid } = await paidByCard(100_000);
    const intent = (paid as Stripe.PaymentIntent).id;
    account.told();
    const refund = await stripe.refunds.create({ payment_intent: intent, amount: 40_000, metadata: { refund_id: 'rf_1' } });
    expect(refund).toMatchObject({ status: 'succeeded', amount: 40_000, metadata: { refund_id: 'rf_1' } });
    expect(account.told()).toEqual(['charge.refunded', 'refund.created']);
    const tooMuch = await fault(stripe.refunds.create({ payment_intent: intent, amount: 60_001 }));
    expect(tooMuch).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(tooMuch).toMatchObject({ param: 'amount', statusCode: 400 });
    expect(tooMuch.message).toBe('Refund amount (฿600.01) is greater than unrefunded amount on charge (฿600.00)');
    await stripe.refunds.create({ payment_intent: intent });
    expect(await fault(stripe.refunds.create({ payment_intent: intent }))).toMatchObject({ code: 'charge_already_refunded' });
    expect((await stripe.refunds.list({ payment_intent: intent })).data.map(({ amount }) => amount)).toEqual([60_000, 40_000]);
    expect((await stripe.charges.list({ payment_intent: intent })).data[0]).toMatchObject({ refunded: true, amount_refunded: 100_000 });
  });

  it('asks the guest for a bank account before a PromptPay refund, which then arrives', async () => {
    const { id } = await paidByQr(100_000);
    await listen();
    const refund = await stripe.refunds.create({ payment_intent: id, amount: 30_000 });
    expect(refund).toMatchObject({
      status: 'requires_action',
      instructions_email: 'somchai@example.com',
      next_action: { display_details: { email_sent: { email_sent_to: 'somchai@example.com' } } },
    });
    account.told();
    account.advance(30_000);
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    account.advance(60_000);
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded' });
    expect(account.told()).toEqual(['refund.updated', 'charge.refund.updated', 'refund.updated', 'charge.refund.updated']);
  });

  it('fails a refund, and the money can be given back again', async () => {
    const { id } = await paidByQr(100_000);
    const { id: refundId } = await stripe.refunds.create({ payment_intent: id });
    await listen();
    await account.play('refundFails');
    expect(account.told()).toEqual(['charge.updated', 'refund.failed', 'refund.updated', 'charge.refund.updated']);
    const failed = await stripe.refunds.retrieve(refundId, { expand: ['failure_balance_transaction', 'charge'] });
    expect(failed).toMatchObject({
      status: 'failed',
      failure_reason: 'declined',
      failure_balance_transaction: { amount: 100_000 },
      charge: { amount_refunded: 0, refunded: false },
    });
    expect((await stripe.refunds.create({ payment_intent: id })).amount).toBe(100_000);
  });

  it('shows a refund made in the dashboard, and cancels one that waits for the guest', async () => {
    const { id } = await paidByQr(64_000);
    await account.play('dashboardRefund', { amount: 12_000 });
    const { data } = await stripe.refunds.list({ payment_intent: id });
    expect(data).toMatchObject([{ amount: 12_000, metadata: {}, status: 'requires_action' }]);
    expect(await stripe.refunds.cancel(data[0]?.id ?? '')).toMatchObject({ status: 'canceled' });
  });

  it('lets a card refund wait for money in the account', async () => {
    const { payment_intent: paid } = await paidByCard(100_000);
    const intent = (paid as Stripe.PaymentIntent).id;
    await account.play('refundWaitsForFunds');
    await listen();
    const refund = await stripe.refunds.create({ payment_intent: intent, amount: 40_000 });
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'insufficient_funds', balance_transaction: null });
    expect(await fault(stripe.refunds.cancel(refund.id))).toMatchObject({ statusCode: 400 });
    await account.play('refundArrives');
    expect(await stripe.refunds.retrieve(refund.id, { expand: ['balance_transaction'] })).toMatchObject({
      status: 'succeeded',
      balance_transaction: { amount: -40_000, type: 'refund' },
    });
    expect(account.told()).toEqual(['charge.refunded', 'refund.created', 'refund.updated', 'charge.refund.updated']);
    expect((await stripe.refunds.create({ payment_intent: intent })).status).toBe('succeeded');
  });

  it('settles what was paid in another currency at its rate', async () => {
    const { payment_intent: paid } = await paidByCard(0, {
      line_items: [{ quantity: 1, price_data: { currency: 'usd', unit_amount: 10_001, product_data: { name: 'Room' } } }],
    });
    const charge = (paid as Stripe.PaymentIntent).latest_charge as Stripe.Charge;
    expect(charge.balance_transaction).toMatchObject({ amount: 341_034, currency: 'thb', exchange_rate: 34.1, fee: 13_448, net: 327_586 });
  });

  it('takes the money of a disputed payment, which cannot then be refunded, and gives it back when it is won', async () => {
    const { payment_intent: paid } = await paidByCard(100_000);
    const { id: intent, latest_charge: charge } = paid as Stripe.PaymentIntent;
    await listen();
    await account.play('disputeOpens', { id: intent });
    expect(account.told()).toEqual(['charge.dispute.created', 'charge.dispute.funds_withdrawn']);
    const [dispute] = (await stripe.disputes.list({ payment_intent: intent })).data;
    expect(dispute).toMatchObject({
      status: 'needs_response',
      amount: 100_000,
      charge: (charge as Stripe.Charge).id,
      evidence_details: { due_by: Math.floor(account.now().getTime() / 1000) + 14 * 86_400 },
      balance_transactions: [{ amount: -100_000, fee: 40_000, net: -140_000, reporting_category: 'dispute' }],
    });
    expect(await stripe.charges.retrieve((charge as Stripe.Charge).id)).toMatchObject({ disputed: true });
    expect(await fault(stripe.refunds.create({ payment_intent: intent }))).toMatchObject({ code: 'charge_disputed' });
    await account.play('disputeWon');
    expect(account.told()).toEqual(['charge.dispute.closed', 'charge.dispute.funds_reinstated']);
    expect(await stripe.disputes.retrieve(dispute?.id ?? '', { expand: ['charge'] })).toMatchObject({
      status: 'won',
      charge: { id: (charge as Stripe.Charge).id },
      balance_transactions: [{ net: -140_000 }, { net: 140_000 }],
    });
    expect((await stripe.refunds.create({ payment_intent: intent, amount: 1000 })).status).toBe('succeeded');
    await expect(account.play('disputeLost')).rejects.toThrow('no open dispute');
    expect(await fault(stripe.disputes.retrieve('du_none'))).toMatchObject({ statusCode: 404, param: 'dispute' });
  });

  it('asks by an inquiry first, which takes no money and cannot be lost', async () => {
    const { payment_intent: paid } = await paidByCard(100_000);
    const { id } = await account.play('disputeOpens', { inquiry: true, reason: 'general' });
    expect(await stripe.disputes.retrieve(String(id))).toMatchObject({
      status: 'warning_needs_response',
      reason: 'general',
      is_charge_refundable: true,
      balance_transactions: [],
    });
    await expect(account.play('disputeLost')).rejects.toThrow('cannot be lost');
    expect((await stripe.refunds.create({ payment_intent: (paid as Stripe.PaymentIntent).id, amount: 1000 })).status).toBe('succeeded');
    expect(await account.play('disputeWon')).toMatchObject({ status: 'warning_closed' });
  });

  it('keeps the money when a dispute is lost, and knows no disputes of PromptPay', async () => {
    await paidByQr(50_000);
    await expect(account.play('disputeOpens')).rejects.toThrow('no payment by card');
    await paidByCard(100_000);
    await account.play('disputeOpens');
    expect(await account.play('disputeLost')).toMatchObject({ status: 'lost' });
    await expect(account.play('disputeOpens')).rejects.toThrow('disputed already');
  });

  it('warns of fraud early, until nothing more can be done about it', async () => {
    const { payment_intent: paid } = await paidByCard(100_000);
    const intent = (paid as Stripe.PaymentIntent).id;
    await listen();
    await account.play('earlyFraudWarning');
    const list = async () => (await stripe.radar.earlyFraudWarnings.list({ payment_intent: intent })).data;
    const [warning] = await list();
    expect(warning).toMatchObject({ actionable: true, fraud_type: 'made_with_stolen_card', payment_intent: intent });
    expect(await stripe.radar.earlyFraudWarnings.retrieve(warning?.id ?? '')).toMatchObject({ id: warning?.id });
    await stripe.refunds.create({ payment_intent: intent, amount: 1000 });
    expect(await list()).toMatchObject([{ actionable: true }]);
    account.told();
    await stripe.refunds.create({ payment_intent: intent });
    expect(account.told()).toEqual(['charge.refunded', 'radar.early_fraud_warning.updated', 'refund.created']);
    expect(await list()).toMatchObject([{ actionable: false }]);
    expect((await stripe.radar.earlyFraudWarnings.list({ payment_intent: 'pi_other' })).data).toEqual([]);
  });

  it('holds a card, captures a part, and lets the rest go', async () => {
    await listen();
    const held = await paidByCard(300_000, { payment_intent_data: { capture_method: 'manual' } });
    expect(held).toMatchObject({
      payment_status: 'unpaid',
      payment_intent: {
        status: 'requires_capture',
        amount_capturable: 300_000,
        latest_charge: { captured: false, balance_transaction: null },
      },
    });
    expect(account.told()).toContain('payment_intent.amount_capturable_updated');
    const { id } = held.payment_intent as Stripe.PaymentIntent;
    expect(await fault(stripe.paymentIntents.capture(id, { amount_to_capture: 300_001 }))).toMatchObject({ param: 'amount_to_capture' });
    const taken = await stripe.paymentIntents.capture(id, { amount_to_capture: 90_000, expand: ['latest_charge'] });
    expect(taken).toMatchObject({
      status: 'succeeded',
      amount_received: 90_000,
      latest_charge: { amount_captured: 90_000, amount_refunded: 210_000 },
    });
    expect(account.told().slice(0, 2)).toEqual(['charge.captured', 'payment_intent.succeeded']);
    expect(await fault(stripe.paymentIntents.capture(id))).toMatchObject({ code: 'payment_intent_unexpected_state' });
    expect((await stripe.refunds.create({ payment_intent: id })).amount).toBe(90_000);
  });

  it('lets a hold lapse after seven days', async () => {
    const { payment_intent: intent } = await paidByCard(300_000, { payment_intent_data: { capture_method: 'manual' } });
    account.advance(7 * 86_400_000);
    expect(await stripe.paymentIntents.retrieve((intent as Stripe.PaymentIntent).id)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'automatic',
    });
  });

  it.each([
    ['pm_card_visa', undefined],
    [
      'pm_card_chargeDeclinedInsufficientFunds',
      { type: 'StripeCardError', statusCode: 402, code: 'card_declined', decline_code: 'insufficient_funds' },
    ],
    ['pm_card_riskLevelHighest', { type: 'StripeCardError', decline_code: 'fraudulent' }],
  ])('confirms with the test card %s', async (card, refused) => {
    const { id } = await stripe.paymentIntents.create({ amount: 50_000, currency: 'thb' });
    expect(await fault(stripe.paymentIntents.confirm(id))).toMatchObject({ code: 'payment_intent_unexpected_state' });
    const confirmed = stripe.paymentIntents.confirm(id, { payment_method: card });
    if (refused) expect(await fault(confirmed)).toMatchObject(refused);
    else expect(await confirmed).toMatchObject({ status: 'succeeded' });
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: refused ? 'requires_payment_method' : 'succeeded' });
  });

  it('answers a repeated key once more, and refuses another request under it', async () => {
    const first = await stripe.paymentIntents.create(qr(50_000), { idempotencyKey: 'key-1' });
    const again = await stripe.paymentIntents.create(qr(50_000), { idempotencyKey: 'key-1' });
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
    const other = await fault(stripe.paymentIntents.create(qr(60_000), { idempotencyKey: 'key-1' }));
    expect(other).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    account.advance(24 * 3_600_000);
    expect((await stripe.paymentIntents.create(qr(60_000), { idempotencyKey: 'key-1' })).id).not.toBe(first.id);
  });

  it('keeps a decline under its key, but not a request that never began', async () => {
    const { id } = await stripe.paymentIntents.create({ amount: 50_000, currency: 'thb' });
    const decline = () =>
      fault(stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_chargeDeclined' }, { idempotencyKey: 'key-2' }));
    const { raw: first } = await decline();
    expect((await decline()).raw).toMatchObject({ charge: (first as { charge: string }).charge });
    expect(await fault(stripe.paymentIntents.create(qr(999), { idempotencyKey: 'key-3' }))).toMatchObject({ code: 'amount_too_small' });
    expect(await stripe.paymentIntents.create(qr(1000), { idempotencyKey: 'key-3' })).toMatchObject({ amount: 1000 });
  });

  it('refuses a key whose first request is still under way', async () => {
    await account.play('workSlowly', { milliseconds: 60 });
    const first = stripe.paymentIntents.create(qr(50_000), { idempotencyKey: 'key-4' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const second = await fault(stripe.paymentIntents.create(qr(50_000), { idempotencyKey: 'key-4' }));
    expect(second).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    expect((await first).status).toBe('requires_action');
  });

  it('pages through payments in both directions', async () => {
    const made: string[] = [];
    for (let count = 0; count < 7; count += 1) made.unshift((await stripe.paymentIntents.create(qr(1000 + count))).id);
    expect((await stripe.paymentIntents.list({ limit: 3 }).autoPagingToArray({ limit: 100 })).map(({ id }) => id)).toEqual(made);
    const forwards: string[] = [];
    await stripe.paymentIntents.list({ limit: 2, ending_before: made[6] ?? '' }).autoPagingEach(({ id }) => void forwards.push(id));
    expect(forwards).toEqual(made.slice(0, 6).reverse());
    expect(await stripe.paymentIntents.list({ limit: 7 })).toMatchObject({ has_more: false, url: '/v1/payment_intents' });
    expect(await fault(stripe.paymentIntents.list({ starting_after: 'pi_none' }))).toMatchObject({
      code: 'resource_missing',
      param: 'starting_after',
    });
    expect(await fault(stripe.paymentIntents.list({ limit: 101 }))).toMatchObject({ code: 'parameter_invalid_integer', param: 'limit' });
  });

  it('lists events of some types since a moment, and forgets them after 30 days', async () => {
    await paidByQr(50_000);
    account.advance(60_000);
    await paidByQr(60_000);
    const since = Math.floor(account.now().getTime() / 1000);
    const types = async (query: Stripe.EventListParams) => (await stripe.events.list(query)).data.map(({ type }) => type);
    expect(await types({ created: { gte: since }, types: ['payment_intent.succeeded', 'refund.created'] })).toEqual([
      'payment_intent.succeeded',
    ]);
    expect(await types({ type: 'charge.*' })).toEqual(['charge.succeeded', 'charge.succeeded']);
    const [latest] = (await stripe.events.list({ limit: 1 })).data;
    expect((await stripe.events.retrieve(latest?.id ?? '')).data.object).toMatchObject({ status: 'succeeded', amount: 60_000 });
    account.advance(31 * 86_400_000);
    expect(await types({})).toEqual([]);
  });

  it('tells the secret of an endpoint once, and sends what it asks for while it is enabled', async () => {
    const { id, secret } = await listen(['payment_intent.succeeded']);
    expect(secret).toMatch(/^whsec_/);
    expect(await stripe.webhookEndpoints.retrieve(id)).not.toHaveProperty('secret');
    expect((await stripe.webhookEndpoints.list()).data).toHaveLength(1);
    await paidByQr(50_000);
    expect(account.told()).toEqual(['payment_intent.succeeded']);
    expect(await stripe.webhookEndpoints.update(id, { url: `${URL}/2`, disabled: true })).toMatchObject({
      status: 'disabled',
      url: `${URL}/2`,
    });
    await paidByQr(50_000);
    expect(account.told()).toEqual([]);
    expect(await stripe.webhookEndpoints.del(id)).toMatchObject({ deleted: true });
    expect(await fault(stripe.webhookEndpoints.retrieve(id))).toMatchObject({ statusCode: 404, code: 'resource_missing' });
  });

  it('sends a webhook again until it is answered with 2xx', async () => {
    await listen(['payment_intent.succeeded']);
    await paidByQr(50_000);
    const [first] = account.deliveries.splice(0);
    first?.settled?.({ status: 500, milliseconds: 5 });
    expect((await stripe.events.list({ delivery_success: false })).data.map(({ type }) => type)).toEqual(['payment_intent.succeeded']);
    account.advance(5000);
    const [second, ...others] = account.deliveries.splice(0);
    expect(others).toEqual([]);
    expect(second?.body).toBe(first?.body);
    second?.settled?.({ status: 200, milliseconds: 5 });
    account.advance(600_000);
    expect(account.deliveries).toEqual([]);
    expect((await stripe.events.list({ delivery_success: false })).data).toEqual([]);
  });

  it('shows the balance, settled in baht whatever the guest paid in', async () => {
    await paidByCard(6800, {
      line_items: [{ quantity: 1, price_data: { currency: 'jpy', unit_amount: 6800, product_data: { name: 'Room' } } }],
    });
    const { available, pending, livemode } = await stripe.balance.retrieve();
    expect([available[0]?.amount, pending[0]?.currency, livemode]).toEqual([12_540_000, 'thb', false]);
    expect(pending[0]?.amount).toBe(153_680 - Math.round(153_680 * 0.0365) - 1000);
  });

  it('knows its key only, as bearer or as Basic', async () => {
    const wrong = new Stripe('sk_test_not_the_key', { host: '127.0.0.1', port: Number(account.api.split(':').at(-1)), protocol: 'http' });
    const refused = await fault(wrong.balance.retrieve());
    expect(refused).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    expect(refused.message).toMatch(/^Invalid API Key provided: sk_test_\*+_key$/);
    const basic = await account.call('GET', '/v1/balance', {
      headers: { authorization: `Basic ${Buffer.from(`${KEY}:`).toString('base64')}` },
    });
    expect([basic.status, basic.headers.get('request-id')]).toEqual([200, expect.stringMatching(/^req_/)]);
  });
});
