import type { PaymentMethodRules, PaymentProvider, PaymentSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError, toAppError } from '@banrimkwae/contract/errors';
import type { Guest, MethodDetails, PaymentMethod, PaymentOption } from '@banrimkwae/contract/payments';
import { type Money, money } from '@banrimkwae/money';
import type * as z from 'zod';
import type { Actor } from '../access/index.ts';
import { explain, outcomeOf } from '../gateway/outcome.ts';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import { JOB, type PaymentsGround } from './ground.ts';
import { known, type PaymentRow } from './payment-row.ts';
import { required, settlePayment, tellState } from './settle-payment.ts';

/** How far the provider's clock may be behind ours. */
const CLOCKS_DIFFER_MS = 60_000;

export type TakePayment = {
  idempotencyKey: string;
  provider?: string | undefined;
  method: PaymentMethod;
  amount: Money;
  description: string;
  guest: z.infer<typeof Guest>;
  reservationId: string | null;
  room: string | null;
  capture: 'automatic' | 'manual';
  details: MethodDetails;
};

/** Ways of paying that the active providers offer, and why one cannot be used now. */
export function paymentOptions(ground: PaymentsGround, ids: readonly string[]): PaymentOption[] {
  return ids.flatMap((id) => {
    const provider = ground.providers.find(id);
    return Object.entries(provider.connector.payments?.methods ?? {}).map(([method, rules]) => ({
      provider: id,
      providerName: provider.name,
      method: method as PaymentMethod,
      currencies: [...rules.currencies],
      available: provider.ready,
      reason: provider.whyNot,
      needs: [...rules.needs],
      banks: [...(rules.banks ?? [])],
      manualCapture: rules.manualCapture,
      limits: limitsOf(rules),
      deskUse: rules.deskUse ?? true,
    }));
  });
}

/**
 * Stores the intent, its job and its audit line in one transaction and returns at once. The same idempotency key returns the
 * same payment; with another amount it is a conflict.
 */
export function takePayment(ground: PaymentsGround, input: TakePayment, actor: Actor): PaymentRow {
  const repeated = ground.payments.byIdempotencyKey(input.idempotencyKey);
  if (repeated) {
    if (repeated.amount !== input.amount.amount || repeated.currency !== input.amount.currency)
      throw new AppError('conflict', { message: 'This form was sent before with another amount.' });
    return repeated;
  }
  const id = storeIntent(ground, { ...input, provider: chooseProvider(ground, input), named: input.provider !== undefined }, actor);
  ground.live.publish({ type: 'payment_changed', paymentId: id, state: 'creating' });
  return required(ground, id);
}

/** Payment, story, audit and job: all of them or none. */
function storeIntent(ground: PaymentsGround, input: TakePayment & { provider: string; named: boolean }, actor: Actor): string {
  const id = ground.newId('pay');
  const at = ground.clock.now().toISOString();
  const { idempotencyKey, provider, method, capture, description, guest, room } = input;
  const { amount, currency } = input.amount;
  ground.database.transaction(() => {
    ground.payments.insert({
      id,
      provider,
      idempotency_key: idempotencyKey,
      method,
      capture,
      currency,
      amount,
      description,
      guest,
      reservation_id: input.reservationId,
      room,
      created_by: actor.name,
      created_at: at,
      details: input.details,
      provider_named: input.named,
      capture_by_rules: false,
      conversion: null,
    });
    const title = { en: 'Payment asked for', th: 'สร้างรายการรับชำระ' };
    ground.story.tell({ paymentId: id, cause: 'created', at, kind: 'person', title, actor: actor.name });
    ground.audit({ actor: actor.id, action: 'payment.take', subject: id, detail: { provider, method, amount, currency } });
    ground.jobs.add({ kind: JOB.create, subjectId: id, priority: 1, dedupeKey: `${JOB.create}:${id}` });
  })();
  return id;
}

/** Job: creates the payment at the provider. An attempt of before is looked up first; a repeat carries the same key. */
export async function sendPayment(ground: PaymentsGround, job: RunningJob): Promise<JobOutcome> {
  const payment = required(ground, job.subjectId);
  if (payment.state !== 'creating' && payment.state !== 'unknown') return { done: true };
  const { connector } = ground.providers.find(payment.provider);
  const operations = connector.payments;
  if (!operations) throw new AppError('not_supported');
  try {
    const sentBefore = job.attempt > 1 || payment.state === 'unknown';
    const found = sentBefore ? await lookUp(ground, payment, operations) : undefined;
    settlePayment(ground, payment.id, found ?? (await create(ground, payment, operations)));
    return { done: true };
  } catch (fault) {
    return afterFailure(ground, payment, toAppError(fault));
  }
}

