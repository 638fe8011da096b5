import { connectors } from '@banrimkwae/connectors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentRig, type Client, eventually, startAgentRig } from '../agent-rig.ts';

/** What staff do with connections, and with the house itself, over the whole agent. */

let rig: AgentRig;
let admin: Client;

beforeAll(async () => {
  rig = await startAgentRig();
  admin = await rig.as('administrator');
}, 60_000);
afterAll(() => rig.close());

const baht = (amount: number) => ({ amount: amount * 100, currency: 'THB' });

describe('a provider', () => {
  it('is listed with its health, its figures and how its keys are obtained', async () => {
    const all = await admin.providers.list();
    expect(all.map(({ id }) => id).toSorted()).toEqual([...connectors.keys()].toSorted());
    expect(all.find(({ id }) => id === 'stripe')).toMatchObject({ configured: true, health: { state: 'working', successRate: 1 } });
    const detail = await admin.providers.get({ id: 'stripe' });
    expect(detail.setup.length).toBeGreaterThan(200);
    expect(detail.webhook).toMatchObject({ state: 'working', canRegister: true, address: `${rig.webhookUrl}/webhooks/stripe` });
    const [figures] = (await admin.providers.metrics({ hours: 24 * 7 })).filter(({ provider_id: id }) => id === 'stripe');
    expect(figures?.total_requests).toBeGreaterThan(20);
  });

  it('is tested with the keys it has', async () => {
    expect(await admin.providers.test({ id: 'stripe' })).toMatchObject({ success: true, error: null });
    await rig.sandbox.control.order({ provider: 'stripe', status: 401, times: 1 });
    const refused = await admin.providers.test({ id: 'stripe' });
    expect(refused).toMatchObject({ success: false, hint: expect.any(String) });
    expect(refused.error).toContain('Stripe says');
  });

  it('takes a new form, shows no secret, and the audit log has the names only', async () => {
    const shown = await admin.providers.configure({ id: 'stripe', values: { secretKey: 'sk_test_banrimkwae_practice' } });
    expect(shown.fields.find(({ name }) => name === 'secretKey')).toMatchObject({ value: null, isSet: true, lastFour: 'tice' });
    expect(await admin.providers.config({ id: 'stripe' })).toEqual(shown);
    const { items } = await admin.access.audit({ subject: 'stripe' });
    expect(items[0]).toMatchObject({ action: 'provider.configured', detail: { changed: ['secretKey'] } });
    expect(JSON.stringify(items)).not.toContain('sk_test_');
  });

  it('that is paused takes no calls, says so at the desk, and goes on when resumed', async () => {
    const paused = await admin.providers.setStatus({ id: 'stripe', status: 'maintenance', reason: 'New keys tonight' });
    expect(paused.health).toMatchObject({ state: 'paused', sentence: { en: 'Stripe is paused: New keys tonight' } });
    const options = async () => (await admin.payments.options()).filter(({ provider }) => provider === 'stripe');
    expect((await options()).every(({ available }) => !available)).toBe(true);
    const { takeMoney } = await admin.system.overview();
    expect(takeMoney.filter(({ works }) => works).map(({ provider }) => provider)).not.toContain('stripe');
    await admin.providers.setStatus({ id: 'stripe', status: 'active', reason: 'New keys are in' });
    expect((await options()).some(({ available }) => available)).toBe(true);
  });

  it('whose call is held back by hand is told with its reason until that is undone', async () => {
    const held = await admin.providers.setBreaker({ id: 'line', endpoint: 'push', action: 'open', reason: 'They asked us to stop' });
    expect(held.breaker).toMatchObject({ state: 'open', reason: 'They asked us to stop' });
    const { problems } = await admin.system.overview();
    expect(problems.find(({ id }) => id === 'provider-line')).toMatchObject({ severity: 'down', link: '/connections/line' });
    const closed = await admin.providers.setBreaker({ id: 'line', endpoint: 'push', action: 'reset', reason: 'They answered' });
    expect(closed.breaker).toMatchObject({ state: 'closed', reason: null });
  });

  it('has each call tuned', async () => {
    const tuned = { rateLimitPerMinute: 30, timeoutSeconds: 4, retryEnabled: false, cacheTtlSeconds: 60 };
    expect(await admin.providers.setEndpoint({ id: 'openweathermap', endpoint: 'current', ...tuned })).toMatchObject(tuned);
    await expect(admin.providers.setEndpoint({ id: 'openweathermap', endpoint: 'none', ...tuned })).rejects.toMatchObject({ status: 404 });
  });

  it('is told our address by its API, and lets itself be asked to call us', async () => {
    const setup = await admin.providers.registerWebhook({ id: 'line', publicUrl: rig.webhookUrl });
    expect(setup.address).toBe(`${rig.webhookUrl}/webhooks/line`);
    expect(await admin.providers.testWebhook({ id: 'line' })).toMatchObject({ success: true });
    await expect(admin.providers.registerWebhook({ id: 'openweathermap', publicUrl: rig.webhookUrl })).rejects.toMatchObject({
      status: 422,
    });
    await expect(admin.providers.testWebhook({ id: 'openweathermap' })).rejects.toThrow();
  });

  it('has a card of its way to us; all are told anew at once; its secret is replaced with overlap', async () => {
    const cards = await admin.providers.registerEverywhere();
    expect(cards).toEqual(await admin.providers.webhookCards());
    const calling = [...connectors.values()].filter(({ webhook }) => webhook !== undefined);
    expect(cards.map(({ name, state, problem }) => [name, state, problem])).toEqual(
      calling
        .map(({ manifest }) => [manifest.name, 'working', null])
        .toSorted(([left = ''], [right = '']) => String(left).localeCompare(String(right))),
    );
    const rotated = await admin.providers.rotateWebhookSecret({ id: 'line', secret: 'practice-line-next-secret', overlapHours: 1 });
    expect(rotated.secrets).toMatchObject([{ use: 'current' }, { use: 'previous', lastFour: 'cret' }]);
    // The sandbox still signs with the old one.
    expect(await admin.providers.testWebhook({ id: 'line' })).toMatchObject({ success: true });
    const ended = await admin.providers.endPreviousSecret({ id: 'line' });
    expect(ended.secrets).toMatchObject([{ use: 'current', endsAt: null }]);
    expect(await admin.providers.testWebhook({ id: 'line' })).toMatchObject({ success: false });
    const { problems } = await admin.system.overview();
    expect(problems.find(({ id }) => id === 'webhook-line')).toMatchObject({ severity: 'down', link: '/connections/line' });
    await admin.providers.rotateWebhookSecret({ id: 'line', secret: 'practice-line-channel-secret', overlapHours: 0 });
    expect(await admin.providers.confirmWebhook({ id: 'line' })).toMatchObject({
      proof: { success: true },
      problem: null,
    });
    const desk = await rig.as('front_desk');
    await expect(desk.providers.endPreviousSecret({ id: 'line' })).rejects.toMatchObject({ status: 403 });
  });

  it('that fails again and again is down, is the first thing told, and is back soon after it is back', async () => {
    await rig.sandbox.control.order({ provider: 'openweathermap', status: 503, times: 1000 });
    const down = await eventually(
      async () => {
        await admin.weather.now({ language: 'en' }).catch(() => undefined);
        return (await admin.providers.list()).find(({ id }) => id === 'openweathermap')?.health.state;
      },
      (state) => state === 'down',
    );
    expect(down).toBe('down');
    const { problems } = await admin.system.overview();
    // Money of the practice week goes before it.
    expect(problems.find(({ severity }) => severity !== 'money')?.id).toBe('provider-openweathermap');
    await rig.sandbox.control.clearFaults();
  }, 20_000);
});

