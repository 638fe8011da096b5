import { z } from 'zod';
import { type Account, newest } from './account.ts';
import { created, integer, metadata, paging, text } from './form.ts';
import { pageOf, within } from './lists.ts';
import type { CheckoutSession } from './objects.ts';
import { invalid, missing } from './refusal.ts';
import { type Route, route } from './route.ts';
import { createSession, expireSession } from './sessions.ts';

const PATH = '/v1/checkout/sessions';

const line = z.strictObject({
  quantity: integer(1).default(1),
  price_data: z.strictObject({
    currency: text(3),
    unit_amount: integer(0),
    product_data: z.strictObject({ name: text(250), description: text().optional(), metadata: metadata().optional() }),
  }),
});

const creation = z.strictObject({
  mode: z.literal('payment'),
  payment_method_types: z
    .array(z.enum(['card', 'promptpay']))
    .min(1)
    .optional(),
  client_reference_id: text(200).optional(),
  line_items: z.array(line).min(1).max(100),
  payment_intent_data: z
    .strictObject({
      capture_method: z.enum(['automatic', 'automatic_async', 'manual']).optional(),
      description: text(1000).optional(),
      metadata: metadata().optional(),
    })
    .optional(),
  success_url: text(),
  cancel_url: text().optional(),
  customer_email: text(800).optional(),
  expires_at: integer().optional(),
  locale: text(10).optional(),
  metadata: metadata().optional(),
});

type Creation = z.output<typeof creation>;

export const checkoutRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: PATH,
    parameters: creation,
    answers: 'checkout.session',
    run: (account, { input, pages }) => {
      const currency = currencyIn(input);
      for (const param of ['success_url', 'cancel_url', 'customer_email'] as const) checkText(param, input[param]);
      const data = input.payment_intent_data;
      return createSession(account, {
        currency,
        amount: input.line_items.reduce((sum, { quantity, price_data: price }) => sum + quantity * price.unit_amount, 0),
        methods: input.payment_method_types ?? (currency === 'thb' ? ['card', 'promptpay'] : ['card']),
        clientReference: input.client_reference_id ?? null,
        email: input.customer_email ?? null,
        locale: input.locale ?? null,
        metadata: input.metadata ?? {},
        successUrl: input.success_url,
        cancelUrl: input.cancel_url ?? null,
        expiresAt: input.expires_at,
        intent: {
          title: input.line_items.map(({ price_data: price }) => price.product_data.name).join(', '),
          capture_method: data?.capture_method ?? 'automatic_async',
          description: data?.description ?? null,
          metadata: data?.metadata ?? {},
        },
        pages,
      });
    },
  }),
  route({
    method: 'get',
    path: `${PATH}/:id`,
    parameters: z.strictObject({}),
    answers: 'checkout.session',
    run: (account, { id }) => found(account, id),
  }),
  route({
    method: 'get',
    path: PATH,
    parameters: z.strictObject({
      created: created().optional(),
      payment_intent: text().optional(),
      status: z.enum(['open', 'complete', 'expired']).optional(),
      ...paging,
    }),
    answers: 'checkout.session',
    list: true,
    run: ({ sessions }, { input }) => {
      const { payment_intent: intent, status } = input;
      const fits = (session: CheckoutSession) =>
        within(session, input.created) &&
        (intent === undefined || session.payment_intent === intent) &&
        (status === undefined || session.status === status);
      return pageOf(newest(sessions).filter(fits), input, { url: PATH, kind: 'checkout.session' });
    },
  }),
  route({
    method: 'post',
    path: `${PATH}/:id/expire`,
    parameters: z.strictObject({}),
    answers: 'checkout.session',
    run: (account, { id }) => {
      const session = found(account, id);
      expireSession(account, session);
      return session;
    },
  }),
];

function found(account: Account, id: string): CheckoutSession {
  const session = account.sessions.get(id);
  if (!session) throw missing('checkout.session', id, { param: 'session' });
  return session;
}

function currencyIn({ line_items: lines }: Creation): string {
  const [first = '', ...others] = new Set(lines.map(({ price_data: price }) => price.currency.toLowerCase()));
  if (others.length > 0) throw invalid('All line items must have the same currency.', { param: 'line_items' });
  return first;
}

function checkText(param: 'success_url' | 'cancel_url' | 'customer_email', value: string | undefined): void {
  if (value === undefined) return;
  if (param === 'customer_email') {
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) throw invalid(`Invalid email address: ${value}`, { code: 'email_invalid', param });
  } else if (!/^https?:\/\/[^\s/]+/.test(value)) throw invalid('Not a valid URL', { code: 'url_invalid', param });
}
