import express from 'express';
import type { Simulator, SimulatorWorld } from '../../simulator.ts';
import { type Account, openAccount } from './account.ts';
import { accountRoutes } from './account-routes.ts';
import { apiRouter } from './api.ts';
import { chargeRoutes } from './charge-routes.ts';
import { pagesRouter } from './pages.ts';
import { errorBody } from './refusal.ts';
import { createScenes, type OmiseScenes } from './scenes.ts';
import { OMISE_PRACTICE, type OmiseSettings } from './settings.ts';
import { vaultRouter } from './vault.ts';

const SCENES = [
  'guestPays',
  'guestCardDeclined',
  'guestAbandons',
  'dashboardRefund',
  'refundFails',
  'disputeOpens',
  'disputeEnds',
  'backendError',
] as const satisfies (keyof OmiseScenes)[];

/** One Omise account in test mode. Hosts: `api` (api.omise.co), `vault` (vault.omise.co) and `pay` (pay.omise.co, where guests agree). */
export function omiseSimulator(world: SimulatorWorld, settings: OmiseSettings = OMISE_PRACTICE): Simulator {
  let played = open(world, settings);
  const host = (name: keyof typeof played.hosts): express.Router => {
    const router = express.Router();
    router.use((request, response, next) => played.hosts[name](request, response, next));
    return router;
  };
  return {
    id: 'omise',
    hosts: { api: host('api'), vault: host('vault'), pay: host('pay') },
    scenes: Object.fromEntries(SCENES.map((name) => [name, (input: unknown) => played.scenes[name](input)])),
    state: () => stateOf(played.account),
    reset: () => {
      played.account.close();
      played = open(world, settings);
    },
    errorBody: (status) => ({ contentType: 'application/json', body: JSON.stringify(errorBody(status)) }),
  };
}

function open(world: SimulatorWorld, settings: OmiseSettings) {
  const account = openAccount(world, settings);
  const routes = [...chargeRoutes, ...accountRoutes];
  return {
    account,
    hosts: { api: apiRouter(account, routes), vault: vaultRouter(account), pay: pagesRouter(account) },
    scenes: createScenes(account),
  };
}

function stateOf({ details, charges, refunds, disputes, events }: Account) {
  return {
    webhookUri: details.webhookUri,
    charges: [...charges.values()].reverse(),
    refunds: [...refunds.values()].reverse(),
    disputes: [...disputes.values()].reverse(),
    events: [...events.values()]
      .reverse()
      .map(({ id, key, created_at, webhook_deliveries }) => ({ id, key, created_at, webhook_deliveries })),
  };
}
