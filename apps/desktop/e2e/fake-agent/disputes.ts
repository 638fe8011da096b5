import type { Dispute } from '@banrimkwae/contract/disputes';
import type { Payment } from '@banrimkwae/contract/payments';
import { disputesOf } from './payment-cases.ts';

const DAY = 86_400_000;

type Sketch = Pick<Dispute, 'state' | 'stage' | 'reason'> & { dueIn: number | null } & Partial<Dispute>;

const sketches: readonly Sketch[] = [
  { state: 'needs_response', stage: 'chargeback', reason: 'fraudulent', dueIn: 1.6 },
  {
    state: 'needs_response',
    stage: 'chargeback',
    reason: 'credit_not_processed',
    dueIn: 11,
    paymentId: null,
    guestName: null,
    room: null,
  },
  { state: 'under_review', stage: 'chargeback', reason: 'duplicate', dueIn: null },
  { state: 'won', stage: 'chargeback', reason: 'product_unacceptable', dueIn: null },
  { state: 'lost', stage: 'arbitration', reason: 'fraudulent', dueIn: null },
];

/** By due date, then those that are decided. */
export function makeDisputes(now: number, payments: readonly Payment[]): Dispute[] {
  const paid = payments.filter(({ state, lastFour }) => state === 'paid' && lastFour !== null);
  const ownDisputes = sketches.map(({ dueIn, ...sketch }, index) => {
    const payment = paid[index * 3 + 2];
    const openedAt = new Date(now - (index + 2) * 3 * DAY).toISOString();
    return {
      id: `dp_${index}`,
      paymentId: payment?.id ?? null,
      provider: 'stripe',
      providerDisputeId: `dp_1QK7hZ${index}f4kLm`,
      amount: payment?.amount ?? { amount: 480_000, currency: 'THB' },
      guestName: payment?.guest.name ?? null,
      room: payment?.room ?? null,
      dueAt: dueIn === null ? null : new Date(now + dueIn * DAY).toISOString(),
      url: sketch.state === 'needs_response' ? 'https://dashboard.stripe.com/disputes/dp_1QK7hZ' : null,
      openedAt,
      updatedAt: openedAt,
      ...sketch,
    };
  });
  // The one that also stands on its payment is second by its due date.
  return [...ownDisputes.slice(0, 1), ...payments.flatMap((payment) => disputesOf(payment, now)), ...ownDisputes.slice(1)];
}
