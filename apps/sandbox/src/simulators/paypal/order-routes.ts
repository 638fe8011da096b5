import { z } from 'zod';
import { authorizeOrder, captureOrder, createOrder, orderOf } from './orders.ts';
import { invalid } from './refusal.ts';
import { ORDER_KEYS_MS } from './request-ids.ts';
import { nothing, ok, type Route, route } from './route.ts';
import { showOrder } from './show.ts';

const ORDERS = '/v2/checkout/orders';
export const amount = z.strictObject({ currency_code: z.string().length(3), value: z.string().max(32) });
const text = (longest: number) => z.string().min(1).max(longest).optional();
const url = z.url();

const experience = z.strictObject({
  brand_name: text(127),
  locale: text(10),
  shipping_preference: z.enum(['GET_FROM_FILE', 'NO_SHIPPING', 'SET_PROVIDED_ADDRESS']).optional(),
  return_url: url.optional(),
  cancel_url: url.optional(),
  landing_page: z.enum(['LOGIN', 'GUEST_CHECKOUT', 'NO_PREFERENCE']).optional(),
  user_action: z.enum(['CONTINUE', 'PAY_NOW']).optional(),
  payment_method_preference: z.enum(['UNRESTRICTED', 'IMMEDIATE_PAYMENT_REQUIRED']).optional(),
});

const NewOrder = z.strictObject({
  intent: z.enum(['CAPTURE', 'AUTHORIZE']),
  purchase_units: z
    .array(
      z.strictObject({
        reference_id: text(256),
        custom_id: text(127),
        invoice_id: text(127),
        description: text(127),
        soft_descriptor: text(22),
        amount,
      }),
    )
    .length(1),
  payment_source: z.strictObject({ paypal: z.strictObject({ experience_context: experience.optional() }) }).optional(),
});

/** https://developer.paypal.com/docs/api/orders/v2/ , as far as one purchase unit and the wallet of a guest go. */
export const orderRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: ORDERS,
    input: NewOrder,
    keysKeptMs: ORDER_KEYS_MS,
    mockable: true,
    run: (account, { input, pages }) => {
      const [first] = input.purchase_units;
      if (!first) throw invalid([{ issue: 'MISSING_REQUIRED_PARAMETER', field: '/purchase_units' }]);
      const { return_url: returnUrl = null, cancel_url: cancelUrl = null } = input.payment_source?.paypal.experience_context ?? {};
      const unit = { ...first, reference_id: first.reference_id ?? 'default' };
      const named = input.payment_source !== undefined;
      const order = createOrder(account, { intent: input.intent, unit, named, returnUrl, cancelUrl, pages });
      // Where a wallet was named the answer is 200, since the guest must act first.
      return { status: named ? 200 : 201, latest: () => showOrder(account, order) };
    },
  }),
  route({
    method: 'get',
    path: `${ORDERS}/:id`,
    input: z.strictObject({ fields: z.string().optional() }),
    mockable: true,
    run: (account, { id }) => ok(() => showOrder(account, orderOf(account, id))),
  }),
  route({
    method: 'post',
    path: `${ORDERS}/:id/capture`,
    input: nothing,
    keysKeptMs: ORDER_KEYS_MS,
    mockable: true,
    run: (account, { id }) => {
      const order = orderOf(account, id);
      captureOrder(account, order);
      return { status: 201, latest: () => showOrder(account, order) };
    },
  }),
  route({
    method: 'post',
    path: `${ORDERS}/:id/authorize`,
    input: nothing,
    keysKeptMs: ORDER_KEYS_MS,
    mockable: true,
    run: (account, { id }) => {
      const order = orderOf(account, id);
      authorizeOrder(account, order);
      return { status: 201, latest: () => showOrder(account, order) };
    },
  }),
];
