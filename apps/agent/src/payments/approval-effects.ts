import type { ApprovalKind } from '@banrimkwae/contract/approvals';
import type { ApprovalEffect } from './approvals.ts';
import { refundApproval } from './approve-refund.ts';
import { transferApproval } from './confirm-transfer.ts';
import { captureEffect, reviewEffect } from './holds.ts';
import { receivedEffect } from './received.ts';

/** What each kind of decision brings about. */
export const APPROVAL_EFFECTS: Readonly<Record<ApprovalKind, ApprovalEffect>> = {
  refund: refundApproval,
  transfer: transferApproval,
  received: receivedEffect,
  capture: captureEffect,
  review: reviewEffect,
};
