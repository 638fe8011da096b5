import { describe, expect, it } from 'vitest';
import { TEST_START } from '../../standing-world-rig.ts';
import { openTestBank } from './bank-rig.ts';

const BILLER = '099999999999990';
const QR = { qrType: 'PP', ppType: 'BILLERID', ppId: BILLER, amount: '1500.00', ref1: 'REF1', ref3: 'BRKREF1' };
const QR_V2 = { ...QR, numberOfTimes: 1, expiryDate: '2026-11-20 10:30:00' };
const BILL = { paymentAmount: 1500.5, accountTo: BILLER, ref1: 'REF2', ref3: 'BRKREF2' };
const LINK = { transactionType: 'PURCHASE', transactionSubType: ['BP'], sessionValidityPeriod: 900, billPayment: BILL };
const INQUIRY = `/v1/payment/billpayment/inquiry?eventCode=00300100&transactionDate=2026-11-20&billerId=${BILLER}&reference1=`;
const MINUTE = 60_000;

async function openBank(change = {}) {
  const bank = await openTestBank(change);
  const token = await bank.signIn();
  const ask = async (method: string, path: string, body?: unknown, more: Record<string, string | undefined> = {}) => {
    const answer = await bank.call(method, path, { ...(body === undefined ? {} : { body }), more: { ...token, ...more } });
    return { ...answer, told: [answer.http, answer.body.status.code] };
  };
  return { ...bank, ask };
}

describe("SCB's door", () => {
  it('gives a token for half an hour, and takes no other', async () => {
    const { ask, advance, signIn } = await openBank();
    expect((await ask('GET', `${INQUIRY}REF1`)).told).toEqual([404, 1104]);
    expect((await ask('GET', `${INQUIRY}REF1`, undefined, { authorization: 'Bearer nobody' })).told).toEqual([401, 9300]);
    expect((await ask('GET', `${INQUIRY}REF1`, undefined, { authorization: undefined })).told).toEqual([401, 9100]);
    advance(30 * MINUTE);
    expect((await ask('GET', `${INQUIRY}REF1`)).told).toEqual([401, 9300]);
    expect((await ask('GET', `${INQUIRY}REF1`, undefined, await signIn())).told).toEqual([404, 1104]);
  });

  it.each([
    ['no key', { resourceOwnerId: undefined }, [401, 9100]],
    ['another key', { resourceOwnerId: 'l7other' }, [401, 9500]],
    ['no request id', { requestUId: undefined }, [401, 9100]],
    ['a request id that is too long', { requestUId: 'a'.repeat(37) }, [400, 1102]],
    ['no language', { 'accept-language': '*' }, [400, 1102]],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, [415, 9900]],
  ])('refuses %s', async (_name, more, told) => {
    const { ask } = await openBank();
    expect((await ask('POST', '/v2/payment/qrcode/create', QR_V2, more)).told).toEqual(told);
  });

  it('refuses wrong keys, fields it does not know and fields that are missing', async () => {
    const { call, settings } = await openTestBank();
    const token = async (body: unknown) => (await call('POST', '/v1/oauth/token', { body })).body.status.code;
    expect(await token({ applicationKey: settings.apiKey, applicationSecret: 'wrong' })).toBe(9500);
    expect(await token({ applicationKey: settings.apiKey })).toBe(1101);
    expect(await token({ applicationKey: settings.apiKey, applicationSecret: '' })).toBe(1103);
    expect(await token({ applicationKey: settings.apiKey, applicationSecret: settings.apiSecret, grant: 'x' })).toBe(1105);
  });

  it('answers so many calls a second', async () => {
    const { ask, advance } = await openBank({ callsPerSecond: 5 });
    const codes = [];
    for (let index = 0; index < 5; index += 1) codes.push((await ask('GET', `${INQUIRY}REF1`)).http);
    expect(codes).toEqual([404, 404, 404, 404, 429]);
    advance(1000);
    expect((await ask('GET', `${INQUIRY}REF1`)).http).toBe(404);
  });
});

