import type { Permission } from '@banrimkwae/contract/roles';
import type { Overview } from '@banrimkwae/contract/system';

export type MoneyWaiting = { approvals: number; disputes: number; reconciliation: number };

/** What waits for this person about money: only what they may decide or look into. */
export function moneyWaiting({ waiting }: Overview, may: (permission: Permission) => boolean): MoneyWaiting {
  return {
    approvals: may('payments.approve') ? waiting.approvals : 0,
    disputes: may('payments.approve') ? waiting.disputes : 0,
    reconciliation: may('reconciliation.run') ? waiting.differences : 0,
  };
}
