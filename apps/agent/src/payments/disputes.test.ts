import type { DisputeSnapshot, WarningSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import type { ProviderEvent } from '@banrimkwae/connector-kit/connector';
import { describe, expect, it } from 'vitest';
import { type PaymentsRig, paymentsRig } from './payments-rig.ts';

const snapshot: DisputeSnapshot = {
  providerDisputeId: 'dp_1',
  providerPaymentIds: ['pi_1'],
  state: 'needs_response',
  stage: 'chargeback',
  reason: 'fraudulent',
  amount: { amount: 1000, currency: 'THB' },
  dueAt: '2026-11-25T00:00:00.000Z',
  url: 'https://provider.test/disputes/dp_1',
  openedAt: '2026-11-23T05:00:00.000Z',
};
const warning: WarningSnapshot = {
  providerWarningId: 'issfr_1',
  reason: 'made_with_stolen_card',
  actionable: true,
  at: '2026-11-23T05:00:00.000Z',
};

function openDesk() {
  const told = { disputes: [snapshot], warnings: [warning] };
  const rig = paymentsRig({
    more: () => ({
      getDispute: async (_context, { providerDisputeId }) => {
        const found = told.disputes.find((one) => one.providerDisputeId === providerDisputeId);
        if (!found) throw new Error('no such dispute');
        return found;
      },
      listDisputes: async () => ({ disputes: told.disputes }),
      listWarnings: async () => told.warnings,
    }),
  });
  return { rig, told };
}

let count = 0;
const hear = (rig: PaymentsRig, about: ProviderEvent['about']) => {
  count += 1;
  return rig.room.applyEvent({ id: `evt_dispute_${count}`, type: 'dispute', occurredAt: new Date(0), about, data: {} }, 'fake');
};
const ABOUT = { kind: 'dispute', providerDisputeId: 'dp_1', providerPaymentIds: ['pi_1'] } as const;

describe('a dispute', () => {
  it('stands on its payment, its story and the first screen as soon as the provider tells, however often', async () => {
    const { rig } = openDesk();
    const id = await rig.paid(1000);
    await hear(rig, ABOUT);
    await hear(rig, ABOUT);
    expect(rig.room.get(id).disputes).toMatchObject([{ state: 'needs_response', dueAt: snapshot.dueAt, room: '12', guestName: 'Somchai' }]);
    expect(rig.room.timeline(id).filter(({ kind }) => kind === 'dispute')).toHaveLength(1);
    expect(rig.room.problems()).toMatchObject([
      { severity: 'money', sentence: { en: 'A dispute over ฿10.00 at Fake Pay must be answered within three days.' } },
    ]);
    expect(rig.events.filter(({ type }) => type === 'dispute_changed')).toHaveLength(1);
  });

  it('is found by the look now and then when no webhook came, and is kept though the payment is not ours', async () => {
    const { rig, told } = openDesk();
    told.disputes = [{ ...snapshot, providerPaymentIds: ['pi_of_the_shop'] }];
    await rig.room.watchDisputes();
    expect(rig.room.disputes.list({ limit: 10 }).items).toMatchObject([{ paymentId: null, guestName: null, providerDisputeId: 'dp_1' }]);
  });

  it('that was opened too long ago to be listed is asked for until it is answered', async () => {
    const told = { disputes: [snapshot] };
    const lists = { disputes: told.disputes };
    const desk = paymentsRig({
      more: () => ({
        getDispute: async () => told.disputes[0] ?? snapshot,
        listDisputes: async () => lists,
      }),
    });
    await desk.room.watchDisputes();
    lists.disputes = [];
    told.disputes = [{ ...snapshot, state: 'under_review' }];
    await desk.room.watchDisputes();
    expect(desk.room.disputes.list({ limit: 10 }).items).toMatchObject([{ state: 'under_review' }]);
    expect(desk.room.problems()).toEqual([]);
  });

  it('that has ended is not opened again by an older word, but by a new stage', async () => {
    const { rig, told } = openDesk();
    await rig.paid(1000);
    told.disputes = [{ ...snapshot, state: 'lost' }];
    await hear(rig, ABOUT);
    told.disputes = [snapshot];
    await hear(rig, ABOUT);
    const [dispute] = rig.room.disputes.list({ limit: 10 }).items;
    expect(dispute?.state).toBe('lost');
    told.disputes = [{ ...snapshot, stage: 'arbitration' }];
    expect(await rig.room.disputes.refresh(dispute?.id ?? '')).toMatchObject({ state: 'needs_response', stage: 'arbitration' });
  });

  it('stands where it must be answered first', async () => {
    const { rig, told } = openDesk();
    const one = (id: string, change: Partial<DisputeSnapshot>) => ({
      ...snapshot,
      providerDisputeId: id,
      providerPaymentIds: [],
      ...change,
    });
    told.disputes = [
      one('won', { state: 'won' }),
      one('late', { dueAt: '2026-12-20T00:00:00.000Z' }),
      one('review', { state: 'under_review' }),
      one('soon', { dueAt: '2026-11-24T00:00:00.000Z' }),
    ];
    await rig.room.watchDisputes();
    const ids = (list: { items: { providerDisputeId: string }[] }) => list.items.map(({ providerDisputeId }) => providerDisputeId);
    expect(ids(rig.room.disputes.list({ limit: 10 }))).toEqual(['soon', 'late', 'review', 'won']);
    expect(ids(rig.room.disputes.list({ limit: 10, open: true }))).toEqual(['soon', 'late', 'review']);
    const first = rig.room.disputes.list({ limit: 2 });
    expect(ids(rig.room.disputes.list({ limit: 2, cursor: first.cursor }))).toEqual(['review', 'won']);
  });
});

describe('an early fraud warning', () => {
  it('is asked for when the provider hints at it, and stands on the payment once', async () => {
    const { rig } = openDesk();
    const id = await rig.paid(1000);
    await hear(rig, { kind: 'warning', providerPaymentIds: ['pi_1'] });
    await hear(rig, { kind: 'warning', providerPaymentIds: ['pi_1'] });
    expect(rig.room.get(id).warnings).toEqual([{ id: 'issfr_1', reason: 'made_with_stolen_card', actionable: true, at: warning.at }]);
    expect(rig.room.timeline(id).filter(({ kind }) => kind === 'dispute')).toHaveLength(1);
  });
});

describe('fees', () => {
  it('are what the provider told, for what it has told of', async () => {
    const { rig } = openDesk();
    await rig.paid(10_000);
    await rig.take({ amount: { amount: 20_000, currency: 'THB' } });
    const held = rig.provider.payments.get('pi_2');
    rig.provider.pay('pi_2');
    if (held) held.snapshot = { ...held.snapshot, fee: { amount: 730, currency: 'THB' } };
    await rig.webhook('pi_2');
    const year = { from: '2026-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' };
    expect(rig.room.fees(year)).toMatchObject([
      { count: 1, captured: { amount: 10_000 }, fees: { amount: 0 }, settled: 0, costBasisPoints: null },
      { count: 1, captured: { amount: 20_000 }, fees: { amount: 730 }, settled: 1, costBasisPoints: 365 },
    ]);
  });
});
