import express from 'express';
import type { Simulator, SimulatorWorld } from '../../simulator.ts';
import { errorBody } from './refusal.ts';
import { STRIPE_PRACTICE, type StripeSettings } from './settings.ts';

/** One Stripe account in test mode. Hosts: `api` (api.stripe.com) and `checkout` (checkout.stripe.com). */
export function stripeSimulator(_world: SimulatorWorld, _settings: StripeSettings = STRIPE_PRACTICE): Simulator {
  return {
    id: 'stripe',
    hosts: { api: express.Router(), checkout: express.Router() },
    scenes: {},
    state: () => ({}),
    reset: () => undefined,
    errorBody: (status) => ({ contentType: 'application/json', body: JSON.stringify(errorBody(status)) }),
  };
}
