import express from 'express';
import type { Simulator, SimulatorWorld } from '../../simulator.ts';
import { apiRouter } from './api.ts';
import { openBank, sweep } from './bank.ts';
import { faultBody } from './refusal.ts';
import { createScenes, type ScbScenes } from './scenes.ts';
import { SCB_PRACTICE, type ScbSettings } from './settings.ts';

const SCENES = [
  'setWebhookAddress',
  'guestPays',
  'guestPaysLate',
  'guestPaysWrongAmount',
  'callbackLost',
  'guestAbandons',
  'guestTransfers',
  'bankReverses',
] as const satisfies (keyof ScbScenes)[];

/** One application in SCB's partner sandbox, with the accounts behind its biller id. Host: `api` (api-sandbox.partners.scb/partners/sandbox). */
export function scbSimulator(world: SimulatorWorld, settings: ScbSettings = SCB_PRACTICE): Simulator {
  let played = open(world, settings);
  const api = express.Router();
  api.use((request, response, next) => played.api(request, response, next));
  return {
    id: 'scb',
    hosts: { api },
    scenes: Object.fromEntries(SCENES.map((name) => [name, (input: unknown) => played.scenes[name](input)])),
    state: () => {
      sweep(played.bank);
      const { orders, entries, callbacks } = played.bank;
      return { orders, entries, callbacks: callbacks.attempts, callbackIsSet: callbacks.endpoint.url !== undefined };
    },
    reset: () => {
      played = open(world, settings);
    },
    errorBody: (status) => ({ contentType: 'application/json', body: faultBody(status) }),
  };
}

function open(world: SimulatorWorld, settings: ScbSettings) {
  const bank = openBank(world, settings);
  return { bank, api: apiRouter(bank), scenes: createScenes(bank) };
}
