import type { PaymentMethodRules } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError } from '@banrimkwae/contract/errors';
import type { Guest, MethodDetails, PaymentMethod, PaymentOption } from '@banrimkwae/contract/payments';
import { type Money, money } from '@banrimkwae/money';
import { convertMoney } from '@banrimkwae/money/decimal';
import type * as z from 'zod';
import type { Actor } from '../access/index.ts';
import { routeFor, tellRoute, termsOf } from './choose-provider.ts';
import { JOB, type PaymentsGround } from './ground.ts';
import type { PaymentRow } from './payment-row.ts';
import { isUsable, type Route } from './routing.ts';
import { required } from './settle-payment.ts';

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

/** Ways of paying that the providers offer, and why one cannot be used now. */
export function paymentOptions(ground: PaymentsGround): PaymentOption[] {
  return ground.providers.all('payments').flatMap((id) => {
    const { name, connector } = ground.providers.find(id);
    return Object.entries(connector.payments?.methods ?? {}).map(([method, rules]) =>
      optionOf(ground, { id, name, method: method as PaymentMethod, rules }),
    );
  });
}

type Offer = { id: string; name: string; method: PaymentMethod; rules: PaymentMethodRules };

function optionOf({ providers }: PaymentsGround, { id, name, method, rules }: Offer): PaymentOption {
  const { whyNot } = providers.find(id);
  const downSince = providers.downSince(id, method);
  return {
    provider: id,
    providerName: name,
    method,
    currencies: [...rules.currencies],
    available: isUsable({ whyNot, downSince }),
    reason: whyNot ?? (downSince === null ? null : 'provider_unavailable'),
    needs: [...rules.needs],
    banks: [...(rules.banks ?? [])],
    manualCapture: rules.manualCapture,
    limits: limitsOf(rules),
    deskUse: rules.deskUse ?? true,
  };
}

/**
 * Stores the intent, its job and its audit line in one transaction and returns at once. The same idempotency key returns the
 * same payment; with another amount or way of paying it is a conflict. Throws AppError where no provider can take it.
 */
export function takePayment(ground: PaymentsGround, input: TakePayment, actor: Actor): PaymentRow {
  const repeated = ground.payments.byIdempotencyKey(input.idempotencyKey);
  if (repeated) {
    const { amount, currency, method } = repeated;
    if (amount !== input.amount.amount || currency !== input.amount.currency || method !== input.method)
      throw new AppError('conflict', { message: 'This form was sent before with another amount or another way of paying.' });
    return repeated;
  }
  const id = storeIntent(ground, { ...input, route: routeFor(ground, input, input.provider) }, actor);
  ground.live.publish({ type: 'payment_changed', paymentId: id, state: 'creating' });
  return required(ground, id);
}

/** Payment, story, audit and job: all of them or none. */
function storeIntent(ground: PaymentsGround, input: TakePayment & { route: Route }, actor: Actor): string {
  const id = ground.newId('pay');
  const at = ground.clock.now().toISOString();
  const { method, description, guest, room, route } = input;
  const { amount, currency } = input.amount;
  const terms = termsOf(ground, route, { capture: input.capture, createdAt: at });
  ground.database.transaction(() => {
    ground.payments.insert({
      ...terms,
      id,
      idempotency_key: input.idempotencyKey,
      method,
      currency,
      amount,
      description,
      guest,
      reservation_id: input.reservationId,
      room,
      created_by: actor.name,
      created_at: at,
      details: input.details,
      provider_named: input.provider !== undefined,
      conversion: conversionOf(ground, input.amount),
    });
    const title = { en: 'Payment asked for', th: 'สร้างรายการรับชำระ' };
    ground.story.tell({ paymentId: id, cause: 'created', at, kind: 'person', title, actor: actor.name });
    const detail = { provider: terms.provider, method, amount, currency, why: tellRoute(ground, id, route) };
    ground.audit({ actor: actor.id, action: 'payment.take', subject: id, detail });
    ground.jobs.add({ kind: JOB.create, subjectId: id, priority: 1, dedupeKey: `${JOB.create}:${id}` });
  })();
  return id;
}

/** What a foreign amount is worth here by the daily rate; null in our own currency, and where no source has the rate. */
function conversionOf({ rateFor, currency }: PaymentsGround, amount: Money): PaymentRow['conversion'] {
  if (amount.currency === currency) return null;
  const found = rateFor(amount.currency, currency);
  if (found === null) return null;
  try {
    return { ...found, money: convertMoney(amount, found.rate, currency) };
  } catch (fault) {
    // Beyond counting here, yet the provider may take it.
    if (fault instanceof RangeError) return null;
    throw fault;
  }
}

/** Limits are told in the only currency a method takes. */
function limitsOf({ currencies: [currency], minimum, maximum }: PaymentMethodRules): PaymentOption['limits'] {
  const bound = (amount: number | undefined) => (amount === undefined || currency === undefined ? null : money(amount, currency));
  return { minimum: bound(minimum), maximum: bound(maximum) };
}