describe("SCB's QR", () => {
  it.each([
    ['another biller', { ppId: '123456789012345' }, 1102],
    ['a short biller', { ppId: '1234' }, 1102],
    ['an amount without decimals', { amount: '1500' }, 1102],
    ['an amount as a number', { amount: 1500 }, 1102],
    ['an amount of nothing', { amount: '0.00' }, 1102],
    ['too large an amount', { amount: '12345678901.00' }, 1102],
    ['small letters', { ref1: 'ref1' }, 1102],
    ['a long reference', { ref1: 'A'.repeat(21) }, 1102],
    ['an empty reference', { ref1: '' }, 1103],
    ['no third reference', { ref3: undefined }, 1101],
    ['a second reference that the profile does not have', { ref2: 'REF2' }, 1102],
    ['a field nobody knows', { note: 'x' }, 1105],
    ['times without an end', { expiryDate: undefined }, 1101],
    ['an end that is over', { expiryDate: '2026-11-20 10:15:00' }, 1102],
    ['an end in another form', { expiryDate: '2026-11-20T10:30:00' }, 1102],
    ['too many times', { numberOfTimes: 10_000 }, 1102],
  ])('is not made with %s', async (_name, change, code) => {
    const { ask } = await openBank();
    expect((await ask('POST', '/v2/payment/qrcode/create', { ...QR_V2, ...change })).told).toEqual([400, code]);
  });

  it('is wrapped twice by v2, and comes with a picture from v1, which takes no end', async () => {
    const { ask } = await openBank();
    const second = await ask('POST', '/v2/payment/qrcode/create', QR_V2);
    expect(second.body.data).toMatchObject({ data: { qrRawData: expect.stringMatching(/^000201010212.*6304[0-9A-F]{4}$/) } });
    const first = await ask('POST', '/v1/payment/qrcode/create', QR);
    expect(Buffer.from(String(first.body.data?.qrImage), 'base64').toString('latin1', 0, 6)).toBe('GIF89a');
    expect((await ask('POST', '/v1/payment/qrcode/create', QR_V2)).told).toEqual([400, 1105]);
    expect((await ask('POST', '/v1/payment/qrcode/create', { ...QR, qrType: 'CS' })).told).toEqual([501, 4101]);
  });

  it('is paid once, found on its day in Bangkok only, and not after its end', async () => {
    const { ask, play, advance } = await openBank();
    await ask('POST', '/v2/payment/qrcode/create', QR_V2);
    await play('guestPays');
    await expect(play('guestPays')).rejects.toThrow('nothing to pay');
    const paid = await ask('GET', `${INQUIRY}REF1`);
    expect(paid.body.data).toMatchObject([{ amount: '1500.00', payeeProxyId: BILLER, billPaymentRef1: 'REF1', reverseFlag: '' }]);
    expect((await ask('GET', `${INQUIRY}REF1&amount=1500.00`)).http).toBe(200);
    expect((await ask('GET', `${INQUIRY}REF1&amount=1499.00`)).http).toBe(404);
    expect((await ask('GET', `${INQUIRY.replace('11-20', '11-21')}REF1`)).http).toBe(404);
    await ask('POST', '/v2/payment/qrcode/create', { ...QR_V2, ref1: 'REF9' });
    advance(15 * MINUTE);
    await expect(play('guestPays')).rejects.toThrow('nothing to pay');
    await play('guestPaysLate');
    expect((await ask('GET', `${INQUIRY}REF9`, undefined)).http).toBe(200);
  });
});

