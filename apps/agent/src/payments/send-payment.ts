import type { PaymentProvider, PaymentSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError, toAppError } from '@banrimkwae/contract/errors';
import { money } from '@banrimkwae/money';
import { AGENT } from '../access/index.ts';
import { explain, outcomeOf } from '../gateway/outcome.ts';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import { otherRouteFor, tellRoute, termsOf, wantedCapture } from './choose-provider.ts';
import type { PaymentsGround } from './ground.ts';
import { known, type PaymentRow } from './payment-row.ts';
import { required, settlePayment, tellState } from './settle-payment.ts';

/** How far the provider's clock may be behind ours. */
const CLOCKS_DIFFER_MS = 60_000;
/** A guest at the desk does not wait longer for a provider that nothing could be sent to. */
const GIVE_UP_MS = 10 * 60_000;
const ASK_AGAIN_MS = 5000;
const ASK_SELDOM_MS = 60_000;
const LOOK_AGAIN_MS = 600_000;
/** A key is not used in its last moments: a call takes a while. */
const KEY_MARGIN_MS = 120_000;
/** Failures after which another provider may do better; the rest is our own hurry, and passes. */
const OUT_OF_REACH = new Set(['provider_unavailable', 'provider_paused', 'provider_not_configured', 'host_refused']);

type Next = JobOutcome | 'look again';
/** Providers that let nothing out in this run, and since when. */
type Tried = Map<string, string>;

/**
 * Job: creates the payment at its provider. Before a call goes out the row says so: whatever may have left is looked up there first, repeated
 * with the same key, and never taken to another provider. Only what surely never left goes to the next one.
 */
export async function sendPayment(ground: PaymentsGround, job: RunningJob): Promise<JobOutcome> {
  const tried: Tried = new Map();
  for (;;) {
    const payment = required(ground, job.subjectId);
    if (payment.state !== 'creating' && payment.state !== 'unknown') return { done: true };
    const next = payment.sent_at === null ? await sendFirst(ground, payment, tried) : await clearUp(ground, payment, payment.sent_at);
    if (next !== 'look again') return next;
  }
}

async function sendFirst(ground: PaymentsGround, payment: PaymentRow, tried: Tried): Promise<Next> {
  const { whyNot } = ground.providers.find(payment.provider);
  if (tried.has(payment.provider) || whyNot !== null || ground.providers.downSince(payment.provider, payment.method) !== null)
    return goElsewhere(ground, payment, tried);
  const at = ground.clock.now().toISOString();
  ground.payments.setSent(payment.id, at);
  try {
    settlePayment(ground, payment.id, await create(ground, payment));
    return { done: true };
  } catch (fault) {
    const error = toAppError(fault);
    if (outcomeOf(error) !== 'not_sent') return afterAnswer(ground, payment, error);
    ground.payments.setSent(payment.id, null);
    if (!OUT_OF_REACH.has(error.code)) return waitOrGiveUp(ground, payment, error);
    tried.set(payment.provider, at);
    return 'look again';
  }
}

/** Nothing was sent and nothing can be: the next provider that fits, unless this one was named. */
function goElsewhere(ground: PaymentsGround, payment: PaymentRow, tried: Tried): Next {
  const route = payment.provider_named ? undefined : otherRouteFor(ground, payment, tried);
  if (route === undefined) return waitOrGiveUp(ground, payment, new AppError('provider_unavailable'));
  const terms = termsOf(ground, route, { capture: wantedCapture(payment), createdAt: payment.created_at });
  ground.database.transaction(() => {
    ground.payments.setRoute(payment.id, terms);
    const why = tellRoute(ground, payment.id, route);
    const detail = { from: payment.provider, provider: route.chosen.id, why };
    ground.audit({ actor: AGENT.id, action: 'payment.route', subject: payment.id, detail });
  })();
  ground.live.publish({ type: 'payment_changed', paymentId: payment.id, state: payment.state });
  return 'look again';
}

