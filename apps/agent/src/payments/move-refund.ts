import type { RefundState } from '@banrimkwae/contract/payments';
import type { PaymentsGround } from './ground.ts';
import type { RefundRow } from './refund-table.ts';
import { tellRefund } from './settle-payment.ts';

const FINAL: ReadonlySet<RefundState> = new Set(['succeeded', 'failed', 'cancelled']);

export type RefundMove = {
  /** Only from one of these: what happened meanwhile wins. */
  from: readonly RefundState[];
  to: RefundState;
  change?: Partial<
    Pick<RefundRow, 'bank_reference' | 'failure_reason' | 'cancellable' | 'unknown_since' | 'sent_at' | 'lost_at' | 'cancel_key'>
  >;
};

/**
 * Moves a refund on by our own decision, and tells its story; what a provider says goes through `settleRefund`. Undefined: it no longer
 * stands where the move begins, and nothing has changed. One transaction, or part of the caller's.
 */
export function moveRefund(ground: PaymentsGround, id: string, { from, to, change = {} }: RefundMove): RefundRow | undefined {
  return ground.database.transaction(() => {
    const current = ground.refunds.find(id);
    if (!current || !from.includes(current.state)) return undefined;
    const at = ground.clock.now().toISOString();
    const next: RefundRow = { ...current, ...change, state: to, settled_at: FINAL.has(to) ? at : null, updated_at: at };
    ground.refunds.change(next);
    if (to !== current.state && to !== 'approved') tellRefund(ground, next, at);
    return next;
  })();
}
