import type { Account } from './account.ts';
import { type PayPalAmount, readAmount } from './amounts.ts';
import type { Authorization, Capture, Dispute, Refund } from './objects.ts';
import { addCapture, touch } from './orders.ts';
import { missing, unprocessable } from './refusal.ts';
import { showAuthorization, showDispute, showRefund } from './show.ts';

/** https://developer.paypal.com/docs/api/payments/v2/ : 180 days. */
const REFUNDABLE_MS = 180 * 86_400_000;

export function captureHold(account: Account, hold: Authorization, asked: { amount?: PayPalAmount | undefined }): Capture {
  if (hold.status === 'VOIDED') throw unprocessable('AUTHORIZATION_VOIDED', 'A voided authorization cannot be captured or reauthorized.');
  if (hold.status === 'CAPTURED') throw unprocessable('AUTHORIZATION_ALREADY_CAPTURED', 'Authorization has already been captured.');
  const amount = asked.amount ? readAmount(asked.amount) : hold.amount;
  if (amount.currency !== hold.amount.currency)
    throw unprocessable('CURRENCY_MISMATCH', 'Currency of capture must be the same as currency of authorization.');
  if (amount.amount > hold.amount.amount) throw unprocessable('MAX_CAPTURE_AMOUNT_EXCEEDED', 'Capture amount exceeds allowable limit.');
  const order = account.orders.get(hold.order);
  if (!order) throw missing(hold.order);
  hold.status = 'CAPTURED';
  touch(account, hold);
  return addCapture(account, order, amount);
}

export function voidHold(account: Account, hold: Authorization): void {
  if (hold.status === 'VOIDED')
    throw unprocessable('PREVIOUSLY_VOIDED', 'Authorization has been previously voided and hence cannot be voided again.');
  if (hold.status === 'CAPTURED')
    throw unprocessable('PREVIOUSLY_CAPTURED', 'Authorization has been previously captured and hence cannot be voided.');
  hold.status = 'VOIDED';
  touch(account, hold);
  account.emit({
    type: 'PAYMENT.AUTHORIZATION.VOIDED',
    resourceType: 'authorization',
    version: '2.0',
    summary: 'A payment authorization was voided',
    resource: showAuthorization(account, hold),
  });
}

export type NewRefund = { amount?: PayPalAmount | undefined } & Pick<Refund, 'custom_id' | 'invoice_id' | 'note_to_payer'>;

export function refundCapture(account: Account, capture: Capture, { amount: asked, ...rest }: NewRefund): Refund {
  const left = capture.amount.amount - refundedOf(account, capture.id);
  if (capture.status === 'PENDING') throw unprocessable('PENDING_CAPTURE', 'Cannot initiate a refund as the capture is pending.');
  if (left === 0) throw unprocessable('CAPTURE_FULLY_REFUNDED', 'The capture has already been fully refunded.');
  if (account.world.now().getTime() - Date.parse(capture.created) > REFUNDABLE_MS)
    throw unprocessable('REFUND_TIME_LIMIT_EXCEEDED', 'You are over the time limit to perform a refund on this capture.');
  const amount = asked ? readAmount(asked) : { ...capture.amount, amount: left };
  if (amount.currency !== capture.amount.currency)
    throw unprocessable('REFUND_CAPTURE_CURRENCY_MISMATCH', 'Refund must be in the same currency as the capture.');
  if (amount.amount > left)
    throw unprocessable(
      'REFUND_AMOUNT_EXCEEDED',
      'The refund amount must be less than or equal to the capture amount that has not yet been refunded.',
    );
  const at = account.now();
  const status = account.coming.refunds.shift() === undefined ? 'COMPLETED' : 'PENDING';
  const refund: Refund = { id: account.id(), capture: capture.id, status, amount, ...rest, created: at, updated: at };
  account.refunds.set(refund.id, refund);
  settleCapture(account, capture);
  tellRefund(account, refund);
  return refund;
}

export function endRefund(account: Account, refund: Refund, status: 'COMPLETED' | 'FAILED'): void {
  refund.status = status;
  touch(account, refund);
  const capture = account.captures.get(refund.capture);
  if (capture) settleCapture(account, capture);
  tellRefund(account, refund);
}

function tellRefund(account: Account, refund: Refund): void {
  const type = { COMPLETED: 'PAYMENT.CAPTURE.REFUNDED', PENDING: 'PAYMENT.REFUND.PENDING', FAILED: 'PAYMENT.REFUND.FAILED' }[refund.status];
  const resource = showRefund(account, refund);
  account.emit({ type, resourceType: 'refund', version: '2.0', summary: `A refund is ${refund.status.toLowerCase()}`, resource });
}

function settleCapture(account: Account, capture: Capture): void {
  const refunded = refundedOf(account, capture.id);
  capture.status = refunded === 0 ? 'COMPLETED' : refunded < capture.amount.amount ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
  touch(account, capture);
}

function refundedOf({ refunds }: Account, captureId: string): number {
  return [...refunds.values()]
    .filter(({ capture, status }) => capture === captureId && status !== 'FAILED')
    .reduce((sum, { amount }) => sum + amount.amount, 0);
}

export function openDispute(account: Account, capture: Capture, reason: string): Dispute {
  const at = account.now();
  const due = new Date(account.world.now().getTime() + account.settings.disputeAnswerWithin);
  const dispute: Dispute = {
    id: `PP-D-${account.id().replace(/\D/g, '').padStart(5, '4')}`,
    capture: capture.id,
    reason,
    status: 'WAITING_FOR_SELLER_RESPONSE',
    stage: 'INQUIRY',
    amount: capture.amount,
    outcome: null,
    due: due.toISOString(),
    created: at,
    updated: at,
  };
  account.disputes.set(dispute.id, dispute);
  tellDispute(account, dispute, 'CREATED');
  return dispute;
}

export function endDispute(account: Account, dispute: Dispute, outcome: string): void {
  dispute.status = 'RESOLVED';
  dispute.outcome = outcome;
  touch(account, dispute);
  tellDispute(account, dispute, 'RESOLVED');
}

function tellDispute(account: Account, dispute: Dispute, what: 'CREATED' | 'RESOLVED'): void {
  account.emit({
    type: `CUSTOMER.DISPUTE.${what}`,
    resourceType: 'dispute',
    version: '1.0',
    summary: what === 'CREATED' ? 'A new dispute opened' : 'A dispute was resolved',
    resource: showDispute(account, dispute),
  });
}
