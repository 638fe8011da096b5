import { z } from 'zod';
import type { Account } from './account.ts';
import { amount } from './order-routes.ts';
import { captureHold, refundCapture, voidHold } from './payments.ts';
import { missing } from './refusal.ts';
import { PAYMENT_KEYS_MS } from './request-ids.ts';
import { nothing, ok, type Route, route } from './route.ts';
import { showAuthorization, showCapture, showRefund } from './show.ts';

const PAYMENTS = '/v2/payments';
const text = (longest: number) => z.string().min(1).max(longest).optional();
const id = (kind: 'authorizations' | 'captures' | 'refunds') => `${PAYMENTS}/${kind}/:id`;

/** https://developer.paypal.com/docs/api/payments/v2/ */
export const paymentRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: id('authorizations'),
    input: nothing,
    run: (account, call) => ok(() => showAuthorization(account, found(account.authorizations, call.id))),
  }),
  route({
    method: 'post',
    path: `${id('authorizations')}/capture`,
    input: z.strictObject({
      amount: amount.optional(),
      invoice_id: text(127),
      final_capture: z.boolean().optional(),
      note_to_payer: text(255),
      soft_descriptor: text(22),
    }),
    keysKeptMs: PAYMENT_KEYS_MS,
    mockable: true,
    run: (account, call) => {
      const capture = captureHold(account, found(account.authorizations, call.id), call.input);
      return { status: 201, latest: () => showCapture(account, capture) };
    },
  }),
  route({
    method: 'post',
    path: `${id('authorizations')}/void`,
    input: nothing,
    mockable: true,
    run: (account, call) => {
      const hold = found(account.authorizations, call.id);
      voidHold(account, hold);
      return ok(() => showAuthorization(account, hold));
    },
  }),
  route({
    method: 'get',
    path: id('captures'),
    input: nothing,
    mockable: true,
    run: (account, call) => ok(() => showCapture(account, found(account.captures, call.id))),
  }),
  route({
    method: 'post',
    path: `${id('captures')}/refund`,
    input: z.strictObject({ amount: amount.optional(), custom_id: text(127), invoice_id: text(127), note_to_payer: text(255) }),
    keysKeptMs: PAYMENT_KEYS_MS,
    mockable: true,
    run: (account, call) => {
      const refund = refundCapture(account, found(account.captures, call.id), call.input);
      return { status: 201, latest: () => showRefund(account, refund) };
    },
  }),
  route({
    method: 'get',
    path: id('refunds'),
    input: nothing,
    mockable: true,
    run: (account: Account, call) => ok(() => showRefund(account, found(account.refunds, call.id))),
  }),
];

function found<Item>(items: ReadonlyMap<string, Item>, wanted: string): Item {
  const item = items.get(wanted);
  if (!item) throw missing(wanted);
  return item;
}
