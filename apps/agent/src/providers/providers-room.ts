import type { ProviderMetrics } from '@banrimkwae/contract/providers';
import type { Actor } from '../access/index.ts';
import type { FormValues } from '../vault/sealed-form.ts';
import { configure, type HoldBreaker, holdBreaker, setStatus, type TuneEndpoint, tellState, tuneEndpoint } from './change-provider.ts';
import { showConfig } from './configuration.ts';
import { type ProvidersGround, stateWatch } from './ground.ts';
import { addressChanged, askWhoIsBehind, createRegistrar, REGISTER, registerEverywhere } from './register-everywhere.ts';
import { confirmWebhook, registerOurAddress, wholeWebhookAddress } from './register-our-address.ts';
import { endPreviousSecret, forgetEndedSecrets, type NewWebhookSecret, rotateWebhookSecret } from './rotate-webhook-secret.ts';
import { showProviderDetail, showProviders } from './show-provider.ts';
import { webhookCards, webhookProblems } from './show-webhook.ts';
import { testConnection } from './try-connection.ts';
import { testWebhook } from './try-webhook.ts';
import { createTurns } from './turns.ts';

export type ProvidersRoomDeps = Omit<ProvidersGround, 'since' | 'inTurn' | 'patienceMs'> & { patienceMs?: number };
export type ProvidersRoom = ReturnType<typeof createProvidersRoom>;

const PATIENCE_MS = 8000;

/** The providers room: what is connected, how it fares, and everything staff may change about it. Before `jobs.start`: it declares its job. */
export function createProvidersRoom(deps: ProvidersRoomDeps) {
  const ground: ProvidersGround = { patienceMs: PATIENCE_MS, ...deps, since: stateWatch(deps.clock), inTurn: createTurns() };
  ground.breakers.onChange(({ providerId }) => tellState(ground, providerId));
  ground.jobs.handle(REGISTER, createRegistrar(ground));
  return { ...lookingAt(ground), ...settingUp(ground), ...webhooksOf(ground) };
}

function lookingAt(ground: ProvidersGround) {
  return {
    list: () => showProviders(ground),
    get: (id: string) => showProviderDetail(ground, id),
    metrics: (hours: number): ProviderMetrics[] => ground.requestLog.metrics(hours),
    config: (id: string) => showConfig(ground.providers.find(id).connector.manifest, ground.providers.row(id), ground.key),
    webhookCards: () => webhookCards(ground),
    /** What keeps providers' news from arriving. */
    problems: () => webhookProblems(ground),
  };
}

function settingUp(ground: ProvidersGround) {
  return {
    configure: (input: { id: string; values: FormValues }, actor: Actor) => {
      const shown = configure(ground, input, actor);
      askWhoIsBehind(ground, [input.id]);
      return shown;
    },
    setStatus: (input: Parameters<typeof setStatus>[1], actor: Actor) => {
      const shown = setStatus(ground, input, actor);
      askWhoIsBehind(ground, [input.id]);
      return shown;
    },
    setBreaker: (input: HoldBreaker, actor: Actor) => holdBreaker(ground, input, actor),
    setEndpoint: (input: TuneEndpoint, actor: Actor) => tuneEndpoint(ground, input, actor),
    test: (id: string, actor: Actor) => testConnection(ground, id, { operatorId: actor.id }),
  };
}

function webhooksOf(ground: ProvidersGround) {
  return {
    /** For whoever brings the outside to us: may be called at every start and with the same address. */
    addressChanged: (publicUrl: string) => addressChanged(ground, publicUrl),
    registerEverywhere: (actor: Actor) => registerEverywhere(ground, actor),
    registerWebhook: (input: { id: string; publicUrl: string }, actor: Actor) => registerOurAddress(ground, input, actor),
    confirmWebhook: (id: string, actor: Actor) => confirmWebhook(ground, id, actor),
    wholeWebhookAddress: (id: string, actor: Actor) => wholeWebhookAddress(ground, id, actor),
    rotateWebhookSecret: (input: NewWebhookSecret, actor: Actor) => rotateWebhookSecret(ground, input, actor),
    endPreviousSecret: (id: string, actor: Actor) => endPreviousSecret(ground, id, actor),
    testWebhook: (id: string, actor: Actor) => testWebhook(ground, id, { operatorId: actor.id }),
    /** At the start: what was asked for and not done, and addresses that changed while the agent was away. */
    resume: () => {
      forgetEndedSecrets(ground);
      askWhoIsBehind(ground);
    },
  };
}