function waitOrGiveUp(ground: PaymentsGround, payment: PaymentRow, error: AppError): JobOutcome {
  if (ageOf(ground, payment.created_at) < GIVE_UP_MS)
    return { again: { afterMs: Math.min(60, error.details.retryAfterSeconds ?? 2) * 1000, reason: error.message } };
  const { name } = ground.providers.find(payment.provider);
  const message = `${name} could not be reached for ten minutes. Nothing was sent; take the payment again, or another way.`;
  end(ground, payment, { state: 'failed', failure: { code: error.code, message } });
  return { done: true };
}

/** Something may have left, in this run or in one that was cut off. */
async function clearUp(ground: PaymentsGround, payment: PaymentRow, sentAt: string): Promise<JobOutcome> {
  const { findPayment, keyLifetimeSeconds } = operationsOf(ground, payment);
  let found: PaymentSnapshot | undefined;
  try {
    found = findPayment && (await lookUp(ground, payment, findPayment));
  } catch (fault) {
    // That the question was refused says nothing about what was asked for.
    return stayUnknown(ground, payment, toAppError(fault));
  }
  if (!found && !findPayment && keyLifetimeSeconds !== undefined && ageOf(ground, sentAt) > keyLifetimeSeconds * 1000 - KEY_MARGIN_MS) {
    stayUnknown(ground, payment, new AppError('outcome_unknown'));
    return { again: { afterMs: LOOK_AGAIN_MS, reason: 'The provider has forgotten the key, and it cannot be looked up; a person must.' } };
  }
  try {
    settlePayment(ground, payment.id, found ?? (await create(ground, payment)));
    return { done: true };
  } catch (fault) {
    return afterAnswer(ground, payment, toAppError(fault));
  }
}

function lookUp(
  ground: PaymentsGround,
  payment: PaymentRow,
  findPayment: NonNullable<PaymentProvider['findPayment']>,
): Promise<PaymentSnapshot | undefined> {
  const createdAfter = new Date(Date.parse(payment.created_at) - CLOCKS_DIFFER_MS);
  const input = { paymentId: payment.id, createdAfter, payment: known(payment) };
  return ground.providers.run(payment.provider, findPayment, input, { paymentId: payment.id });
}

function create(ground: PaymentsGround, payment: PaymentRow): Promise<PaymentSnapshot> {
  const { createPayment } = operationsOf(ground, payment);
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

function operationsOf(ground: PaymentsGround, payment: PaymentRow): PaymentProvider {
  const { payments } = ground.providers.find(payment.provider).connector;
  if (!payments) throw new AppError('not_supported');
  return payments;
}

function afterAnswer(ground: PaymentsGround, payment: PaymentRow, error: AppError): JobOutcome {
  if (outcomeOf(error) !== 'refused') return stayUnknown(ground, payment, error);
  const failure = { code: error.details.providerCode ?? error.code, message: explain(error) };
  end(ground, payment, { state: 'failed', failure });
  return { done: true };
}

function stayUnknown(ground: PaymentsGround, payment: PaymentRow, error: AppError): JobOutcome {
  if (payment.state !== 'unknown') end(ground, payment, { state: 'unknown', failure: null, detail: explain(error) });
  const usual = ageOf(ground, payment.created_at) < GIVE_UP_MS ? ASK_AGAIN_MS : ASK_SELDOM_MS;
  return { again: { afterMs: Math.max(usual, (error.details.retryAfterSeconds ?? 0) * 1000), reason: error.message } };
}

type Ending = { state: 'failed' | 'unknown'; failure: PaymentRow['failure']; detail?: string };

/** A word of ours, not of the provider. Its own may have come meanwhile, by an event: that one stands. */
function end(ground: PaymentsGround, { id }: PaymentRow, { state, failure, detail }: Ending): void {
  const at = ground.clock.now().toISOString();
  const changed = ground.database.transaction(() => {
    const current = required(ground, id);
    if (current.state === state || (current.state !== 'creating' && current.state !== 'unknown')) return false;
    ground.payments.change(id, { ...current, state, failure }, at);
    if (state === 'failed') ground.payments.dropDetails(id);
    tellState(ground, { paymentId: id, state, at, detail: detail ?? failure?.message ?? null });
    return true;
  })();
  if (changed) ground.live.publish({ type: 'payment_changed', paymentId: id, state });
}

function ageOf(ground: PaymentsGround, at: string): number {
  return ground.clock.now().getTime() - Date.parse(at);
}
