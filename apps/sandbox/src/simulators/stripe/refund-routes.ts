import { z } from 'zod';
import { type Account, newest } from './account.ts';
import { balanceOf } from './charges.ts';
import { created, integer, metadata, paging, text } from './form.ts';
import { pageOf, within } from './lists.ts';
import type { Charge, Refund } from './objects.ts';
import { cancelRefund, createRefund, refundable } from './refunds.ts';
import { invalid, missing } from './refusal.ts';
import { type Route, route } from './route.ts';

const REFUNDS = '/v1/refunds';
const CHARGES = '/v1/charges';
const nothing = z.strictObject({});

const creation = z.strictObject({
  payment_intent: text().optional(),
  charge: text().optional(),
  amount: integer(1).optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: metadata().optional(),
  instructions_email: text(512).optional(),
});

/** Refunds, the charges they give back, and the balance. */
export const refundRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: REFUNDS,
    parameters: creation,
    answers: 'refund',
    run: (account, { input }) =>
      createRefund(account, chargeOf(account, input), {
        amount: input.amount,
        reason: input.reason ?? null,
        metadata: input.metadata ?? {},
        email: input.instructions_email,
      }),
  }),
  route({ method: 'get', path: `${REFUNDS}/:id`, parameters: nothing, answers: 'refund', run: (account, { id }) => refundOf(account, id) }),
  route({
    method: 'get',
    path: REFUNDS,
    parameters: z.strictObject({ charge: text().optional(), payment_intent: text().optional(), created: created().optional(), ...paging }),
    answers: 'refund',
    list: true,
    run: ({ refunds }, { input }) => {
      const { charge, payment_intent: intent } = input;
      const fits = (refund: Refund) =>
        within(refund, input.created) &&
        (charge === undefined || refund.charge === charge) &&
        (intent === undefined || refund.payment_intent === intent);
      return pageOf(newest(refunds).filter(fits), input, { url: REFUNDS, kind: 'refund' });
    },
  }),
  route({
    method: 'post',
    path: `${REFUNDS}/:id/cancel`,
    parameters: nothing,
    answers: 'refund',
    run: (account, { id }) => {
      const refund = refundOf(account, id);
      cancelRefund(account, refund);
      return refund;
    },
  }),
  route({
    method: 'get',
    path: `${CHARGES}/:id`,
    parameters: nothing,
    answers: 'charge',
    run: ({ charges }, { id }) => charges.get(id) ?? fail(missing('charge', id, { param: 'charge' })),
  }),
  route({
    method: 'get',
    path: CHARGES,
    parameters: z.strictObject({
      payment_intent: text().optional(),
      customer: text().optional(),
      created: created().optional(),
      ...paging,
    }),
    answers: 'charge',
    list: true,
    run: ({ charges }, { input }) => {
      const { payment_intent: intent } = input;
      const fits = (charge: Charge) =>
        within(charge, input.created) && (intent === undefined || charge.payment_intent === intent) && input.customer === undefined;
      return pageOf(newest(charges).filter(fits), input, { url: CHARGES, kind: 'charge' });
    },
  }),
  route({ method: 'get', path: '/v1/balance', parameters: nothing, answers: 'balance', run: balanceOf }),
];

function chargeOf(account: Account, { payment_intent: intentId, charge: chargeId }: z.output<typeof creation>): Charge {
  if (intentId !== undefined) {
    const intent = account.intents.get(intentId);
    if (!intent) throw missing('payment_intent', intentId, { status: 400, param: 'payment_intent' });
    const charge = refundable(account, intent);
    if (chargeId !== undefined && chargeId !== charge.id)
      throw invalid('The charge does not belong to the payment_intent.', { param: 'charge' });
    return charge;
  }
  if (chargeId === undefined)
    throw invalid('One of the following params should be provided for this request: payment_intent or charge.', {
      code: 'parameter_missing',
    });
  const charge = account.charges.get(chargeId);
  const intent = account.intents.get(charge?.payment_intent ?? '');
  if (!charge || !intent) throw missing('charge', chargeId, { status: 400, param: 'charge' });
  return refundable(account, intent);
}

function refundOf(account: Account, id: string): Refund {
  return account.refunds.get(id) ?? fail(missing('refund', id, { param: 'refund' }));
}

function fail(refusal: Error): never {
  throw refusal;
}
