import { connector } from '@banrimkwae/connector-kit/connector';
import { pathKeyVerifier } from '@banrimkwae/connector-kit/webhook-verifiers';
import { describe, expect, it } from 'vitest';
import { FakeSender, NOK, openWebhookRig } from './webhook-rig.ts';

const HOUR = 3_600_000;
const NOW = new Date('2026-11-28T03:00:00.000Z');

/** A provider that signs nothing and is told our address by hand. */
function keyless() {
  const { manifest } = new FakeSender('bank', { register: false, test: false }).connector;
  const webhook = { method: 'secret in the address', secretField: 'hookSecret', secretInPath: true, registration: 'by_hand' } as const;
  return connector({
    manifest: {
      ...manifest,
      webhook,
      fields: [...manifest.fields, { name: 'apiBaseUrl', label: { en: 'Address', th: 'ที่อยู่' }, type: 'url', required: false }],
    },
    testConnection: async () => ({ message: 'fine' }),
    webhook: {
      verify: pathKeyVerifier,
      events: ({ rawBody }) => [{ id: rawBody.toString(), type: 'paid', occurredAt: new Date(0), about: { kind: 'none' }, data: {} }],
    },
  });
}

async function openBank() {
  const rig = await openWebhookRig({ connectors: [keyless()], now: () => NOW });
  rig.outside.url = rig.urls.old;
  rig.room.configure({ id: 'bank', values: { account: 'resort' } }, NOK);
  const whole = () => rig.room.wholeWebhookAddress('bank', NOK).address;
  const send = async (url: string, body = 'one') => (await fetch(url, { method: 'POST', body })).status;
  return { ...rig, whole, send };
}

describe('a key that stands in the address', { timeout: 30_000 }, () => {
  it('is made with the first keys, and shown to whoever asks for it, which is noted', async () => {
    const { card, whole, audits, urls } = await openBank();
    expect(whole()).toMatch(new RegExp(`^${urls.old}/webhooks/bank/[A-Za-z0-9_-]{32}$`));
    expect(audits.filter(({ action }) => action === 'webhook.address_shown')).toMatchObject([
      { actor: NOK.id, subject: 'bank', detail: {} },
    ]);
    const key = whole().split('/').at(-1) ?? '';
    expect(card('bank')).toMatchObject({ address: `${urls.old}/webhooks/bank`, hasKeyInAddress: true, state: 'not_set_up' });
    expect(JSON.stringify([card('bank'), audits])).not.toContain(key);
  });

  it('is all that opens the door', async () => {
    const { whole, send, urls } = await openBank();
    const address = whole();
    expect(await send(address)).toBe(200);
    expect([await send(`${urls.old}/webhooks/bank`), await send(`${address}x`), await send(address.slice(0, -1))]).toEqual([401, 401, 401]);
  });

  it('stays when the form is saved again', async () => {
    const { room, whole } = await openBank();
    const before = whole();
    room.configure({ id: 'bank', values: { account: 'another' } }, NOK);
    expect(whole()).toBe(before);
  });

  it('can be made anew: the old one holds for its overlap, and the provider must be told', async () => {
    const { room, whole, send, card, advance, audits } = await openBank();
    const old = whole();
    await room.confirmWebhook('bank', NOK);
    advance(1000);
    await send(old, 'first');
    expect(card('bank').state).toBe('working');
    advance(1000);
    const { state, problem } = room.rotateWebhookSecret({ id: 'bank', overlapHours: 2 }, NOK);
    expect([state, problem?.sentence.en]).toEqual(['address_changed', 'Fake bank still calls our address with the old key.']);
    const fresh = whole();
    expect(fresh).not.toBe(old);
    expect([await send(old, 'a'), await send(fresh, 'b')]).toEqual([200, 200]);
    advance(1000);
    await room.confirmWebhook('bank', NOK);
    expect(card('bank')).toMatchObject({ state: 'waiting_for_first', problem: null });
    advance(2 * HOUR);
    expect([await send(old, 'c'), await send(fresh, 'd')]).toEqual([401, 200]);
    expect(card('bank').state).toBe('working');
    expect(JSON.stringify(audits)).not.toContain(fresh.split('/').at(-1));
  });

  it('is never made for a provider that signs: its secret must be given', async () => {
    const rig = await openWebhookRig({ connectors: [new FakeSender('pay', { register: false, test: false }).connector] });
    rig.configure('pay');
    rig.outside.url = rig.urls.old;
    expect(() => rig.room.rotateWebhookSecret({ id: 'pay', overlapHours: 1 }, NOK)).toThrow(
      expect.objectContaining({ code: 'invalid_input' }),
    );
    expect(rig.room.wholeWebhookAddress('pay', NOK)).toEqual({ address: `${rig.urls.old}/webhooks/pay` });
  });
});

describe('another API address', () => {
  it('that an administrator fills in takes the place of the published one', async () => {
    const { room } = await openBank();
    room.configure({ id: 'bank', values: { apiBaseUrl: 'https://api.bank.test/partners' } }, NOK);
    const live = await openWebhookRig({ connectors: [keyless()], profile: 'live' });
    expect(live.providers.callable('bank').hosts.api).toBe('https://fake.test');
    live.room.configure({ id: 'bank', values: { account: 'resort', apiBaseUrl: 'https://api.bank.test/partners' } }, NOK);
    expect(live.providers.callable('bank').hosts.api).toBe('https://api.bank.test/partners');
  });
});
