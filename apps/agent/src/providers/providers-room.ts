import type { ProviderMetrics } from '@banrimkwae/contract/providers';
import type { Actor } from '../access/index.ts';
import type { FormValues } from '../vault/sealed-form.ts';
import { configure, type HoldBreaker, holdBreaker, setStatus, type TuneEndpoint, tellState, tuneEndpoint } from './change-provider.ts';
import { showConfig } from './configuration.ts';
import { type ProvidersGround, stateWatch } from './ground.ts';
import { registerOurAddress } from './register-our-address.ts';
import { showProviderDetail, showProviders } from './show-provider.ts';
import { testConnection } from './try-connection.ts';
import { testWebhook } from './try-webhook.ts';

export type ProvidersRoomDeps = Omit<ProvidersGround, 'since'>;
export type ProvidersRoom = ReturnType<typeof createProvidersRoom>;

/** The providers room: what is connected, how it fares, and everything staff may change about it. */
export function createProvidersRoom(deps: ProvidersRoomDeps) {
  const ground: ProvidersGround = { ...deps, since: stateWatch(deps.clock) };
  ground.breakers.onChange(({ providerId }) => tellState(ground, providerId));
  return {
    list: () => showProviders(ground),
    get: (id: string) => showProviderDetail(ground, id),
    metrics: (hours: number): ProviderMetrics[] => ground.requestLog.metrics(hours),
    config: (id: string) => showConfig(ground.providers.find(id).connector.manifest, ground.providers.row(id), ground.key),
    configure: (input: { id: string; values: FormValues }, actor: Actor) => configure(ground, input, actor),
    setStatus: (input: Parameters<typeof setStatus>[1], actor: Actor) => setStatus(ground, input, actor),
    setBreaker: (input: HoldBreaker, actor: Actor) => holdBreaker(ground, input, actor),
    setEndpoint: (input: TuneEndpoint, actor: Actor) => tuneEndpoint(ground, input, actor),
    test: (id: string, actor: Actor) => testConnection(ground, id, { operatorId: actor.id }),
    registerWebhook: (input: { id: string; publicUrl: string }, actor: Actor) => registerOurAddress(ground, input, actor),
    testWebhook: (id: string, actor: Actor) => testWebhook(ground, id, { operatorId: actor.id }),
  };
}
