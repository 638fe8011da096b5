import type { PaymentSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { readTransferSlip } from '@banrimkwae/connector-kit/transfer-slip';
import { AppError } from '@banrimkwae/contract/errors';
import type { Bilingual } from '@banrimkwae/contract/primitives';
import { money, zero } from '@banrimkwae/money';
import type { Actor } from '../access/index.ts';
import type { ApprovalRow } from './approval-table.ts';
import { type ApprovalEffect, askApproval, publishApproval } from './approvals.ts';
import type { PaymentsGround } from './ground.ts';
import type { PaymentRow } from './payment-row.ts';
import { required, settlePayment } from './settle-payment.ts';
import type { Slip } from './slip-table.ts';
import { type Finding, lookUpSlip } from './verify-slip.ts';

export type ConfirmReceived = { id: string; idempotencyKey: string; slip: string | null; note: string };

const CONFIRMABLE: ReadonlySet<string> = new Set(['waiting', 'processing', 'expired']);

/** Whether only a person can say that this one was paid, and nobody has said so yet. */
export function canConfirmReceived(ground: PaymentsGround, payment: PaymentRow): boolean {
  return isForPeople(ground, payment) && ground.approvals.waitingFor('received', payment.id) === undefined;
}

/**
 * Somebody says that the money came. A bank that knows the slip settles it at once; else a second person must say so too, and one person alone
 * never does. A slip pays once. The same key is the same word. Throws not_found, conflict, invalid_input, slip_used, forbidden.
 */
export async function confirmReceived(ground: PaymentsGround, input: ConfirmReceived, actor: Actor): Promise<void> {
  const payment = ground.payments.find(input.id);
  if (!payment) throw new AppError('not_found', { message: 'There is no such payment.' });
  if (ground.story.isTold(payment.id, causeOf(input))) return;
  requireForPeople(ground, payment);
  const slip = input.slip === null ? null : readSlip(input.slip);
  if (slip) requireUnused(ground, payment, slip);
  const finding = slip && (await lookUpSlip(ground, payment, slip));
  const asked = ground.database.transaction(() => take(ground, { ...input, slip, finding }, actor))();
  if (asked) publishApproval(ground, asked);
  ground.live.publish({ type: 'payment_changed', paymentId: payment.id, state: required(ground, payment.id).state });
}

type Word = Omit<ConfirmReceived, 'slip'> & { slip: Slip | null; finding: Finding | null };

/** While the bank was asked, somebody else may have been here: all is looked at anew. */
function take(ground: PaymentsGround, word: Word, actor: Actor): ApprovalRow | undefined {
  const payment = required(ground, word.id);
  if (ground.story.isTold(payment.id, causeOf(word))) return undefined;
  requireForPeople(ground, payment);
  const { slip, finding, note } = word;
  const proof = finding?.proof;
  if (!proof) requirePerson(actor);
  if (!proof && ground.approvals.waitingFor('received', payment.id))
    throw new AppError('conflict', {
      message: 'Somebody has said so already; it waits for a second person.',
      hint: 'Look under Approvals.',
    });
  if (slip) reserve(ground, payment, slip);
  tellWord(ground, word, actor);
  const detail = { slip: slip && nameOf(slip), proved: proof !== undefined, amount: payment.amount, currency: payment.currency };
  ground.audit({ actor: actor.id, action: 'payment.received', subject: payment.id, detail });
  if (proof && slip) {
    settlePayment(ground, payment.id, paidSnapshot(payment, { methodDetail: nameOf(slip), paidAt: proof.at }));
    return undefined;
  }
  const amount = money(payment.amount, payment.currency);
  return askApproval(ground, { kind: 'received', paymentId: payment.id, amount, note, actor, ...(slip ? { slip: nameOf(slip) } : {}) });
}

function tellWord(ground: PaymentsGround, word: Word, actor: Actor): void {
  const at = ground.clock.now().toISOString();
  const { id: paymentId, slip, finding, note } = word;
  const title = { en: 'Says that the money has come', th: 'แจ้งว่าได้รับเงินแล้ว' };
  const detail = [slip && nameOf(slip), note].filter(Boolean).join(' · ');
  ground.story.tell({ paymentId, cause: causeOf(word), at, kind: 'person', title, detail, actor: actor.name });
  if (finding) ground.story.tell({ paymentId, cause: `${causeOf(word)}:finding`, at, kind: 'state', title: finding.sentence });
}

/** A second person has decided. */
export const receivedEffect: ApprovalEffect = {
  approved: (ground, { id, payment_id, slip, requested_by }, by) => {
    const payment = required(ground, payment_id);
    const at = ground.clock.now().toISOString();
    const title: Bilingual = {
      en: `The money has come, say ${requested_by} and ${by.name}`,
      th: `${requested_by} และ ${by.name} ยืนยันว่าได้รับเงินแล้ว`,
    };
    ground.story.tell({ paymentId: payment_id, cause: `received:${id}`, at, kind: 'person', title, detail: slip, actor: by.name });
    settlePayment(ground, payment_id, paidSnapshot(payment, { methodDetail: slip, paidAt: at }));
  },
  /** It waits on; the slip may be shown again, for this payment or for the one it belongs to. */
  rejected: (ground, { payment_id }) => ground.slips.free(payment_id),
};

function paidSnapshot(payment: PaymentRow, { methodDetail, paidAt }: Pick<PaymentSnapshot, 'methodDetail' | 'paidAt'>): PaymentSnapshot {
  const amount = money(payment.amount, payment.currency);
  return {
    providerPaymentId: payment.provider_payment_id ?? payment.id,
    alsoKnownAs: [],
    ourReference: payment.id,
    state: 'paid',
    amount,
    captured: amount,
    refunded: zero(payment.currency),
    methodDetail,
    lastFour: null,
    action: null,
    risk: null,
    fee: null,
    settlement: null,
    failure: null,
    paidAt,
    refundable: null,
  };
}

function isForPeople({ providers }: PaymentsGround, payment: PaymentRow): boolean {
  return CONFIRMABLE.has(payment.state) && providers.find(payment.provider).connector.payments?.getPayment === undefined;
}

function requireForPeople(ground: PaymentsGround, payment: PaymentRow): void {
  if (isForPeople(ground, payment)) return;
  const message = CONFIRMABLE.has(payment.state)
    ? 'The provider of this payment tells by itself when the money has come.'
    : `This payment is ${payment.state}; nothing is waited for.`;
  throw new AppError('conflict', { message });
}

/** Two people are asked for; what a program says is not one of them. */
function requirePerson({ holder }: Actor): void {
  if (holder === undefined || holder === 'api_key')
    throw new AppError('forbidden', { message: 'Only a person can say that money has come.', hint: 'Confirm it at the desk.' });
}

function readSlip(text: string): Slip {
  const read = readTransferSlip(text);
  if (read.ok) return read.slip;
  throw new AppError('invalid_input', { message: read.message.en, fields: { slip: read.message.en } });
}

function requireUnused(ground: PaymentsGround, payment: PaymentRow, slip: Slip): void {
  const usedBy = ground.slips.paymentOf(slip);
  if (usedBy !== undefined && usedBy !== payment.id) throw new AppError('slip_used');
}

function reserve(ground: PaymentsGround, payment: PaymentRow, slip: Slip): void {
  requireUnused(ground, payment, slip);
  ground.slips.reserve(slip, payment.id, ground.clock.now().toISOString());
}

function nameOf({ bank, reference }: Slip): string {
  return `${bank}:${reference}`;
}

function causeOf({ idempotencyKey }: Pick<ConfirmReceived, 'idempotencyKey'>): string {
  return `received:${idempotencyKey}`;
}
