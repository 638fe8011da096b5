import { type Agent, globalAgent } from 'node:http';
import OmiseModule from 'omise';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openTestAccount, PUBLIC_KEY, SECRET_KEY, type TestAccount } from './account-rig.ts';

/** Its types speak of a default export where the module is the function itself. */
const Omise = OmiseModule as unknown as typeof OmiseModule.default;
type Sdk = ReturnType<typeof Omise>;

/** The SDK takes a host but no port: its requests go to the default port of the agent they are sent by. */
function sdkFor(account: TestAccount, key = SECRET_KEY): Sdk {
  const agent = globalAgent as Agent & { defaultPort: number };
  const before = agent.defaultPort;
  agent.defaultPort = account.port;
  onTestFinished(() => {
    agent.defaultPort = before;
  });
  const host = '127.0.0.1';
  return Omise({
    secretKey: key,
    publicKey: PUBLIC_KEY,
    host,
    vaultHost: host,
    scheme: 'http' as never,
    omiseVersion: '2019-05-29',
  });
}

const CARD = { name: 'Anna Berg', number: '4242424242424242', expiration_month: 12, expiration_year: 2030, security_code: '123' };

describe("Omise's own SDK on the practice account", () => {
  let account: TestAccount;
  let omise: Sdk;
  beforeEach(async () => {
    account = await openTestAccount({ threeDSecure: false });
    omise = sdkFor(account);
  });
  const cardToken = async (number = CARD.number) => (await omise.tokens.create({ card: { ...CARD, number } as never })).id;

  it('reads the account and what it offers, and moves the webhook', async () => {
    expect(await omise.account.retrieve()).toMatchObject({ country: 'TH', currency: 'THB', livemode: false, webhook_uri: null });
    const { payment_methods: offered } = await omise.capability.retrieve();
    expect(offered.map(({ name }) => name)).toEqual(expect.arrayContaining(['card', 'promptpay', 'mobile_banking_scb', 'truemoney']));
    const moved = await omise.account.updateAccount({ webhook_uri: 'https://resort.example.com/webhooks/omise' });
    expect(moved.webhook_uri).toBe('https://resort.example.com/webhooks/omise');
  });

  it('charges a card by a token, which then is used up', async () => {
    const card = await cardToken();
    const charge = await omise.charges.create({ amount: 150_000, currency: 'thb', card, metadata: { payment_id: 'pay_01' } });
    expect(charge).toMatchObject({ status: 'successful', paid: true, amount: 150_000, net: 144_142, fee: 5_475, fee_vat: 383 });
    expect(charge.card).toMatchObject({ brand: 'Visa', last_digits: '4242' });
    await expect(omise.charges.create({ amount: 150_000, currency: 'thb', card })).rejects.toMatchObject({ code: 'used_token' });
    const { data, total } = await omise.charges.list({ order: 'reverse_chronological' });
    expect([total, data[0]?.id, data[0]?.metadata]).toEqual([1, charge.id, { payment_id: 'pay_01' }]);
    expect((await omise.charges.update(charge.id, { description: 'Room 12' } as never)).description).toBe('Room 12');
  });

  it('declines with a charge that failed, not with an error', async () => {
    const card = await cardToken('4111111111140011');
    const charge = await omise.charges.create({ amount: 150_000, currency: 'thb', card });
    expect(charge).toMatchObject({ status: 'failed', paid: false, failure_code: 'insufficient_fund' });
  });

  it('refuses any card that is no test card', async () => {
    await expect(cardToken('4000056655665556')).rejects.toMatchObject({ object: 'error', code: 'invalid_card' });
  });

  it('holds, captures a part, and gives back twice', async () => {
    const card = await cardToken();
    const held = await omise.charges.create({
      amount: 300_000,
      currency: 'thb',
      card,
      capture: false,
      authorization_type: 'pre_auth' as never,
    });
    expect(held).toMatchObject({ status: 'pending', authorized: true, capturable: true, reversible: true, paid: false });
    const taken = await omise.charges.capture(held.id, { capture_amount: 90_000 });
    expect(taken).toMatchObject({ status: 'successful', captured_amount: 90_000, authorized_amount: 300_000 });
    const part = await omise.charges.createRefund(held.id, { amount: 50_000, metadata: { refund_id: 'rf_01' } });
    expect(part).toMatchObject({ object: 'refund', amount: 50_000, charge: held.id, voided: false, metadata: { refund_id: 'rf_01' } });
    await expect(omise.charges.createRefund(held.id, { amount: 40_001 })).rejects.toMatchObject({ code: 'failed_refund' });
    await omise.charges.createRefund(held.id, { amount: 40_000 });
    const { data } = await omise.charges.listRefunds(held.id);
    expect(data.map(({ amount }) => amount)).toEqual([50_000, 40_000]);
    expect((await omise.charges.retrieveRefund(held.id, part.id)).id).toBe(part.id);
    expect(await omise.charges.retrieve(held.id)).toMatchObject({ refunded_amount: 90_000, refundable: false, refunds: { total: 2 } });
  });

  it('lets a hold go, and a whole refund of the same day be a void', async () => {
    const held = await omise.charges.create({ amount: 300_000, currency: 'thb', card: await cardToken(), capture: false });
    await expect(omise.charges.capture(held.id, { capture_amount: 90_000 })).rejects.toMatchObject({ code: 'failed_capture' });
    expect(await omise.charges.reverse(held.id)).toMatchObject({ status: 'reversed', reversed: true });
    await expect(omise.charges.capture(held.id)).rejects.toMatchObject({ code: 'expired_charge' });
    const paid = await omise.charges.create({ amount: 150_000, currency: 'thb', card: await cardToken() });
    expect(await omise.charges.createRefund(paid.id, { amount: 150_000 })).toMatchObject({ voided: true, status: 'closed' });
  });

  it('shows a PromptPay QR by source and charge, and expires it', async () => {
    const source = await omise.sources.create({ type: 'promptpay', amount: 150_000, currency: 'thb' });
    expect((await omise.sources.retrieve(source.id)).flow).toBe('offline');
    const charge = await omise.charges.create({ amount: 150_000, currency: 'thb', source: source.id });
    const image = charge.source?.scannable_code.image;
    expect(charge).toMatchObject({ status: 'pending', refundable: false, expires_at: '2026-11-21T03:15:00Z' });
    const { pathname, origin } = new URL(image?.download_uri ?? '');
    expect(origin).toBe('https://api.omise.co');
    const svg = await fetch(`${account.api}${pathname}`);
    expect([svg.headers.get('content-type'), (await svg.text()).slice(0, 5)]).toEqual(['image/svg+xml; charset=utf-8', '<svg ']);
    expect((await fetch(`${account.api}${pathname.slice(0, -1)}`)).status).toBe(404);
    expect(await omise.charges.expire(charge.id)).toMatchObject({ status: 'expired', expired: true });
    await expect(omise.charges.expire(charge.id)).rejects.toMatchObject({ code: 'failed_expire' });
  });

  it('tells events and disputes', async () => {
    const charge = await omise.charges.create({ amount: 150_000, currency: 'thb', card: await cardToken() });
    await account.play('disputeOpens');
    expect((await omise.disputes.listOpen()).data).toMatchObject([{ status: 'open', charge: charge.id, amount: 150_000 }]);
    const [{ id = '' } = {}] = (await omise.disputes.listOpen()).data;
    expect((await omise.disputes.update(id, { message: 'The guest stayed two nights.' })).message).toBe('The guest stayed two nights.');
    await expect(omise.charges.createRefund(charge.id, { amount: 100 })).rejects.toMatchObject({ code: 'failed_refund' });
    await account.play('disputeEnds', { status: 'lost' });
    const { data: closed } = await omise.disputes.listClosed();
    expect(closed.map(({ status }) => status)).toEqual(['lost']);
    expect((await omise.disputes.retrieve(closed[0]?.id ?? '')).id).toBe(closed[0]?.id);
    expect((await omise.disputes.list()).total).toBe(1);
    const { data: events } = await omise.events.list({ order: 'chronological', from: '2026-11-20T03:00:00Z' } as never);
    expect(events.map(({ key }) => key)).toEqual(['charge.create', 'charge.complete', 'dispute.create', 'dispute.update', 'dispute.close']);
    expect((await omise.events.retrieve(events[1]?.id ?? '')).data).toMatchObject({ id: charge.id, status: 'successful' });
    await expect(omise.events.retrieve('evnt_test_none')).rejects.toMatchObject({ object: 'error', code: 'not_found' });
  });

  it('keeps out who has another key, or only the public one', async () => {
    await expect(sdkFor(account, 'skey_test_other').account.retrieve()).rejects.toMatchObject({ code: 'authentication_failure' });
    await expect(sdkFor(account, PUBLIC_KEY).charges.list()).rejects.toMatchObject({ code: 'authentication_failure' });
  });
});
