import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openTestAccount, PUBLIC_KEY, SECRET_KEY } from './account-rig.ts';
import { OMISE_PRACTICE } from './settings.ts';

const qr = (change: Record<string, unknown> = {}) => ({ amount: 150_000, currency: 'THB', source: { type: 'promptpay' }, ...change });
const RETURN = 'https://resort.example.com/thanks';

describe('what Omise refuses', () => {
  it.each([
    ['too little', qr({ amount: 1_999 }), 'invalid_charge'],
    ['too much', qr({ amount: 15_000_001 }), 'invalid_charge'],
    ['a fraction', qr({ amount: 150_000.5 }), 'invalid_charge'],
    ['no amount', { currency: 'THB', source: { type: 'promptpay' } }, 'invalid_charge'],
    ['another currency for a QR', qr({ currency: 'USD' }), 'bad_request'],
    ['neither card nor source', { amount: 150_000, currency: 'THB' }, 'invalid_charge'],
    ['card and source', qr({ card: 'tokn_test_1' }), 'invalid_charge'],
    ['an unknown source', qr({ source: { type: 'carrier_pigeon' } }), 'invalid_charge'],
    ['a bank without an address to return to', qr({ source: { type: 'mobile_banking_scb' } }), 'invalid_charge'],
    ['a wallet without a number', qr({ source: { type: 'truemoney' }, return_uri: RETURN }), 'bad_request'],
    ['a QR to be captured later', qr({ capture: false }), 'invalid_charge'],
    ['an unknown parameter', qr({ colour: 'blue' }), 'bad_request'],
    ['three addresses for webhooks', qr({ webhook_endpoints: ['https://a.test', 'https://b.test', 'https://c.test'] }), 'invalid_charge'],
    ['half a body', '{"amount":', 'bad_request'],
  ])('%s', async (_name, body, code) => {
    const account = await openTestAccount();
    const answer = await account.call('POST', '/charges', { body });
    expect([answer.status, answer.body]).toEqual([
      400,
      { object: 'error', location: `https://docs.omise.co/api-errors#${code.replaceAll('_', '-')}`, code, message: expect.any(String) },
    ]);
  });

  it('a call without a key, and a charge with the public one', async () => {
    const account = await openTestAccount();
    for (const key of ['', PUBLIC_KEY, `${SECRET_KEY}x`])
      expect((await account.call('POST', '/charges', { body: qr(), key })).body).toMatchObject({ code: 'authentication_failure' });
    expect((await account.call('GET', '/nowhere')).status).toBe(404);
  });

  it('reads a form as well as JSON', async () => {
    const account = await openTestAccount();
    const answer = await account.call('POST', '/charges', {
      body: 'amount=150000&currency=thb&source[type]=promptpay&metadata[payment_id]=pay_01',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.body).toMatchObject({ status: 'pending', metadata: { payment_id: 'pay_01' } });
  });

  it('knows no idempotency key: the same again is another charge', async () => {
    const account = await openTestAccount();
    const headers = { 'idempotency-key': 'same' };
    const [first, second] = [
      await account.call('POST', '/charges', { body: qr(), headers }),
      await account.call('POST', '/charges', { body: qr(), headers }),
    ];
    expect(first.body.id).not.toBe(second.body.id);
  });
});

describe('pages, lists and lines that break', () => {
  it('lets a guest agree on the page of the bank, once, and leads back', async () => {
    const account = await openTestAccount();
    const body = qr({ source: { type: 'mobile_banking_scb' }, return_uri: RETURN });
    const charge = (await account.call('POST', '/charges', { body })).body;
    const path = new URL(String(charge.authorize_uri)).pathname;
    const shown = await (await fetch(`${account.pages}${path}`)).text();
    expect(shown).toContain('THB 1500.00');
    const agree = () =>
      fetch(`${account.pages}${path}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ action: 'agree' }) });
    const answer = await agree();
    expect([answer.status, answer.headers.get('location')]).toEqual([303, RETURN]);
    expect((await account.call('GET', `/charges/${charge.id}`)).body).toMatchObject({ status: 'successful', paid: true });
    expect((await agree()).status).toBe(404);
  });

  it('pages through a list in either order, and within a time', async () => {
    const account = await openTestAccount();
    for (let count = 0; count < 5; count += 1) {
      await account.call('POST', '/charges', { body: qr({ amount: 2_000 + count }) });
      account.advance(60_000);
    }
    const list = async (query: string) =>
      (await account.call('GET', `/charges?${query}`)).body as { data: { amount: number }[]; total: number };
    const amounts = async (query: string) => (await list(query)).data.map(({ amount }) => amount);
    expect(await amounts('limit=2&offset=4')).toEqual([2_004]);
    expect(await amounts('order=reverse_chronological&limit=2')).toEqual([2_004, 2_003]);
    expect((await list('from=2026-11-20T03:17:00Z&to=2026-11-20T03:18:00Z')).total).toBe(2);
    expect((await account.call('GET', '/charges?limit=101')).status).toBe(400);
  });

  it('breaks the line to the bank before or after the deed', async () => {
    const account = await openTestAccount();
    await account.play('backendError', { applied: false });
    await account.play('backendError', { applied: true });
    for (const total of [0, 1]) {
      expect((await account.call('POST', '/charges', { body: qr() })).body).toMatchObject({ code: 'backend_error' });
      expect((await account.call('GET', '/charges')).body.total).toBe(total);
    }
    expect((await account.call('POST', '/charges', { body: qr() })).status).toBe(200);
  });

  it('expires what nobody paid, lets go what nobody captured, and closes a refund in time', async () => {
    const account = await openTestAccount({ threeDSecure: false });
    await account.call('PATCH', '/account', { body: { webhook_uri: 'https://resort.example.com/webhooks/omise' } });
    await account.call('POST', '/charges', { body: qr() });
    await account.call('POST', '/charges', { body: { amount: 20_000, currency: 'THB', card: await account.token(), capture: false } });
    const paid = (await account.call('POST', '/charges', { body: { amount: 20_000, currency: 'THB', card: await account.token() } })).body
      .id;
    const refund = (await account.call('POST', `/charges/${paid}/refunds`, { body: { amount: 5_000 } })).body;
    expect(refund.status).toBe('pending');
    account.told();
    account.advance(30_000);
    expect((await account.call('GET', `/charges/${paid}/refunds/${refund.id}`)).body.status).toBe('closed');
    account.advance(24 * 3_600_000);
    account.advance(6 * 24 * 3_600_000);
    expect(account.told().filter((key) => key !== 'charge.complete')).toEqual(expect.arrayContaining(['charge.expire', 'charge.reverse']));
  });
});

describe('test mode', () => {
  it('marks a charge as paid in place of a guest, once', async () => {
    const account = await openTestAccount({ promptPayRefundable: true });
    const { id } = (await account.call('POST', '/charges', { body: qr() })).body;
    expect((await account.call('POST', `/charges/${id}/mark_as_paid`)).body).toMatchObject({ status: 'successful', refundable: true });
    expect((await account.call('POST', `/charges/${id}/mark_as_paid`)).body).toMatchObject({ code: 'invalid_charge' });
    const { body } = await account.call('GET', `/charges/${id}/events`);
    expect((body.data as { key: string }[]).map(({ key }) => key)).toEqual(['charge.create', 'charge.complete']);
  });

  it('lets a payment be given back whose dispute was won', async () => {
    const account = await openTestAccount({ threeDSecure: false });
    const { id } = (await account.call('POST', '/charges', { body: { amount: 20_000, currency: 'THB', card: await account.token() } }))
      .body;
    await account.play('disputeOpens');
    expect((await account.call('POST', `/charges/${id}/refunds`, { body: { amount: 20_000 } })).body.code).toBe('failed_refund');
    await account.play('disputeEnds');
    expect((await account.call('POST', `/charges/${id}/refunds`, { body: { amount: 20_000 } })).body).toMatchObject({ voided: true });
  });

  it('takes fourteen parts and no more, a wallet whole only, and neither after its time', async () => {
    const account = await openTestAccount({ threeDSecure: false });
    const { id } = (await account.call('POST', '/charges', { body: { amount: 20_000, currency: 'THB', card: await account.token() } }))
      .body;
    const back = (charge: unknown, amount: number) => account.call('POST', `/charges/${charge}/refunds`, { body: { amount } });
    for (let part = 0; part < 14; part += 1) expect((await back(id, 100)).status).toBe(200);
    expect((await back(id, 100)).body.code).toBe('failed_refund');
    const wallet = { ...qr({ source: { type: 'truemoney', phone_number: '0812345678' } }), return_uri: RETURN };
    const paid = (await account.call('POST', '/charges', { body: wallet })).body.id;
    await account.play('guestPays');
    expect((await back(paid, 100)).body.message).toContain('in full');
    account.advance(366 * 86_400_000);
    expect((await back(paid, 150_000)).body.message).toContain('too old');
  });
});

describe('webhooks of Omise', () => {
  const SECOND = Buffer.from('the secret before').toString('base64');
  const send = async (webhookSecrets: readonly string[], endpoints?: readonly string[]) => {
    const account = await openTestAccount({ webhookSecrets });
    await account.call('PATCH', '/account', { body: { webhook_uri: 'https://resort.example.com/webhooks/omise' } });
    await account.call('POST', '/charges', { body: qr(endpoints ? { webhook_endpoints: endpoints } : {}) });
    return account;
  };

  it('are signed with every secret there is, at the moment of sending', async () => {
    const account = await send([...OMISE_PRACTICE.webhookSecrets, SECOND]);
    const [delivery] = account.deliveries;
    account.advance(10_000);
    const headers = delivery?.headers() ?? {};
    const time = '1795144510';
    const digest = (secret: string) =>
      createHmac('sha256', Buffer.from(secret, 'base64')).update(`${time}.${delivery?.body}`).digest('hex');
    expect(headers['omise-signature-timestamp']).toBe(time);
    expect(headers['omise-signature']).toBe([OMISE_PRACTICE.webhookSecrets[0] ?? '', SECOND].map(digest).join(','));
  });

  it('are not signed without one, and go to the addresses of the charge instead', async () => {
    const account = await send([], ['https://one.test/hook', 'https://two.test/hook']);
    expect(account.deliveries.map(({ url }) => url)).toEqual(['https://one.test/hook', 'https://two.test/hook']);
    expect(Object.keys(account.deliveries[0]?.headers() ?? {})).not.toContain('omise-signature');
  });

  it('come again where they were not taken, and the event says how it went', async () => {
    const account = await send(OMISE_PRACTICE.webhookSecrets);
    const [first] = account.deliveries.splice(0);
    first?.settled?.({ status: 503, milliseconds: 5 });
    account.advance(5_000);
    const [second] = account.deliveries.splice(0);
    expect(second?.body).toBe(first?.body);
    second?.settled?.({ status: 200, milliseconds: 5 });
    account.advance(600_000);
    expect(account.deliveries).toEqual([]);
    const { data } = (await account.call('GET', '/events')).body as { data: { webhook_deliveries: { status: number }[] }[] };
    expect(data[0]?.webhook_deliveries.map(({ status }) => status)).toEqual([503, 200]);
  });
});
