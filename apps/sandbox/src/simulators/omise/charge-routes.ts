import { z } from 'zod';
import type { Account } from './account.ts';
import { CURRENCIES } from './charge-objects.ts';
import { capture, createCharge, decide, expire, reverse } from './charges.ts';
import { PAGING, pageOf } from './lists.ts';
import type { Card, Charge, Source } from './objects.ts';
import { flag, metadata, whole } from './parameters.ts';
import { createRefund, refundsOf, showRefunds } from './refunds.ts';
import { missing, refuse } from './refusal.ts';
import { route } from './route.ts';
import { createSource, SOURCE_TYPES } from './sources.ts';

const MOST = 15_000_000;
const LEAST = 2_000;
const currency = z
  .string()
  .transform((code) => code.toUpperCase())
  .pipe(z.enum(CURRENCIES));
const inlineSource = z.strictObject({ type: z.enum(SOURCE_TYPES), phone_number: z.string().optional() });
const address = z.url({ protocol: /^https?$/ });

const CHARGE = z.strictObject({
  amount: whole(1, Number.MAX_SAFE_INTEGER),
  currency,
  card: z.string().optional(),
  source: z.union([z.string(), inlineSource]).optional(),
  capture: flag().default(true),
  authorization_type: z.enum(['pre_auth', 'final_auth']).optional(),
  return_uri: address.optional(),
  description: z.string().max(255).optional(),
  ip: z.string().optional(),
  metadata: metadata(),
  webhook_endpoints: z.array(address).min(1).max(2).optional(),
});

export const chargeRoutes = [
  route({
    method: 'post',
    path: '/charges',
    parameters: CHARGE,
    refusal: 'invalid_charge',
    asksBank: true,
    run: (account, { input, pages }) => {
      const { card: token, source: asked, amount, currency: code } = input;
      if ((token === undefined) === (asked === undefined)) throw refuse('invalid_charge', 'either card or source is needed');
      requireAmount(amount, code);
      // Read before anything is used up: a refusal must leave the token as it was.
      const source = asked === undefined ? null : sourceFor(account, asked, { amount, currency: code });
      if (source && input.return_uri === undefined && source.flow !== 'offline') throw refuse('invalid_charge', 'return_uri is needed');
      if (source && !input.capture) throw refuse('invalid_charge', 'this payment method cannot be captured later');
      const card = token === undefined ? null : useToken(account, token);
      return createCharge(
        account,
        {
          amount,
          currency: code,
          capture: input.capture,
          authorizationType: input.authorization_type,
          card,
          source,
          description: input.description ?? null,
          returnUri: input.return_uri ?? null,
          ip: input.ip ?? null,
          metadata: input.metadata,
          webhookEndpoints: input.webhook_endpoints ?? [],
        },
        pages,
      );
    },
  }),
  route({
    method: 'get',
    path: '/charges',
    parameters: z.strictObject(PAGING),
    run: (account, { input }) => pageOf(account.charges.values(), input, { location: '/charges', now: account.now() }),
  }),
  route({ method: 'get', path: '/charges/:id', parameters: z.strictObject({}), run: (account, { ids }) => chargeIn(account, ids.id) }),
  route({
    method: 'patch',
    path: '/charges/:id',
    parameters: z.strictObject({ description: z.string().max(255).optional(), metadata: z.record(z.string(), z.unknown()).optional() }),
    run: (account, { input, ids }) => {
      const charge = Object.assign(chargeIn(account, ids.id), input);
      account.emit('charge.update', charge);
      return charge;
    },
  }),
  route({
    method: 'post',
    path: '/charges/:id/capture',
    parameters: z.strictObject({ capture_amount: whole(1, MOST).optional() }),
    refusal: 'failed_capture',
    asksBank: true,
    run: (account, { input, ids }) => capture(account, chargeIn(account, ids.id), input.capture_amount),
  }),
  route({
    method: 'post',
    path: '/charges/:id/reverse',
    parameters: z.strictObject({}),
    asksBank: true,
    run: (account, { ids }) => reverse(account, chargeIn(account, ids.id)),
  }),
  route({
    method: 'post',
    path: '/charges/:id/expire',
    parameters: z.strictObject({}),
    asksBank: true,
    run: (account, { ids }) => expire(account, chargeIn(account, ids.id)),
  }),
  // Test mode's stand-in for the guest. https://docs.omise.co/api-testing
  route({
    method: 'post',
    path: '/charges/:id/mark_as_paid',
    parameters: z.strictObject({}),
    run: (account, { ids }) => {
      const charge = chargeIn(account, ids.id);
      if (charge.status !== 'pending' || charge.authorized) throw refuse('invalid_charge', 'charge cannot be marked as paid');
      decide(account, charge);
      return charge;
    },
  }),
  route({
    method: 'get',
    path: '/charges/:id/events',
    parameters: z.strictObject(PAGING),
    run: (account, { input, ids }) => {
      const { id } = chargeIn(account, ids.id);
      const about = [...account.events.values()].filter(({ data }) => data.id === id || ('charge' in data && data.charge === id));
      return pageOf(about, input, { location: `/charges/${id}/events`, now: account.now() });
    },
  }),
  route({
    method: 'post',
    path: '/charges/:id/refunds',
    parameters: z.strictObject({ amount: whole(1, MOST), metadata: metadata(), void: flag().optional() }),
    refusal: 'failed_refund',
    asksBank: true,
    run: (account, { input, ids }) => createRefund(account, chargeIn(account, ids.id), input),
  }),
  route({
    method: 'get',
    path: '/charges/:id/refunds',
    parameters: z.strictObject(PAGING),
    run: (account, { input, ids }) => {
      const { id } = chargeIn(account, ids.id);
      return pageOf(refundsOf(account, id), input, { location: `/charges/${id}/refunds`, now: account.now() });
    },
  }),
  route({
    method: 'get',
    path: '/charges/:id/refunds/:refund',
    parameters: z.strictObject({}),
    run: (account, { ids }) => {
      const refund = account.refunds.get(ids.refund ?? '');
      if (refund?.charge !== ids.id) throw missing('refund', ids.refund ?? '');
      return refund;
    },
  }),
];

export function chargeIn(account: Account, id: string | undefined): Charge {
  const charge = account.charges.get(id ?? '');
  if (!charge) throw missing('charge', id ?? '');
  showRefunds(account, charge);
  return charge;
}

function requireAmount(amount: number, code: string): void {
  if (code !== 'THB') return;
  if (amount < LEAST) throw refuse('invalid_charge', `amount must be greater than or equal to ${LEAST}`);
  if (amount > MOST) throw refuse('invalid_charge', `amount must be less than or equal to ${MOST}`);
}

type Amount = { amount: number; currency: string };

function sourceFor(account: Account, asked: string | z.output<typeof inlineSource>, { amount, currency: code }: Amount): Source {
  if (typeof asked !== 'string') return createSource(account, { ...asked, amount, currency: code });
  const source = account.sources.get(asked);
  if (!source) throw missing('source', asked);
  if (source.charge_status !== 'unknown') throw refuse('invalid_charge', 'source was already used');
  if (source.amount !== amount || source.currency !== code) throw refuse('invalid_charge', 'amount or currency differs from the source');
  return source;
}

/** A token works once. */
function useToken(account: Account, id: string): Card {
  const token = account.tokens.get(id);
  if (!token) throw missing('token', id);
  if (token.used) throw refuse('used_token', 'token was already used');
  token.used = true;
  return token.card;
}
