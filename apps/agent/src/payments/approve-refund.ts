import { AppError } from '@banrimkwae/contract/errors';
import type { ApprovalEffect } from './approvals.ts';
import { moveRefund } from './move-refund.ts';
import { releaseRefund } from './request-refund.ts';
import { required } from './settle-payment.ts';

/** A second person lets a refund go, or frees its money again. */
export const refundApproval: ApprovalEffect = {
  approved: (ground, { refund_id, payment_id }) => {
    const { refunded, refunding } = ground.refunds.sums(payment_id);
    if (refunded + refunding > required(ground, payment_id).captured)
      throw new AppError('refund_too_large', {
        message: 'More has been given back at the provider meanwhile; what is left does not cover this refund.',
        hint: 'Reject it, and ask for what is left.',
      });
    const refund = moveRefund(ground, refund_id ?? '', { from: ['requested'], to: 'approved' });
    if (!refund) throw new AppError('conflict');
    releaseRefund(ground, refund);
  },
  rejected: (ground, { refund_id, reason }) => {
    moveRefund(ground, refund_id ?? '', { from: ['requested'], to: 'cancelled', change: { failure_reason: reason } });
  },
};