describe("SCB's deeplink", () => {
  const create = '/v3/deeplink/transactions';
  const channel = { channel: 'scbeasy' };

  it('leads from pending to paid', async () => {
    const { ask, play } = await openBank();
    const made = await ask('POST', create, LINK, channel);
    const id = String(made.body.data?.transactionId);
    expect([made.http, made.body.data?.deeplinkUrl]).toEqual([201, `scbeasysim://purchase/${id}`]);
    const status = async () => (await ask('GET', `/v2/transactions/${id}`)).body.data;
    expect(await status()).toMatchObject({ statusCode: 0, paidAmount: 0 });
    await play('guestPays', { id });
    expect(await status()).toMatchObject({ statusCode: 1, paidAmount: 1500.5, billPayment: { ref1: 'REF2', accountTo: BILLER } });
  });

  it('ends with its session, and says when only a part came', async () => {
    const { ask, play, advance } = await openBank();
    const ids = [];
    for (const ref1 of ['REFA', 'REFB']) {
      const made = await ask('POST', create, { ...LINK, billPayment: { ...BILL, ref1 } }, channel);
      ids.push(String(made.body.data?.transactionId));
    }
    await play('guestPaysWrongAmount', { id: ids[0], amount: 100_000 });
    advance(15 * MINUTE);
    const codes = [];
    for (const id of ids) codes.push((await ask('GET', `/v2/transactions/${id}`)).body.data?.statusCode);
    expect(codes).toEqual([4, 5]);
  });

  it.each([
    ['without its channel', {}, { channel: undefined }, [400, 1101]],
    ['for cards, which the contract does not have', { transactionSubType: ['BP', 'CCFA'] }, channel, [501, 4101]],
    ['for too short a time', { sessionValidityPeriod: 59 }, channel, [400, 1102]],
    ['for too long a time', { sessionValidityPeriod: 1801 }, channel, [400, 1102]],
    ['with the amount as text', { billPayment: { ...BILL, paymentAmount: '1500.00' } }, channel, [400, 1102]],
    ['with a fraction of a satang', { billPayment: { ...BILL, paymentAmount: 1.005 } }, channel, [400, 1102]],
    ['for another biller', { billPayment: { ...BILL, accountTo: '123456789012345' } }, channel, [400, 1102]],
  ])('is not made %s', async (_name, change, more, told) => {
    const { ask } = await openBank();
    expect((await ask('POST', create, { ...LINK, ...change }, more)).told).toEqual(told);
  });
});

describe("SCB's confirmations", () => {
  const open = async () => {
    const bank = await openBank();
    await bank.play('setWebhookAddress', { url: 'https://hooks.example/webhooks/scb/key' });
    await bank.ask('POST', '/v2/payment/qrcode/create', QR_V2);
    return bank;
  };

  it('say who paid what, unsigned', async () => {
    const { play, deliveries } = await open();
    await play('guestPays');
    const [sent] = deliveries;
    expect(sent?.url).toBe('https://hooks.example/webhooks/scb/key');
    expect(sent?.headers()).toEqual({ 'content-type': 'application/json' });
    const told = { amount: '1500.00', billPaymentRef1: 'REF1', billPaymentRef3: 'BRKREF1', currencyCode: '764' };
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({ ...told, transactionDateandTime: '2026-11-20T10:15:00+07:00' });
    expect(TEST_START.toISOString()).toBe('2026-11-20T03:15:00.000Z');
  });

  it('come three times more, twelve seconds apart, then never again', async () => {
    const { play, deliveries, advance } = await open();
    await play('guestPays');
    const seen = [];
    for (let second = 0; second < 600; second += 1) {
      for (const delivery of deliveries.splice(0)) {
        seen.push(second);
        delivery.settled?.({ status: 503, milliseconds: 5 });
      }
      advance(1000);
    }
    expect(seen).toEqual([0, 12, 24, 36]);
  });

  it('stop when they are acknowledged; get lost where it was ordered; and are for our prefix only', async () => {
    const { play, deliveries, advance, ask } = await open();
    await play('guestPays');
    deliveries.splice(0)[0]?.settled?.({ status: 200, milliseconds: 5 });
    advance(MINUTE);
    await play('callbackLost');
    await ask('POST', '/v2/payment/qrcode/create', { ...QR_V2, ref1: 'REF5' });
    await play('guestPays');
    await ask('POST', '/v2/payment/qrcode/create', { ...QR_V2, ref1: 'REF6', ref3: 'XYZREF6' });
    await play('guestPays');
    advance(MINUTE);
    expect(deliveries).toEqual([]);
    expect((await ask('GET', `${INQUIRY}REF5`)).http).toBe(200);
  });
});

describe("SCB's slips", () => {
  it('are looked up by bank and number', async () => {
    const { ask, play, deliveries } = await openBank();
    const { transactionId, sendingBank, slip } = await play('guestTransfers', { amount: 12_345 });
    const path = `/v1/payment/billpayment/transactions/${transactionId}`;
    const found = await ask('GET', `${path}?sendingBank=${sendingBank}`);
    expect(found.body.data).toMatchObject({ transRef: transactionId, amount: '123.45', transDate: '20261120', transTime: '10:15:00' });
    expect((await ask('GET', `${path}?sendingBank=999`)).told).toEqual([404, 1104]);
    expect((await ask('GET', path)).told).toEqual([400, 1101]);
    expect(slip).toContain(String(transactionId));
    expect(deliveries).toEqual([]);
  });
});
