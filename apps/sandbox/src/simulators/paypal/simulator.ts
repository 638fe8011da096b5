import express from 'express';
import type { Simulator, SimulatorWorld } from '../../simulator.ts';
import { type Account, newest, openAccount } from './account.ts';
import { apiRouter } from './api.ts';
import { notificationRoutes } from './notification-routes.ts';
import { orderRoutes } from './order-routes.ts';
import { pagesRouter } from './pages.ts';
import { paymentRoutes } from './payment-routes.ts';
import { envelope } from './refusal.ts';
import { reportRoutes } from './report-routes.ts';
import { createScenes, type PayPalScenes } from './scenes.ts';
import { PAYPAL_PRACTICE, type PayPalSettings } from './settings.ts';
import { showCapture, showOrder, showRefund } from './show.ts';
import { CERTIFICATE_ID, type Signing, signing } from './signing.ts';

const SCENES = [
  'guestPays',
  'guestAbandons',
  'guestCardDeclined',
  'captureReview',
  'reviewEnds',
  'dashboardRefund',
  'refundPending',
  'refundArrives',
  'refundFails',
  'disputeOpens',
  'disputeEnds',
] as const satisfies (keyof PayPalScenes)[];

/** One PayPal account in its sandbox. Hosts: `api` (api-m.), `certificates` (api.) and `www`, the site where guests approve. */
export function payPalSimulator(world: SimulatorWorld, settings: PayPalSettings = PAYPAL_PRACTICE): Simulator {
  let signer: Signing | undefined;
  const ready = async () => {
    signer ??= await signing();
  };
  const signingNow = () => {
    if (!signer) throw new Error('Nothing is signed before the first request');
    return signer;
  };
  let played = open(world, settings, signingNow);
  const host = (name: keyof typeof played.hosts): express.Router => {
    const router = express.Router();
    router.use(async (request, response, next) => {
      await ready();
      played.hosts[name](request, response, next);
    });
    return router;
  };
  return {
    id: 'paypal',
    hosts: { api: host('api'), certificates: host('certificates'), www: host('www') },
    scenes: Object.fromEntries(
      SCENES.map((name) => [
        name,
        async (input: unknown) => {
          await ready();
          return played.scenes[name](input);
        },
      ]),
    ),
    state: () => stateOf(played.account),
    reset: () => {
      played.account.close();
      played = open(world, settings, signingNow);
    },
    errorBody: (status) => ({ contentType: 'application/json', body: JSON.stringify(envelope(status)) }),
  };
}

function open(world: SimulatorWorld, settings: PayPalSettings, signingNow: () => Signing) {
  const account = openAccount(world, settings, signingNow);
  const routes = [...orderRoutes, ...paymentRoutes, ...reportRoutes, ...notificationRoutes];
  return {
    account,
    hosts: { api: apiRouter(account, routes), certificates: certificateRouter(account), www: pagesRouter(account) },
    scenes: createScenes(account),
  };
}

function certificateRouter({ signing: signingNow }: Account): express.Router {
  const router = express.Router();
  router.get(
    `/v1/notifications/certs/${CERTIFICATE_ID}`,
    (_request, response) => void response.type('application/x-pem-file').send(signingNow().pem),
  );
  router.use((_request, response) => void response.status(404).json(envelope(404)));
  return router;
}

function stateOf(account: Account) {
  return {
    orders: newest(account.orders).map((order) => showOrder(account, order)),
    captures: newest(account.captures).map((capture) => showCapture(account, capture)),
    refunds: newest(account.refunds).map((refund) => showRefund(account, refund)),
    disputes: newest(account.disputes),
    events: newest(account.events).map(({ id, event_type, create_time }) => ({ id, event_type, create_time })),
    webhooks: newest(account.webhooks.registered),
    deliveries: account.webhooks.attempts,
  };
}
