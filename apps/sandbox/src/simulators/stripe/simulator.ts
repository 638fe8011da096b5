import express from 'express';
import type { Simulator, SimulatorWorld } from '../../simulator.ts';
import { type Account, newest, openAccount } from './account.ts';
import { apiRouter } from './api.ts';
import { balanceOf } from './charges.ts';
import { checkoutRoutes } from './checkout-routes.ts';
import { disputeRoutes } from './dispute-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { pagesRouter } from './pages.ts';
import { paymentIntentRoutes } from './payment-intent-routes.ts';
import { refundRoutes } from './refund-routes.ts';
import { errorBody } from './refusal.ts';
import { createScenes, type StripeScenes } from './scenes.ts';
import { STRIPE_PRACTICE, type StripeSettings } from './settings.ts';

const SCENES = [
  'guestPays',
  'guestCardDeclined',
  'guestAbandons',
  'dashboardRefund',
  'guestGivesBankDetails',
  'refundArrives',
  'refundFails',
  'refundWaitsForFunds',
  'disputeOpens',
  'disputeWon',
  'disputeLost',
  'earlyFraudWarning',
  'workSlowly',
] as const satisfies (keyof StripeScenes)[];

/** One Stripe account in test mode. Hosts: `api` (api.stripe.com) and `checkout` (checkout.stripe.com). */
export function stripeSimulator(world: SimulatorWorld, settings: StripeSettings = STRIPE_PRACTICE): Simulator {
  let played = open(world, settings);
  const host = (name: keyof typeof played.hosts): express.Router => {
    const router = express.Router();
    router.use((request, response, next) => played.hosts[name](request, response, next));
    return router;
  };
  return {
    id: 'stripe',
    hosts: { api: host('api'), checkout: host('checkout') },
    scenes: Object.fromEntries(SCENES.map((name) => [name, (input: unknown) => played.scenes[name](input)])),
    state: () => stateOf(played.account),
    reset: () => {
      played.account.close();
      played = open(world, settings);
    },
    errorBody: (status) => ({ contentType: 'application/json', body: JSON.stringify(errorBody(status)) }),
  };
}

function open(world: SimulatorWorld, settings: StripeSettings) {
  const account = openAccount(world, settings);
  const slowness = { milliseconds: 0, requests: 0 };
  const routes = [...paymentIntentRoutes, ...checkoutRoutes, ...refundRoutes, ...disputeRoutes, ...eventRoutes];
  return {
    account,
    hosts: { api: apiRouter({ account, routes, slowness }), checkout: pagesRouter(account) },
    scenes: createScenes(account, slowness),
  };
}

function stateOf(account: Account) {
  return {
    balance: balanceOf(account),
    sessions: newest(account.sessions),
    paymentIntents: newest(account.intents),
    charges: newest(account.charges),
    refunds: newest(account.refunds),
    disputes: newest(account.disputes),
    earlyFraudWarnings: newest(account.warnings),
    events: newest(account.events).map(({ id, type, created, pending_webhooks: waiting }) => ({ id, type, created, waiting })),
    webhookEndpoints: newest(account.webhooks.endpoints).map(({ shown }) => shown),
    deliveries: account.webhooks.attempts,
  };
}
