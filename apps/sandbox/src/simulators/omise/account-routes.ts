import { z } from 'zod';
import type { Account } from './account.ts';
import { CURRENCIES } from './charge-objects.ts';
import { PAGING, pageOf } from './lists.ts';
import { API_VERSION } from './objects.ts';
import { whole } from './parameters.ts';
import { missing, refuse } from './refusal.ts';
import { route } from './route.ts';
import { createSource, SOURCE_TYPES } from './sources.ts';

const nothing = z.strictObject({});

export const accountRoutes = [
  route({ method: 'get', path: '/account', parameters: nothing, run: accountObject }),
  route({
    method: 'patch',
    path: '/account',
    parameters: z.strictObject({ webhook_uri: z.url({ protocol: /^https?$/ }) }),
    run: (account, { input }) => {
      account.details.webhookUri = input.webhook_uri;
      return accountObject(account);
    },
  }),
  route({ method: 'get', path: '/capability', parameters: nothing, publicKey: true, run: capability }),
  route({
    method: 'post',
    path: '/sources',
    parameters: z.strictObject({
      type: z.enum(SOURCE_TYPES),
      amount: whole(2_000, 15_000_000),
      currency: z.string(),
      phone_number: z.string().optional(),
    }),
    publicKey: true,
    run: (account, { input }) => createSource(account, input),
  }),
  route({
    method: 'get',
    path: '/sources/:id',
    parameters: nothing,
    publicKey: true,
    run: ({ sources }, { ids }) => found('source', sources, ids.id),
  }),
  route({
    method: 'get',
    path: '/refunds',
    parameters: z.strictObject(PAGING),
    run: (account, { input }) => pageOf(account.refunds.values(), input, { location: '/refunds', now: account.now() }),
  }),
  route({
    method: 'get',
    path: '/events',
    parameters: z.strictObject(PAGING),
    run: (account, { input }) => pageOf(account.events.values(), input, { location: '/events', now: account.now() }),
  }),
  route({ method: 'get', path: '/events/:id', parameters: nothing, run: ({ events }, { ids }) => found('event', events, ids.id) }),
  route({
    method: 'get',
    path: '/disputes',
    parameters: z.strictObject(PAGING),
    run: (account, { input }) => pageOf(account.disputes.values(), input, { location: '/disputes', now: account.now() }),
  }),
  ...(['open', 'pending', 'closed'] as const).map((state) =>
    route({
      method: 'get',
      path: `/disputes/${state}`,
      parameters: z.strictObject(PAGING),
      run: (account, { input }) => {
        const fits = [...account.disputes.values()].filter(({ status }) =>
          state === 'closed' ? status === 'won' || status === 'lost' : status === state,
        );
        return pageOf(fits, input, { location: `/disputes/${state}`, now: account.now() });
      },
    }),
  ),
  route({ method: 'get', path: '/disputes/:id', parameters: nothing, run: ({ disputes }, { ids }) => found('dispute', disputes, ids.id) }),
  route({
    method: 'patch',
    path: '/disputes/:id',
    parameters: z.strictObject({ message: z.string().min(1).max(5000), metadata: z.record(z.string(), z.unknown()).optional() }),
    run: (account, { input, ids }) => {
      const dispute = found('dispute', account.disputes, ids.id);
      if (dispute.status !== 'open') throw refuse('bad_request', 'dispute is not open');
      dispute.message = input.message;
      account.emit('dispute.update', dispute);
      return dispute;
    },
  }),
];

function accountObject({ details }: Account) {
  return {
    object: 'account',
    id: 'acct_test_banrimkwae',
    location: '/account',
    livemode: false,
    email: details.email,
    country: 'TH',
    currency: 'THB',
    supported_currencies: CURRENCIES,
    webhook_uri: details.webhookUri,
    api_version: API_VERSION,
    created_at: '2024-01-01T00:00:00Z',
  };
}

function capability() {
  const method = (name: string, currencies: readonly string[]) => ({ object: 'payment_method', name, currencies });
  return {
    object: 'capability',
    location: '/capability',
    country: 'TH',
    banks: ['bbl', 'kbank', 'ktb', 'scb', 'bay'],
    payment_methods: [method('card', CURRENCIES), ...SOURCE_TYPES.map((name) => method(name, ['THB']))],
    zero_interest_installments: false,
  };
}

function found<Item>(kind: string, items: ReadonlyMap<string, Item>, id: string | undefined): Item {
  const item = items.get(id ?? '');
  if (item === undefined) throw missing(kind, id ?? '');
  return item;
}
