import type { PaymentSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError, toAppError } from '@banrimkwae/contract/errors';
import { formatMoney, money } from '@banrimkwae/money';
import type { Actor } from '../access/index.ts';
import { explain, outcomeOf } from '../gateway/outcome.ts';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import type { PaymentsGround } from './ground.ts';
import { type ActOnPayment, type ActRow, actOfKey, findAct, isEnded, setActState, storeAct } from './payment-acts.ts';
import { known, type PaymentRow } from './payment-row.ts';
import { isOpen } from './payment-state.ts';
import { refreshPayment } from './refresh-payment.ts';
import { required, settlePayment } from './settle-payment.ts';

/** How long to wait after an attempt that brought no answer, unless the provider says. */
const LATER_MS = 3000;
/** How the payment stands could not be read: nothing is sent before it is. */
const UNREADABLE_MS = 15_000;

/** Stores the wish to capture or cancel with its job and audit line, and returns its id. The same key is the same wish; with another it is a conflict. */
export function actOnPayment(ground: PaymentsGround, input: ActOnPayment, actor: Actor): string {
  const payment = ground.payments.find(input.paymentId);
  if (!payment) throw new AppError('not_found');
  const repeated = actOfKey(ground, input.idempotencyKey);
  if (repeated) return sameAct(repeated, input);
  requireAllowed(ground, payment, input);
  return storeAct(ground, input, actor);
}

function sameAct(repeated: ActRow, { paymentId, kind, amount }: ActOnPayment): string {
  if (repeated.payment_id !== paymentId || repeated.kind !== kind || repeated.amount !== (amount?.amount ?? null))
    throw new AppError('conflict', { message: 'This form was sent before with another wish.' });
  return repeated.id;
}

/** Job: tells the provider. An attempt of before is settled by re-reading the payment first. */
export async function sendAct(ground: PaymentsGround, job: RunningJob): Promise<JobOutcome> {
  const act = findAct(ground, job.subjectId);
  if (!act || isEnded(act)) return { done: true };
  const payment = act.state === 'sending' ? await readAnew(ground, act.payment_id) : required(ground, act.payment_id);
  if (payment instanceof AppError) return later(payment, UNREADABLE_MS);
  if (isDone(act, payment)) return finish(ground, act, 'done', null);
  setActState(ground, act.id, { state: 'sending', failure: null });
  try {
    settlePayment(ground, payment.id, await send(ground, act, payment));
    return finish(ground, act, 'done', null);
  } catch (fault) {
    const error = toAppError(fault);
    if (outcomeOf(error) !== 'refused') return later(error, LATER_MS);
    // Refused may mean: done already, by an attempt whose answer was lost, or by somebody else.
    const current = await readAnew(ground, payment.id);
    if (current instanceof AppError) return later(current, UNREADABLE_MS);
    return isDone(act, current) ? finish(ground, act, 'done', null) : finish(ground, act, 'failed', explain(error));
  }
}

function send(ground: PaymentsGround, act: ActRow, payment: PaymentRow): Promise<PaymentSnapshot> {
  const { capturePayment, cancelPayment } = ground.providers.find(payment.provider).connector.payments ?? {};
  const id = payment.provider_payment_id;
  if (id === null) throw new AppError('not_supported');
  const trace = { paymentId: payment.id };
  const common = { providerPaymentId: id, payment: known(payment), idempotencyKey: act.idempotency_key };
  if (act.kind === 'capture' && capturePayment) {
    const amount = act.amount === null ? {} : { amount: money(act.amount, payment.currency) };
    return ground.providers.run(payment.provider, capturePayment, { ...common, ...amount }, trace);
  }
  if (act.kind === 'cancel' && cancelPayment) return ground.providers.run(payment.provider, cancelPayment, common, trace);
  throw new AppError('not_supported');
}

/** That it cannot be read says nothing of what was asked for: the wish stays open. */
async function readAnew(ground: PaymentsGround, paymentId: string): Promise<PaymentRow | AppError> {
  try {
    return await refreshPayment(ground, paymentId);
  } catch (fault) {
    if (fault instanceof AppError) return fault;
    throw fault;
  }
}

function later({ message, details }: AppError, usualMs: number): JobOutcome {
  return { again: { afterMs: Math.max(usualMs, (details.retryAfterSeconds ?? 0) * 1000), reason: message } };
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
  requireReleased(ground, payment);
  if (amount && amount.currency !== payment.currency) throw new AppError('currency_mismatch');
  if (amount && (amount.amount <= 0 || amount.amount > payment.amount))
    throw new AppError('invalid_input', {
      message: 'At most the authorised amount can be captured.',
      fields: { amount: `At most ${formatMoney(money(payment.amount, payment.currency), 'en')}` },
    });
}

function requireReleased(ground: PaymentsGround, { hold }: PaymentRow): void {
  const decision = hold && ground.approvals.find(hold.approvalId)?.state;
  if (decision === null || decision === 'approved') return;
  throw decision === 'rejected'
    ? new AppError('conflict', {
        message: 'Somebody has decided not to take this amount.',
        hint: 'Let it go, and take a new payment if it is due.',
      })
    : new AppError('second_person', {
        message: 'This amount is held until somebody has looked at it.',
        hint: 'Decide it under Approvals.',
      });
}

function finish(ground: PaymentsGround, act: ActRow, state: 'done' | 'failed', failure: string | null): JobOutcome {
  const at = ground.clock.now().toISOString();
  ground.database.transaction(() => {
    setActState(ground, act.id, { state, failure });
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