describe('the house', () => {
  it('hires, changes and locks out; keys of machines work until they are revoked', async () => {
    const made = await admin.access.createOperator({
      username: 'malai',
      name: 'Malai',
      role: 'viewer',
      language: 'th',
      password: 'a long password',
    });
    expect(await admin.access.updateOperator({ id: made.id, role: 'manager', disabled: true })).toMatchObject({
      role: 'manager',
      disabled: true,
    });
    const { key, id } = await admin.access.createApiKey({ name: 'Dashboard', permissions: ['overview.read'], expiresInDays: 30 });
    const machine = { authorization: `Bearer ${key}` };
    expect((await fetch(`${rig.url}/api/overview`, { headers: machine })).status).toBe(200);
    expect((await fetch(`${rig.url}/api/payments`, { headers: machine })).status).toBe(403);
    expect((await admin.access.apiKeys()).find((one) => one.id === id)).toMatchObject({ name: 'Dashboard' });
    await admin.access.revokeApiKey({ id });
    expect((await fetch(`${rig.url}/api/overview`, { headers: machine })).status).toBe(401);
  });

  it('lets guests act in practice, and only as its scenes say', async () => {
    const scenes = await admin.system.scenes();
    expect(scenes.some(({ provider, scene }) => provider === 'line' && scene === 'guestWrites')).toBe(true);
    await admin.system.playScene({ provider: 'line', scene: 'guestWrites', input: { text: 'Hello from practice' } });
    const { items } = await eventually(
      () => admin.messages.conversations({ q: 'Hello from practice' }),
      ({ items }) => items.length > 0,
    );
    const [conversation] = items;
    expect(conversation?.unread).toBeGreaterThan(0);
    expect((await admin.messages.markRead({ id: conversation?.id ?? '' })).unread).toBe(0);
    expect(await admin.messages.quota()).toEqual([expect.objectContaining({ provider: 'line' })]);
    await expect(admin.system.playScene({ provider: 'line', scene: 'burnDown', input: {} })).rejects.toMatchObject({ status: 404 });
  });

  it('holds an amount, takes a part of it, and gives up what nobody paid', async () => {
    const desk = await rig.as('front_desk');
    const form = (key: string, capture: 'manual' | 'automatic') => ({
      idempotencyKey: key,
      method: 'card_link' as const,
      amount: baht(3000),
      description: 'Damage deposit',
      guest: { name: 'Held Guest', email: null, phone: null },
      room: null,
      reservationId: null,
      capture,
    });
    const held = await desk.payments.create(form('house-held-1', 'manual'));
    await rig.sandbox.control.play('stripe', 'guestPays', {});
    await eventually(
      () => desk.payments.get({ id: held.id }),
      ({ state }) => state === 'authorized',
    );
    expect(await desk.payments.capture({ id: held.id, idempotencyKey: 'house-capture', amount: baht(1200) })).toMatchObject({
      state: 'paid',
      captured: baht(1200),
    });
    const open = await desk.payments.create(form('house-open-1', 'automatic'));
    expect((await desk.payments.refresh({ id: open.id })).state).toBe('waiting');
    expect((await desk.payments.cancel({ id: open.id, idempotencyKey: 'house-cancel' })).state).toMatch(/cancelled|expired/);
  });

  it('shows its traffic to whoever may look, and manages its work', async () => {
    const manager = await rig.as('manager');
    const { items: webhooks } = await manager.traffic.webhooks({ provider: 'stripe', limit: 5 });
    const [first] = webhooks;
    const detail = await eventually(
      () => manager.traffic.webhook({ id: first?.id ?? '' }),
      ({ state }) => state === 'completed',
    );
    expect(detail).toMatchObject({ provider: 'stripe', state: 'completed' });
    expect((await manager.traffic.replayWebhook({ id: detail.id })).id).toBe(detail.id);
    const { items: requests } = await manager.traffic.requests({ provider: 'stripe', limit: 5 });
    const request = await manager.traffic.request({ id: requests[0]?.requestId ?? '' });
    expect(JSON.stringify(request)).not.toContain('sk_test_');
    const { items: jobs } = await manager.traffic.jobs({ limit: 5 });
    await expect(manager.traffic.cancelJob({ id: jobs.find(({ state }) => state === 'completed')?.id ?? 'none' })).rejects.toThrow();
  });
});
