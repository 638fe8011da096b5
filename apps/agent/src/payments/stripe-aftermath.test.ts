import type { PaymentProvider } from '@banrimkwae/connector-kit/capabilities/payments';
import type { OperationContext } from '@banrimkwae/connector-kit/connector';
import { connectors } from '@banrimkwae/connectors';
import { describe, expect, it } from 'vitest';
import { link, openTestAccount, qr } from '../../../sandbox/src/simulators/stripe/account-rig.ts';
import { aProvider, openGateway } from '../gateway/gateway-rig.ts';

const DAY_MS = 86_400_000;

/** The real connector and gateway against the practice account: what comes after a payment was taken. */
async function openAccount() {
  const account = await openTestAccount();
  const connector = connectors.get('stripe');
  if (!connector?.payments) throw new Error('There is no Stripe connector');
  const { manifest } = connector;
  const config = { ...manifest.practice.values };
  const provider = aProvider({ url: account.api, id: 'stripe', manifest, connector, endpoints: manifest.endpoints, config });
  const { gateway } = openGateway({ clock: { now: account.now }, wait: async () => undefined });
  const context: OperationContext = {
    config,
    now: account.now,
    newId: () => 'msg_1',
    call: (endpoint, request, schema) => gateway.call({ provider, endpoint, request, schema, trace: {} }),
  };
  const paidByCard = async (amount: number, currency = 'thb') => {
    const price = { currency, unit_amount: amount, product_data: { name: 'Room' } };
    const session = await account.stripe.checkout.sessions.create(link(0, { line_items: [{ quantity: 1, price_data: price }] }));
    await account.play('guestPays', { id: session.id, card: 'pm_card_jcb' });
    const read = await account.stripe.checkout.sessions.retrieve(session.id);
    return String(read.payment_intent);
  };
  return { account, context, payments: connector.payments as Required<PaymentProvider>, webhook: connector.webhook, paidByCard };
}

