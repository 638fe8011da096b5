import { AppError, toAppError } from '@banrimkwae/contract/errors';
import { formatMoney, type Money, money } from '@banrimkwae/money';
import * as z from 'zod';
import type { Actor } from '../access/index.ts';
import { explain, outcomeOf } from '../gateway/outcome.ts';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import { JOB, type PaymentsGround } from './ground.ts';
import { known, type PaymentRow } from './payment-row.ts';
import { isOpen } from './payment-state.ts';
import { refreshPayment } from './refund-payment.ts';
import { required, settlePayment } from './settle-payment.ts';

export type ActOnPayment = { paymentId: string; kind: 'capture' | 'cancel'; idempotencyKey: string; amount?: Money | undefined };

const ActRow = z.object({
  id: z.string(),
  payment_id: z.string(),
  kind: z.enum(['capture', 'cancel']),
  idempotency_key: z.string(),
  amount: z.int().nullable(),
  state: z.enum(['requested', 'sending', 'done', 'failed']),
  failure: z.string().nullable(),
});
type ActRow = z.infer<typeof ActRow>;

const TITLES = {
  capture: { en: 'Capture asked for', th: 'ขอเรียกเก็บเงิน' },
  cancel: { en: 'Cancellation asked for', th: 'ขอยกเลิกรายการ' },
} as const;

/** Stores the wish to capture or cancel with its job and audit line. The same key is the same wish. */
export function actOnPayment(ground: PaymentsGround, input: ActOnPayment, actor: Actor): void {
  const payment = ground.payments.find(input.paymentId);
  if (!payment) throw new AppError('not_found');
  if (ground.database.prepare('SELECT 1 FROM payment_acts WHERE idempotency_key = ?').get(input.idempotencyKey) !== undefined) return;
  requireAllowed(ground, payment, input);
  const id = ground.newId('act');
  const at = ground.clock.now().toISOString();
  ground.database.transaction(() => {
    ground.database
      .prepare(
        "INSERT INTO payment_acts (id, payment_id, kind, idempotency_key, amount, state, requested_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?, 'requested', ?, ?, ?)",
      )
      .run(id, payment.id, input.kind, input.idempotencyKey, input.amount?.amount ?? null, actor.name, at, at);
    const detail = input.amount ? formatMoney(input.amount, 'en') : null;
    ground.story.tell({
      paymentId: payment.id,
      cause: `act:${id}`,
      at,
      kind: 'person',
      title: TITLES[input.kind],
      detail,
      actor: actor.name,
    });
    ground.audit({
      actor: actor.id,
      action: `payment.${input.kind}`,
      subject: payment.id,
      detail: { amount: input.amount?.amount ?? null },
    });
    ground.jobs.add({ kind: JOB.act, subjectId: id, priority: 1, dedupeKey: `${JOB.act}:${id}` });
  })();
}

/** Job: tells the provider. An attempt of before is settled by re-reading the payment first. */
export async function sendAct(ground: PaymentsGround, job: RunningJob): Promise<JobOutcome> {
  const act = findAct(ground, job.subjectId);
  if (!act || act.state === 'done' || act.state === 'failed') return { done: true };
  const payment = act.state === 'sending' ? await refreshPayment(ground, act.payment_id) : required(ground, act.payment_id);
  if (isDone(act, payment)) return finish(ground, act, 'done', null);
  const { connector } = ground.providers.find(payment.provider);
  const id = payment.provider_payment_id;
  const { capturePayment, cancelPayment } = connector.payments ?? {};
  try {
    setState(ground, act, 'sending', null);
    if (id === null || (act.kind === 'capture' ? !capturePayment : !cancelPayment)) throw new AppError('not_supported');
    const trace = { paymentId: payment.id };
    const common = { providerPaymentId: id, payment: known(payment), idempotencyKey: act.idempotency_key };
    const amount = act.amount === null ? {} : { amount: money(act.amount, payment.currency) };
    const snapshot =
      act.kind === 'capture' && capturePayment
        ? await ground.providers.run(payment.provider, capturePayment, { ...common, ...amount }, trace)
        : cancelPayment && (await ground.providers.run(payment.provider, cancelPayment, common, trace));
    if (snapshot) settlePayment(ground, payment.id, snapshot);
    return finish(ground, act, 'done', null);
  } catch (fault) {
    const error = toAppError(fault);
    if (outcomeOf(error) !== 'refused') return { again: { afterMs: (error.details.retryAfterSeconds ?? 3) * 1000, reason: error.message } };
    await refreshPayment(ground, payment.id);
    return finish(ground, act, isDone(act, required(ground, payment.id)) ? 'done' : 'failed', explain(error));
  }
}

function isDone(act: ActRow, payment: PaymentRow): boolean {
  return act.kind === 'capture' ? payment.state === 'paid' : payment.state === 'cancelled' || payment.state === 'expired';
}

function requireAllowed(ground: PaymentsGround, payment: PaymentRow, { kind, amount }: ActOnPayment): void {
  const operations = ground.providers.find(payment.provider).connector.payments;
  if (kind === 'cancel') {
    if (!operations?.cancelPayment) throw new AppError('not_supported');
    if (!isOpen(payment.state) && payment.state !== 'failed')
      throw new AppError('conflict', { message: 'This payment is finished; a paid one is refunded, not cancelled.' });
    return;
  }
  if (!operations?.capturePayment) throw new AppError('not_supported');
  if (payment.state !== 'authorized') throw new AppError('conflict', { message: 'Only an authorised amount can be captured.' });
  if (amount && amount.currency !== payment.currency) throw new AppError('currency_mismatch');
  if (amount && (amount.amount <= 0 || amount.amount > payment.amount))
    throw new AppError('invalid_input', {
      message: 'At most the authorised amount can be captured.',
      fields: { amount: `At most ${formatMoney(money(payment.amount, payment.currency), 'en')}` },
    });
}

function findAct(ground: PaymentsGround, id: string): ActRow | undefined {
  const row = ground.database.prepare('SELECT * FROM payment_acts WHERE id = ?').get(id);
  return row === undefined ? undefined : ActRow.parse(row);
}

function setState(ground: PaymentsGround, act: ActRow, state: ActRow['state'], failure: string | null): void {
  ground.database
    .prepare('UPDATE payment_acts SET state = ?, failure = ?, updated_at = ? WHERE id = ?')
    .run(state, failure, ground.clock.now().toISOString(), act.id);
}

function finish(ground: PaymentsGround, act: ActRow, state: 'done' | 'failed', failure: string | null): JobOutcome {
  const at = ground.clock.now().toISOString();
  ground.database.transaction(() => {
    setState(ground, act, state, failure);
    if (state === 'failed')
      ground.story.tell({
        paymentId: act.payment_id,
        cause: `act:${act.id}:failed`,
        at,
        kind: 'state',
        title: { en: 'The provider refused', th: 'ผู้ให้บริการปฏิเสธ' },
        detail: failure,
      });
  })();
  ground.live.publish({ type: 'payment_changed', paymentId: act.payment_id, state: required(ground, act.payment_id).state });
  return { done: true };
}
