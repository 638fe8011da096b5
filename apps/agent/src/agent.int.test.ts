import type { LiveEvent } from '@banrimkwae/contract/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type AgentRig, type Client, eventually, startAgentRig } from './agent-rig.ts';

/** The job this product is for, as the front desk sees it: the whole agent over the whole sandbox. */

let rig: AgentRig;
let desk: Client;
const heard: LiveEvent[] = [];
let live: WebSocket;

beforeAll(async () => {
  rig = await startAgentRig();
  desk = await rig.as('front_desk');
  live = new WebSocket(`${rig.url.replace('http', 'ws')}/ws/integrations`, {
    headers: { authorization: `Bearer ${await rig.tokenOf('front_desk')}` },
  });
  live.on('message', (data) => heard.push(JSON.parse(String(data))));
  await new Promise((resolve, reject) => {
    live.once('open', resolve);
    live.once('error', reject);
  });
}, 60_000);
afterAll(async () => {
  live.close();
  await rig.close();
});

const guest = { name: 'Suda Wongsa', email: 'suda@example.com', phone: null };
const baht = (amount: number) => ({ amount: amount * 100, currency: 'THB' });
const take = (key: string, method: 'promptpay_qr' | 'card_link', amount: number) =>
  desk.payments.create({
    idempotencyKey: key,
    provider: 'stripe',
    method,
    amount: baht(amount),
    description: 'Room charge',
    guest,
    room: '204',
    reservationId: null,
    capture: 'automatic',
  });
const paid = (id: string) =>
  eventually(
    () => desk.payments.get({ id }),
    ({ state }) => state === 'paid',
  );

describe('a payment', () => {
  it('is taken by QR, paid by the guest, seen live, refunded in part and settled', async () => {
    const payment = await take('agent-test-qr-1', 'promptpay_qr', 1850);
    expect(payment).toMatchObject({
      state: 'waiting',
      provider: 'stripe',
      action: { kind: 'qr', payload: expect.stringMatching(/^000201/) },
    });

    await rig.sandbox.control.play('stripe', 'guestPays', {});
    expect(await paid(payment.id)).toMatchObject({ state: 'paid', captured: baht(1850), refundable: baht(1850) });
    const types = heard.filter(
      (event) => event.type === 'webhook_received' || (event.type === 'payment_changed' && event.paymentId === payment.id),
    );
    expect(types.map(({ type }) => type)).toContain('webhook_received');
    expect(types).toContainEqual(expect.objectContaining({ type: 'payment_changed', paymentId: payment.id, state: 'paid' }));

    const refund = await desk.payments.refund({
      id: payment.id,
      idempotencyKey: 'agent-test-refund-1',
      amount: baht(550),
      reason: 'guest_request',
      note: null,
    });
    const refundIn = (state: string) =>
      eventually(
        () => desk.payments.getRefund({ id: refund.id }),
        (now) => now.state === state && now.providerRefundId !== null,
      );
    // PromptPay gives nothing back by itself: the guest is asked for a bank account first.
    expect(await refundIn('pending')).toMatchObject({ state: 'pending', pendingReason: 'waiting_for_guest' });
    await rig.sandbox.control.play('stripe', 'guestGivesBankDetails', {});
    await rig.sandbox.control.play('stripe', 'refundArrives', {});
    expect(await refundIn('succeeded')).toMatchObject({ state: 'succeeded', amount: baht(550), requestedBy: expect.any(String) });
    expect(await desk.payments.get({ id: payment.id })).toMatchObject({ refunded: baht(550), refundable: baht(1300) });
    const story = await desk.payments.timeline({ id: payment.id });
    expect(new Set(story.map(({ kind }) => kind))).toEqual(new Set(['person', 'state', 'request', 'webhook', 'refund']));
  });

  it('is refunded above the limit only when a second person has approved', async () => {
    const { id } = await take('agent-test-limit', 'card_link', 9000);
    await rig.sandbox.control.play('stripe', 'guestPays', {});
    await paid(id);
    expect((await desk.payments.get({ id })).canRefund).toMatchObject({ allowed: true, approvalAbove: baht(5000) });
    const form = { id, idempotencyKey: 'agent-test-limit-1', amount: baht(8000), reason: 'guest_request', note: 'Left early' } as const;
    const asked = await desk.payments.refund(form);
    expect(asked).toMatchObject({ state: 'requested', canCancel: true });
    const manager = await rig.as('manager');
    const { items } = await manager.approvals.list({});
    expect(items.find(({ refundId }) => refundId === asked.id)).toMatchObject({ kind: 'refund', canDecide: { allowed: true } });
    const approvalId = asked.approvalId ?? '';
    expect((await desk.approvals.get({ id: approvalId })).canDecide).toMatchObject({ allowed: false, reason: { en: expect.any(String) } });
    const decision = { id: approvalId, idempotencyKey: 'agent-test-decide', approve: true, reason: null, bankReference: null };
    await expect(desk.approvals.decide(decision)).rejects.toMatchObject({ status: 403 });
    expect(await manager.access.activity()).toEqual({ done: true });
    expect(await manager.access.confirm({ password: null })).toEqual({ done: true });
    expect(await manager.approvals.decide(decision)).toMatchObject({ state: 'approved' });
    const settled = await eventually(
      () => desk.payments.getRefund({ id: asked.id }),
      ({ state }) => state === 'succeeded',
    );
    expect(settled).toMatchObject({ state: 'succeeded', amount: baht(8000) });
  });

  it('is taken once, however often the same form is sent', async () => {
    const [first, second] = await Promise.all([take('agent-test-twice', 'card_link', 900), take('agent-test-twice', 'card_link', 900)]);
    expect(second.id).toBe(first.id);
    expect(first.action).toMatchObject({ kind: 'link', url: expect.stringContaining(rig.sandbox.url) });
  });

  it('whose answer is lost on the way is looked up, not taken again', async () => {
    await rig.sandbox.control.order({ provider: 'stripe', kind: 'drop_after_apply', times: 1 });
    const { id } = await take('agent-test-lost', 'card_link', 4200);
    const found = await eventually(
      () => desk.payments.get({ id }),
      ({ state }) => state === 'waiting',
    );
    expect(found).toMatchObject({ state: 'waiting', action: { kind: 'link' } });
    await rig.sandbox.control.play('stripe', 'guestPays', {});
    expect((await paid(id)).state).toBe('paid');
  });

  it('disputed by the cardholder stands among the disputes, and on the payment, by the webhook alone', async () => {
    const { id } = await take('agent-test-disputed', 'card_link', 3100);
    await rig.sandbox.control.play('stripe', 'guestPays', {});
    await paid(id);
    await rig.sandbox.control.play('stripe', 'earlyFraudWarning', {});
    await rig.sandbox.control.play('stripe', 'disputeOpens', {});
    const read = await eventually(
      () => desk.payments.get({ id }),
      ({ disputes, warnings }) => disputes.length > 0 && warnings.length > 0,
    );
    expect(read.disputes).toMatchObject([{ provider: 'stripe', state: 'needs_response', stage: 'chargeback', amount: baht(3100) }]);
    expect(read.warnings).toMatchObject([{ reason: 'made_with_stolen_card' }]);
    await rig.sandbox.control.play('stripe', 'disputeWon', {});
    const won = await eventually(
      () => desk.disputes.get({ id: read.disputes[0]?.id ?? '' }),
      ({ state }) => state === 'won',
    );
    expect(won).toMatchObject({ paymentId: id, state: 'won' });
  });

  it('declined by the bank says so and stays open', async () => {
    const { id } = await take('agent-test-declined', 'card_link', 2400);
    await rig.sandbox.control.play('stripe', 'guestCardDeclined', {});
    const refused = await eventually(
      () => desk.payments.get({ id }),
      ({ failure }) => failure !== null,
    );
    expect(refused).toMatchObject({ state: 'waiting', captured: baht(0) });
  });
});

