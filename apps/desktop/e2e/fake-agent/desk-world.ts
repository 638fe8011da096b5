import type { Payment } from '@banrimkwae/contract/payments';
import type { ReconciledDay, ReconciledLine } from '@banrimkwae/contract/reconciliation';
import { makeApprovals } from './approvals.ts';
import { makeDisputes } from './disputes.ts';
import { makeFees, makeRules } from './money-rules.ts';
import { makeDeliveries, makeOutgoing } from './outgoing.ts';
import { makeDays, makeLines } from './reconciliation.ts';

type DeskInput = { now: number; payments: readonly Payment[]; calm: boolean };

/** What the payments desk looks into besides the payments themselves. `calm`: nothing waits, nothing was disputed. */
export function makeDesk({ now, payments, calm }: DeskInput) {
  const lines = new Map<string, ReconciledLine[]>();
  return {
    approvals: calm ? [] : makeApprovals(now, payments),
    disputes: calm ? [] : makeDisputes(now, payments),
    days: makeDays(now, calm),
    /** Made when first asked for, and kept, so that what was settled stays settled. */
    linesOf: (day: ReconciledDay): ReconciledLine[] => {
      const key = `${day.provider} ${day.day}`;
      const known = lines.get(key) ?? makeLines(day, payments);
      lines.set(key, known);
      return known;
    },
    rules: makeRules(),
    fees: calm ? [] : makeFees(),
    endpoints: calm ? [] : makeOutgoing(now),
    deliveries: makeDeliveries(now),
  };
}