describe('after a payment on Stripe', () => {
  it('tells what really came of it, at which rate, and from which country the card is', async () => {
    const { context, payments, paidByCard } = await openAccount();
    const id = await paidByCard(10_001, 'usd');
    const read = await payments.getPayment(context, { providerPaymentId: id, payment: {} as never });
    const baht = (amount: number) => ({ amount, currency: 'THB' });
    expect(read.settlement).toMatchObject({ gross: baht(341_034), fee: baht(13_448), net: baht(327_586), rate: '34.1' });
    expect(read.risk?.country).toBe('JP');
  });

  it('sees a dispute open, be decided, and stand in the list from before it was asked for', async () => {
    const { account, context, payments, webhook, paidByCard } = await openAccount();
    const id = await paidByCard(150_000);
    const since = account.now();
    const { id: disputeId } = await account.play('disputeOpens', { id });
    const { events = [] } = (await webhook?.eventsSince?.(context, { since, cursor: '1:' })) ?? {};
    expect(events.map(({ type, about }) => [type, about])).toContainEqual([
      'charge.dispute.created',
      { kind: 'dispute', providerDisputeId: disputeId, providerPaymentIds: [id, expect.stringMatching(/^ch_/)] },
    ]);
    expect(await payments.getDispute(context, { providerDisputeId: String(disputeId) })).toMatchObject({
      state: 'needs_response',
      stage: 'chargeback',
      amount: { amount: 150_000, currency: 'THB' },
      dueAt: new Date(since.getTime() + 14 * DAY_MS).toISOString(),
    });
    account.advance(90 * DAY_MS);
    await account.play('disputeLost');
    const { disputes } = await payments.listDisputes(context, { since: new Date(account.now().getTime() - DAY_MS) });
    expect(disputes).toMatchObject([{ providerDisputeId: disputeId, state: 'lost' }]);
  });

  it('cannot give back what the cardholder has taken back', async () => {
    const { account, context, payments, paidByCard } = await openAccount();
    const id = await paidByCard(150_000);
    await account.play('disputeOpens', { id });
    const refund = {
      refundId: 'rf_1',
      paymentId: 'pay_1',
      providerPaymentId: id,
      method: 'card_link',
      amount: { amount: 1000, currency: 'THB' },
    };
    const asked = payments.createRefund(context, {
      ...refund,
      reason: 'guest_request',
      guestEmail: null,
      idempotencyKey: 'k1',
    } as never);
    await expect(asked).rejects.toMatchObject({ code: 'provider_rejected', details: { providerCode: 'charge_disputed' } });
  });

  it('tells early warnings of a payment', async () => {
    const { account, context, payments, paidByCard } = await openAccount();
    const id = await paidByCard(150_000);
    expect(await payments.listWarnings(context, { providerPaymentId: id })).toEqual([]);
    await account.play('earlyFraudWarning', { id });
    expect(await payments.listWarnings(context, { providerPaymentId: id })).toMatchObject([
      { reason: 'made_with_stolen_card', actionable: true },
    ]);
  });

  it('stops a refund that waits for the guest, and none that has left', async () => {
    const { account, context, payments } = await openAccount();
    const { id } = await account.stripe.paymentIntents.create(qr(90_000));
    await account.play('guestPays', { id });
    const { id: waiting } = await account.stripe.refunds.create({ payment_intent: id, amount: 40_000 });
    const read = await payments.getRefund(context, { providerRefundId: waiting, providerPaymentId: id });
    expect(read).toMatchObject({ state: 'pending', pendingReason: 'waiting_for_guest', cancellable: true });
    const cancel = (key: string) =>
      payments.cancelRefund(context, { providerRefundId: waiting, providerPaymentId: id, idempotencyKey: key });
    expect(await cancel('k1')).toMatchObject({ state: 'cancelled', cancellable: false });
    await expect(cancel('k2')).rejects.toMatchObject({ code: 'provider_rejected' });
  });

  it('says that a refund waits for money in the account', async () => {
    const { account, context, payments, paidByCard } = await openAccount();
    const id = await paidByCard(90_000);
    await account.play('refundWaitsForFunds');
    const { id: refundId } = await account.stripe.refunds.create({ payment_intent: id });
    expect(await payments.getRefund(context, { providerRefundId: refundId, providerPaymentId: id })).toMatchObject({
      state: 'pending',
      pendingReason: 'insufficient_funds',
      cancellable: false,
    });
  });

  it('lists a day: payments, then refunds, page by page, without what was held and let go', async () => {
    const { account, context, payments, paidByCard } = await openAccount();
    const from = account.now();
    await paidByCard(90_000);
    account.advance(DAY_MS);
    const today = account.now();
    const ids: string[] = [];
    for (let count = 0; count < 101; count += 1) ids.push((await account.stripe.paymentIntents.create(qr(1000 + count))).id);
    await account.play('guestPays', { id: ids[0] });
    await account.play('dashboardRefund', { amount: 500 });
    const held = await account.stripe.checkout.sessions.create(link(300_000, { payment_intent_data: { capture_method: 'manual' } }));
    await account.play('guestPays', { id: held.id });
    const { payment_intent: heldIntent } = await account.stripe.checkout.sessions.retrieve(held.id);
    await account.stripe.paymentIntents.capture(String(heldIntent), { amount_to_capture: 90_000 });
    const listed = [];
    let cursor: string | undefined;
    do {
      const page = await payments.listTransactions(context, {
        from: today,
        to: new Date(today.getTime() + DAY_MS),
        ...(cursor === undefined ? {} : { cursor }),
      });
      listed.push(...page.transactions);
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(listed).toHaveLength(103);
    expect(listed.find(({ providerId }) => providerId === ids[0])).toMatchObject({
      state: 'paid',
      amount: { amount: 1000, currency: 'THB' },
    });
    expect(listed.find(({ providerId }) => providerId === heldIntent)).toMatchObject({
      state: 'paid',
      amount: { amount: 90_000, currency: 'THB' },
    });
    expect(listed.filter(({ kind }) => kind === 'refund')).toMatchObject([
      { amount: { amount: 500, currency: 'THB' }, providerPaymentIds: [ids[0], expect.any(String)] },
    ]);
    const before = await payments.listTransactions(context, { from, to: today });
    expect(before.transactions).toHaveLength(1);
  });
});
