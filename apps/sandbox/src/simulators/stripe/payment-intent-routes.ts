import { z } from 'zod';
import { type Account, newest } from './account.ts';
import { created, flag, integer, metadata, paging, text } from './form.ts';
import { askPromptPay, cancelIntent, captureIntent, chargeCard, createIntent } from './intents.ts';
import { pageOf, within } from './lists.ts';
import type { PaymentIntent } from './objects.ts';
import { billing, type Method, TEST_CARDS } from './payment-methods.ts';
import { invalid, missing, Refusal, refuse } from './refusal.ts';
import { type Route, route } from './route.ts';

const PATH = '/v1/payment_intents';

const method = {
  payment_method: text().optional(),
  payment_method_data: z
    .strictObject({
      type: z.enum(['card', 'promptpay']),
      billing_details: z.strictObject({ email: text(512).optional(), name: text().optional(), phone: text().optional() }).optional(),
      promptpay: z.strictObject({}).optional(),
    })
    .optional(),
  payment_method_types: z.array(text()).min(1).optional(),
  return_url: text().optional(),
  receipt_email: text(512).optional(),
  off_session: flag().optional(),
  use_stripe_sdk: flag().optional(),
};

const creation = z.strictObject({
  amount: integer(1),
  currency: text(3),
  automatic_payment_methods: z.strictObject({ enabled: flag(), allow_redirects: z.enum(['always', 'never']).optional() }).optional(),
  capture_method: z.enum(['automatic', 'automatic_async', 'manual']).default('automatic_async'),
  confirm: flag().default(false),
  description: text(1000).optional(),
  metadata: metadata().optional(),
  ...method,
});

const confirmation = z.strictObject(method);

type Chosen = z.output<typeof confirmation>;

export const paymentIntentRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: PATH,
    parameters: creation,
    answers: 'payment_intent',
    run: (account, { input, pages }) => {
      const chosen = methodIn(input);
      const methods =
        input.payment_method_types ?? (input.automatic_payment_methods?.enabled ? automaticMethods(input.currency) : ['card']);
      if (chosen) checkAllowed(chosen, methods);
      const intent = createIntent(account, {
        amount: input.amount,
        currency: input.currency,
        methods,
        automatic: input.payment_method_types === undefined,
        captureMethod: input.capture_method,
        description: input.description ?? null,
        metadata: input.metadata ?? {},
        receiptEmail: input.receipt_email ?? null,
      });
      if (chosen) choose(account, intent, chosen);
      if (input.confirm) confirm(account, intent, pages);
      return intent;
    },
  }),
  route({
    method: 'get',
    path: `${PATH}/:id`,
    parameters: z.strictObject({}),
    answers: 'payment_intent',
    run: (account, { id }) => found(account, id),
  }),
  route({
    method: 'get',
    path: PATH,
    parameters: z.strictObject({ created: created().optional(), customer: text().optional(), ...paging }),
    answers: 'payment_intent',
    list: true,
    run: ({ intents }, { input }) => {
      const fitting = newest(intents).filter((intent) => within(intent, input.created) && input.customer === undefined);
      return pageOf(fitting, input, { url: PATH, kind: 'payment_intent' });
    },
  }),
  route({
    method: 'post',
    path: `${PATH}/:id/confirm`,
    parameters: confirmation,
    answers: 'payment_intent',
    run: (account, { input, id, pages }) => {
      const intent = found(account, id);
      refuseOfSession(account, intent);
      const chosen = methodIn(input);
      if (chosen) checkAllowed(chosen, input.payment_method_types ?? intent.payment_method_types);
      if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status))
        throw refuse(
          `You cannot confirm this PaymentIntent because it has already ${intent.status === 'canceled' ? 'been canceled' : 'succeeded after being previously confirmed'}.`,
          { code: 'payment_intent_unexpected_state' },
        );
      if (input.payment_method_types) intent.payment_method_types = input.payment_method_types;
      if (chosen) choose(account, intent, chosen);
      confirm(account, intent, pages);
      return intent;
    },
  }),
  route({
    method: 'post',
    path: `${PATH}/:id/capture`,
    parameters: z.strictObject({ amount_to_capture: integer(1).optional(), metadata: metadata().optional() }),
    answers: 'payment_intent',
    run: (account, { input, id }) => {
      const intent = found(account, id);
      captureIntent(account, intent, input.amount_to_capture);
      Object.assign(intent.metadata, input.metadata);
      return intent;
    },
  }),
  route({
    method: 'post',
    path: `${PATH}/:id/cancel`,
    parameters: z.strictObject({
      cancellation_reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned']).optional(),
    }),
    answers: 'payment_intent',
    run: (account, { input, id }) => {
      const intent = found(account, id);
      refuseOfSession(account, intent);
      cancelIntent(account, intent, input.cancellation_reason ?? null);
      return intent;
    },
  }),
];

function found(account: Account, id: string): PaymentIntent {
  const intent = account.intents.get(id);
  if (!intent) throw missing('payment_intent', id, { param: 'intent' });
  return intent;
}

/** While a hosted page is open, its PaymentIntent is the page's. */
function refuseOfSession(account: Account, intent: PaymentIntent): void {
  const session = account.sessions.get(account.sessionOf.get(intent.id) ?? '');
  if (session?.status === 'open')
    throw refuse(
      `You cannot change this PaymentIntent because it was created by Checkout Session ${session.id}. Expire the session instead.`,
      {
        code: 'payment_intent_unexpected_state',
      },
    );
}

function automaticMethods(currency: string): string[] {
  return currency.toLowerCase() === 'thb' ? ['card', 'promptpay'] : ['card'];
}

/** The payment method a request names, if it names one. Cards come by token only: a number never travels through an API. */
function methodIn({ payment_method: token, payment_method_data: data }: Chosen): Method | undefined {
  if (token !== undefined) {
    const card = TEST_CARDS[token];
    if (!card) throw missing('PaymentMethod', token, { status: 400, param: 'payment_method' });
    return { type: 'card', card };
  }
  if (data === undefined) return undefined;
  if (data.type === 'card')
    throw invalid('Missing required param: payment_method_data[card].', { code: 'parameter_missing', param: 'payment_method_data[card]' });
  const email = data.billing_details?.email;
  if (email === undefined)
    throw invalid('Missing required param: billing_details[email].', { code: 'parameter_missing', param: 'billing_details[email]' });
  return { type: 'promptpay', guest: billing(email, data.billing_details?.name ?? null) };
}

function checkAllowed({ type }: Method, methods: readonly string[]): void {
  if (!methods.includes(type))
    throw invalid(
      `The PaymentMethod provided (${type}) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of the following types: ${methods.join(', ')}.`,
      {
        param: 'payment_method',
      },
    );
}

function choose(account: Account, intent: PaymentIntent, chosen: Method): void {
  account.chosen.set(intent.id, chosen);
  intent.payment_method = account.id('pm');
  intent.status = 'requires_confirmation';
}

function confirm(account: Account, intent: PaymentIntent, pages: string): void {
  const chosen = account.chosen.get(intent.id);
  if (chosen === undefined || intent.payment_method === null)
    throw refuse(
      "You cannot confirm this PaymentIntent because it's missing a payment method. Update the PaymentIntent with a payment method and then confirm it again.",
      { code: 'payment_intent_unexpected_state' },
    );
  if (chosen.type === 'promptpay') return askPromptPay(account, intent, { pages, guest: chosen.guest });
  const charge = chargeCard(account, intent, { card: chosen.card });
  const error = intent.last_payment_error;
  if (!charge.paid && error) throw new Refusal(402, { ...error, payment_intent: structuredClone(intent) });
}
