import { AppError } from '@banrimkwae/contract/errors';
import type { ApprovalEffect } from './approvals.ts';
import { moveRefund } from './move-refund.ts';

/** A second person says that the money was sent from the bank, and gives the bank's reference as proof; or that it will not be. */
export const transferApproval: ApprovalEffect = {
  approved: (ground, { refund_id, bank_reference }) => {
    if (bank_reference === null)
      throw new AppError('invalid_input', {
        message: 'The bank’s reference of the transfer is missing.',
        fields: { bankReference: 'As it stands on the slip of the transfer' },
      });
    if (!moveRefund(ground, refund_id ?? '', { from: ['approved'], to: 'succeeded', change: { bank_reference } }))
      throw new AppError('conflict');
  },
  rejected: (ground, { refund_id, reason }) => {
    moveRefund(ground, refund_id ?? '', { from: ['approved'], to: 'cancelled', change: { failure_reason: reason } });
  },
};