async function lookUp(ground: PaymentsGround, payment: PaymentRow, { findPayment }: PaymentProvider): Promise<PaymentSnapshot | undefined> {
  if (!findPayment) return undefined;
  const createdAfter = new Date(Date.parse(payment.created_at) - CLOCKS_DIFFER_MS);
  return ground.providers.run(
    payment.provider,
    findPayment,
    { paymentId: payment.id, createdAfter, payment: known(payment) },
    { paymentId: payment.id },
  );
}

function create(ground: PaymentsGround, payment: PaymentRow, { createPayment }: PaymentProvider): Promise<PaymentSnapshot> {
  const input = {
    paymentId: payment.id,
    method: payment.method,
    amount: money(payment.amount, payment.currency),
    description: payment.description,
    guest: { name: payment.guest_name, email: payment.guest_email, phone: payment.guest_phone },
    details: payment.details ?? {},
    capture: payment.capture,
    returnUrl: ground.returnUrl(),
    createdAt: payment.created_at,
    idempotencyKey: payment.id,
  };
  return ground.providers.run(payment.provider, createPayment, input, { paymentId: payment.id });
}

function afterFailure(ground: PaymentsGround, payment: PaymentRow, error: AppError): JobOutcome {
  const outcome = outcomeOf(error);
  const at = ground.clock.now().toISOString();
  if (outcome === 'not_sent') return { again: { afterMs: (error.details.retryAfterSeconds ?? 2) * 1000, reason: error.message } };
  const state = outcome === 'refused' ? 'failed' : 'unknown';
  ground.database.transaction(() => {
    const failure = outcome === 'refused' ? { code: error.details.providerCode ?? error.code, message: explain(error) } : null;
    ground.payments.change(payment.id, { ...payment, state, failure }, at);
    if (state !== payment.state) tellState(ground, { paymentId: payment.id, state, at, detail: explain(error) });
  })();
  ground.live.publish({ type: 'payment_changed', paymentId: payment.id, state });
  return outcome === 'refused' ? { done: true } : { again: { afterMs: 5000, reason: error.message } };
}

/** Limits are told in the only currency a method takes. */
function limitsOf({ currencies: [currency], minimum, maximum }: PaymentMethodRules): PaymentOption['limits'] {
  const bound = (amount: number | undefined) => (amount === undefined || currency === undefined ? null : money(amount, currency));
  return { minimum: bound(minimum), maximum: bound(maximum) };
}

function chooseProvider(ground: PaymentsGround, input: TakePayment): string {
  const candidates = input.provider === undefined ? ground.providers.ready('payments') : [ground.providers.find(input.provider)];
  for (const { id, name, connector } of candidates) {
    const rules = connector.payments?.methods[input.method];
    if (!rules) continue;
    requireRules(name, rules, input);
    const found = ground.providers.find(id);
    if (!found.ready) throw new AppError(found.whyNot === 'provider_paused' ? 'provider_paused' : 'provider_not_configured');
    return id;
  }
  const [first] = candidates;
  const message = first === undefined ? 'No payment provider is ready.' : `${first.name} does not offer this kind of payment.`;
  throw new AppError('not_supported', { message, hint: 'Set one up under Connections.' });
}

/** Refuses before anything is stored what the provider would refuse. */
function requireRules(name: string, rules: PaymentMethodRules, { amount, capture, guest }: TakePayment): void {
  if (rules.currencies.length > 0 && !rules.currencies.includes(amount.currency))
    throw new AppError('currency_mismatch', {
      message: `${name} takes this kind of payment in ${rules.currencies.join(', ')} only.`,
      fields: { 'amount.currency': `One of ${rules.currencies.join(', ')}` },
    });
  if (capture === 'manual' && !rules.manualCapture)
    throw new AppError('not_supported', {
      message: `${name} cannot hold this kind of payment; it is taken at once.`,
      fields: { capture: 'Choose to take it at once' },
    });
  if (rules.needs.includes('email') && guest.email === null)
    throw new AppError('invalid_input', {
      message: `${name} needs the guest’s e-mail address for this kind of payment.`,
      fields: { 'guest.email': 'Needed for a later refund' },
    });
}