describe('rooms and reservations', () => {
  it('changes a night, sends it to the channel, and takes a booking in', async () => {
    const manager = await rig.as('manager');
    const [type] = await desk.channel.rooms();
    if (!type) throw new Error('no room type');
    const day = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    const [before] = (await desk.channel.inventory({ from: day, to: day })).filter(({ roomTypeId }) => roomTypeId === type.id);
    if (!before) throw new Error('no night');
    await manager.channel.setInventory({ cells: [{ ...before, price: baht(9999), minimumStay: 3 }] });
    const { jobId } = await desk.channel.sync({});
    const done = await eventually(
      () => desk.traffic.job({ id: jobId }),
      ({ state }) => state === 'completed',
    );
    expect(done.state).toBe('completed');
    const shown = await rig.sandbox.control.play('booking-com', 'inventory', { from: day, days: 1 });
    expect(JSON.stringify(shown)).toContain('9999');
    const [status] = await eventually(
      () => desk.channel.status(),
      ([first]) => first?.inSync === true,
    );
    expect(status).toMatchObject({ provider: 'booking-com', inSync: true, lastError: null });

    const booked = await rig.sandbox.control.play('booking-com', 'guestBooks', {});
    expect(booked).toMatchObject({ done: true });
    const { reservationId } = booked as { reservationId: string };
    await desk.channel.import({});
    const { items } = await eventually(
      () => desk.channel.reservations({}),
      ({ items }) => items.some((item) => item.channelReservationId === reservationId && item.acknowledgedAt !== null),
      20_000,
    );
    expect(items.find((item) => item.channelReservationId === reservationId)).toMatchObject({ state: 'confirmed', attention: [] });
  }, 40_000);
});

