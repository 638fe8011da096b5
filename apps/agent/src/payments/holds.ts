import type { HoldReason } from '@banrimkwae/contract/payments';
import type { Bilingual } from '@banrimkwae/contract/primitives';
import { money } from '@banrimkwae/money';
import { AGENT } from '../access/index.ts';
import type { ApprovalRow } from './approval-table.ts';
import { type ApprovalEffect, askApproval } from './approvals.ts';
import type { PaymentsGround } from './ground.ts';
import { holdReasons, isSameGuest } from './hold-rules.ts';
import { readMoneyRules } from './money-rules.ts';
import { actOfKey, storeAct } from './payment-acts.ts';
import type { PaymentRow } from './payment-row.ts';
import { withdrawMoot } from './withdraw-approvals.ts';

const DAY_MS = 24 * 3600_000;

/**
 * What a provider's word on a payment makes us do: take a held amount that nothing speaks against, or ask a person. Inside the transaction of
 * the change; the same word again does nothing. Returns the approvals that came or went.
 */
export function lookAtPayment(ground: PaymentsGround, before: PaymentRow, after: PaymentRow): ApprovalRow[] {
  return [...withdrawMoot(ground, after), ...judge(ground, before, after)];
}

function judge(ground: PaymentsGround, before: PaymentRow, after: PaymentRow): ApprovalRow[] {
  if (after.hold !== null) return [];
  if (after.state === 'authorized' && after.capture_by_rules) return captureOrHold(ground, after);
  const isTaken = after.state === 'paid' && before.state !== 'paid';
  // What was to be held is seen here for the first time when somebody took it at the provider before we heard that it was held.
  const unseen = after.capture === 'automatic' || (after.capture_by_rules && before.state !== 'authorized');
  return isTaken && unseen && !isConfirmedByPeople(ground, after) ? reviewTaken(ground, after) : [];
}

/** Decided once: what speaks against it later, the guest's next try for one, finds the money on its way. */
function captureOrHold(ground: PaymentsGround, payment: PaymentRow): ApprovalRow[] {
  const wish = { paymentId: payment.id, kind: 'capture', idempotencyKey: `rules:${payment.id}` } as const;
  if (actOfKey(ground, wish.idempotencyKey)) return [];
  const reasons = reasonsAgainst(ground, payment);
  if (reasons.length > 0) return [hold(ground, payment, { kind: 'capture', reasons })];
  storeAct(ground, wish, AGENT);
  return [];
}

function reviewTaken(ground: PaymentsGround, payment: PaymentRow): ApprovalRow[] {
  const reasons = reasonsAgainst(ground, payment);
  return reasons.length === 0 ? [] : [hold(ground, payment, { kind: 'review', reasons })];
}

function reasonsAgainst(ground: PaymentsGround, payment: PaymentRow): HoldReason[] {
  const { holds } = readMoneyRules(ground);
  const tries = holds.triesOver === null ? 0 : triesOf(ground, payment);
  return holdReasons(holds, { ...payment, tries });
}

/** Payments that the same guest asked for since a day before this one, itself included. */
function triesOf(ground: PaymentsGround, payment: PaymentRow): number {
  const since = new Date(Date.parse(payment.created_at) - DAY_MS).toISOString();
  return ground.payments.contactsSince(since).filter((contact) => isSameGuest(contact, payment)).length;
}

/** Two people have looked at it already. */
function isConfirmedByPeople({ providers }: PaymentsGround, { provider }: PaymentRow): boolean {
  return providers.find(provider).connector.payments?.getPayment === undefined;
}

type Doubt = { kind: 'capture' | 'review'; reasons: readonly HoldReason[] };

function hold(ground: PaymentsGround, payment: PaymentRow, { kind, reasons }: Doubt): ApprovalRow {
  const amount = money(payment.amount, payment.currency);
  const approval = askApproval(ground, { kind, paymentId: payment.id, amount, holdReasons: reasons, note: null, actor: AGENT });
  ground.payments.setHold(payment.id, { reasons: [...reasons], approvalId: approval.id });
  const because = (language: keyof Bilingual) => reasons.map((reason) => REASONS[reason][language]).join(', ');
  tell(ground, payment.id, {
    cause: `hold:${approval.id}`,
    title:
      kind === 'capture'
        ? { en: `Held until a person has looked at it: ${because('en')}`, th: `กันวงเงินไว้จนกว่าจะมีคนตรวจสอบ: ${because('th')}` }
        : { en: `Taken, but a person should look at it: ${because('en')}`, th: `รับเงินแล้ว แต่ควรมีคนตรวจสอบ: ${because('th')}` },
  });
  ground.audit({ actor: AGENT.id, action: 'payment.hold', subject: payment.id, detail: { kind, reasons } });
  return approval;
}

const REASONS: Readonly<Record<HoldReason, Bilingual>> = {
  risk: { en: 'the provider sees a risk', th: 'ผู้ให้บริการเห็นความเสี่ยง' },
  amount: { en: 'the amount is large', th: 'ยอดเงินสูง' },
  country: { en: 'the card is of another country than the guest', th: 'บัตรมาจากคนละประเทศกับผู้เข้าพัก' },
  tries: { en: 'this guest has tried many times', th: 'ผู้เข้าพักพยายามชำระหลายครั้ง' },
};

/** A card network warned of a payment: a person should look. Inside the transaction that stores the warning; its approval is for publishing. */
export function reviewWarned(ground: PaymentsGround, payment: PaymentRow, reason: string): ApprovalRow {
  const amount = money(payment.amount, payment.currency);
  return askApproval(ground, { kind: 'review', paymentId: payment.id, amount, note: `Early fraud warning: ${reason}`, actor: AGENT });
}

/** Approved: the amount is taken. Rejected: it is let go. */
export const captureEffect: ApprovalEffect = {
  approved: (ground, { id, payment_id }, by) =>
    void storeAct(ground, { paymentId: payment_id, kind: 'capture', idempotencyKey: `approval:${id}` }, by),
  rejected: (ground, { id, payment_id }, by) =>
    void storeAct(ground, { paymentId: payment_id, kind: 'cancel', idempotencyKey: `approval:${id}` }, by),
};

/** Nothing moves by itself: money that came is given back as a refund, by a person. */
export const reviewEffect: ApprovalEffect = {
  approved: () => undefined,
  rejected: (ground, { id, payment_id }) =>
    tell(ground, payment_id, {
      cause: `review:${id}`,
      title: { en: 'Nothing is given back by itself: refund it if it should be', th: 'ระบบไม่คืนเงินเอง หากควรคืนให้ทำรายการคืนเงิน' },
    }),
};

type Line = { cause: string; title: Bilingual };

function tell(ground: PaymentsGround, paymentId: string, line: Line): void {
  ground.story.tell({ ...line, paymentId, kind: 'state', at: ground.clock.now().toISOString() });
}
