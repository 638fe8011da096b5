import { AppError, toAppError } from '@banrimkwae/contract/errors';
import { formatMoney, money } from '@banrimkwae/money';
import type { Actor } from '../access/index.ts';
import { explain, outcomeOf } from '../gateway/outcome.ts';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import type { PaymentsGround } from './ground.ts';
import { type ActOnPayment, type ActRow, findAct, isActKnown, setActState, storeAct } from './payment-acts.ts';
import { known, type PaymentRow } from './payment-row.ts';
import { isOpen } from './payment-state.ts';
import { refreshPayment } from './refresh-payment.ts';
import { required, settlePayment } from './settle-payment.ts';

/** Stores the wish to capture or cancel with its job and audit line. The same key is the same wish. */
export function actOnPayment(ground: PaymentsGround, input: ActOnPayment, actor: Actor): void {
  const payment = ground.payments.find(input.paymentId);
  if (!payment) throw new AppError('not_found');
  if (isActKnown(ground, input.idempotencyKey)) return;
  requireAllowed(ground, payment, input);
  storeAct(ground, input, actor);
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
    setActState(ground, act.id, { state: 'sending', failure: null });
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
  if (payment.hold !== null && ground.approvals.find(payment.hold.approvalId)?.state !== 'approved')
    throw new AppError('second_person', {
      message: 'This amount is held until somebody has looked at it.',
      hint: 'Decide it under Approvals.',
    });
  if (amount && amount.currency !== payment.currency) throw new AppError('currency_mismatch');
  if (amount && (amount.amount <= 0 || amount.amount > payment.amount))
    throw new AppError('invalid_input', {
      message: 'At most the authorised amount can be captured.',
      fields: { amount: `At most ${formatMoney(money(payment.amount, payment.currency), 'en')}` },
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