describe('a guest on LINE', () => {
  it('writes, is answered, and reads the answer', async () => {
    await rig.sandbox.control.play('line', 'guestWrites', { text: 'Is the pool open at night?' });
    const { items } = await eventually(
      () => desk.messages.conversations({}),
      ({ items }) => items[0]?.lastMessage === 'Is the pool open at night?',
    );
    const [conversation] = items;
    if (!conversation) throw new Error('nobody wrote');
    expect(conversation).toMatchObject({ lastMessage: 'Is the pool open at night?', provider: 'line' });
    await desk.messages.send({ id: conversation.id, idempotencyKey: 'agent-test-line', text: 'Yes, until ten.' });
    const { messages } = await eventually(
      () => desk.messages.conversation({ id: conversation.id }),
      ({ messages }) => messages.at(-1)?.state === 'sent',
    );
    expect(messages.at(-1)).toMatchObject({ direction: 'out', text: 'Yes, until ten.', state: 'sent' });
    const seen = await (await fetch(`${rig.sandbox.url}/_sandbox/state/line`)).text();
    expect(seen).toContain('Yes, until ten.');
  });
});

describe('the weather', () => {
  it('is told in the language of who asks', async () => {
    const weather = await desk.weather.now({ language: 'th' });
    expect(weather).toMatchObject({ provider: 'openweathermap', stale: false });
    expect(weather.current.description).toMatch(/[\u0E00-\u0E7F]/);
    expect(weather.forecast.length).toBeGreaterThan(8);
  });
});

describe('exchange rates', () => {
  it('are there from the start, and turn what a guest brings into baht', async () => {
    const rates = await eventually(
      () => desk.fx.rates(),
      (found) => found.some(({ source }) => source === 'bank-of-thailand'),
    );
    expect(rates).toHaveLength(12);
    expect(rates[0]).toMatchObject({ base: 'USD', quote: 'THB', sourceName: 'Bank of Thailand', stale: false });
    const converted = await desk.fx.convert({ amount: 10_000, currency: 'USD', to: 'THB' });
    expect(converted).toMatchObject({ of: { amount: 10_000, currency: 'USD' }, rate: rates[0]?.rate, source: 'Bank of Thailand' });
    expect(converted.money.amount).toBeGreaterThan(300_000);
    await expect(desk.fx.convert({ amount: 10_000, currency: 'XAU', to: 'THB' })).rejects.toMatchObject({ status: 404 });
  });
});

describe('the practice week', () => {
  it('has payments in every state staff should have seen, bookings, messages and an outage', async () => {
    const { items } = await desk.payments.search({ limit: 100 });
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['waiting', 'paid', 'cancelled', 'expired', 'authorized']));
    expect(items.some(({ refunded }) => refunded.amount > 0)).toBe(true);
    expect((await desk.channel.reservations({})).items.length).toBeGreaterThan(3);
    const { items: talks } = await desk.messages.conversations({});
    expect(talks.length).toBeGreaterThan(1);
    const threads = await Promise.all(talks.map(({ id }) => desk.messages.conversation({ id })));
    expect(threads.flatMap(({ messages }) => messages).some(({ direction, state }) => direction === 'out' && state === 'sent')).toBe(true);
    const failed = await desk.traffic.requests({ successful: 'false', provider: 'openweathermap' } as never);
    expect(failed.items.length).toBeGreaterThan(0);
  });

  it('took money at every gateway, and left for each kind of work one that waits for a person', async () => {
    const { items } = await desk.payments.search({ limit: 100, to: new Date(Date.now() - 60_000).toISOString() });
    const gateways = (await desk.payments.options()).map(({ provider }) => provider);
    expect(new Set(items.filter(({ state }) => state === 'paid').map(({ provider }) => provider))).toEqual(new Set(gateways));
    const inDollars = items.find(({ amount }) => amount.currency === 'USD');
    expect(inDollars).toMatchObject({
      conversion: { source: 'Bank of Thailand' },
      settlement: { net: { currency: 'THB' }, rate: expect.any(String) },
    });
    const { items: waiting } = await desk.approvals.list({});
    expect(waiting.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['refund', 'transfer', 'capture', 'review']));
    const [dispute] = (await desk.disputes.list({ open: 'true' })).items;
    const daysLeft = (Date.parse(dispute?.dueAt ?? '') - Date.now()) / 86_400_000;
    expect(daysLeft).toBeGreaterThan(1);
    expect(daysLeft).toBeLessThan(3);
    const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
    const days = await desk.reconciliation.days({ from: day(8), to: day(-1) });
    expect(days.filter(({ open }) => open > 0)).toMatchObject([{ state: 'complete', differing: 1 }]);
    expect(days.filter(({ state }) => !['complete', 'not_possible'].includes(state))).toEqual([]);
  });

  it('called the sandbox and nobody else', async () => {
    const origins = new Set<string>();
    let cursor: string | undefined;
    do {
      const { items, cursor: next } = await desk.traffic.requests({ limit: 200, ...(cursor === undefined ? {} : { cursor }) });
      for (const { url } of items) origins.add(new URL(url).origin);
      cursor = next;
    } while (cursor !== undefined);
    expect([...origins]).toEqual([rig.sandbox.url]);
  });

  it('leaves an audit log that is unbroken', async () => {
    const manager = await rig.as('manager');
    const { intact, entries } = await manager.access.verifyAudit();
    expect(intact).toBe(true);
    expect(entries).toBeGreaterThan(30);
  });
});
