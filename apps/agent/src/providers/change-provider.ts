import type { EndpointSettings, Provider, ProviderConfig, ProviderStatus } from '@banrimkwae/contract/providers';
import type { Actor } from '../access/index.ts';
import type { FormValues } from '../vault/sealed-form.ts';
import { mergeConfig, showConfig } from './configuration.ts';
import type { ProvidersGround } from './ground.ts';
import { showEndpoint, showProvider } from './show-provider.ts';
import { keepReplacedSecret, newPathKey, USUAL_OVERLAP_HOURS } from './webhook-secrets.ts';

/** Saves a provider's form. The audit log has the names of what changed, never a value. Throws AppError `not_found`, `invalid_input`. */
export function configure(ground: ProvidersGround, { id, values }: { id: string; values: FormValues }, actor: Actor): ProviderConfig {
  const { manifest } = ground.providers.find(id).connector;
  ground.database.transaction(() => {
    const row = ground.providers.row(id);
    const { changed, ...after } = mergeConfig(manifest, row, withPathKey(ground, id, values), ground.key);
    if (changed.length === 0) return;
    const before = { configuration: row.configuration, credentials: row.credentials_encrypted };
    const at = ground.clock.now();
    const kept = keepReplacedSecret(manifest, { before, after, at, overlapHours: USUAL_OVERLAP_HOURS }, ground.key);
    ground.table.save(id, { ...kept, at: at.toISOString() });
    ground.audit({ actor: actor.id, action: 'provider.configured', subject: id, detail: { changed } });
  })();
  tellChange(ground, id);
  return showConfig(manifest, ground.providers.row(id), ground.key);
}

/** A provider whose address ends in a key gets one with its first keys; nobody has to think of it. */
function withPathKey({ providers }: ProvidersGround, id: string, values: FormValues): FormValues {
  const { webhook } = providers.find(id).connector.manifest;
  if (!webhook?.secretInPath || values[webhook.secretField] || providers.secrets(id).current !== null) return values;
  return { ...values, [webhook.secretField]: newPathKey() };
}

/** Pauses or resumes a provider; calls under way end, new ones are refused. Throws AppError `not_found`. */
export function setStatus(ground: ProvidersGround, change: { id: string; status: ProviderStatus; reason: string }, actor: Actor): Provider {
  const { id, status, reason } = change;
  const before = ground.providers.row(id).status;
  ground.database.transaction(() => {
    ground.table.setStatus(id, { status, reason: status === 'active' ? null : reason, at: ground.clock.now().toISOString() });
    ground.audit({ actor: actor.id, action: 'provider.status', subject: id, detail: { before, after: status, reason } });
  })();
  tellChange(ground, id);
  return showProvider(ground, id);
}

export type TuneEndpoint = {
  id: string;
  endpoint: string;
  rateLimitPerMinute: number | null;
  timeoutSeconds: number | null;
  retryEnabled: boolean;
  cacheTtlSeconds: number;
};

/** Throws AppError `not_found`. */
export function tuneEndpoint(ground: ProvidersGround, { id, endpoint, ...tuning }: TuneEndpoint, actor: Actor): EndpointSettings {
  const { rowId: _rowId, ...before } = ground.providers.callable(id).endpoint(endpoint);
  ground.database.transaction(() => {
    ground.table.tuneEndpoint(ground.providers.rowId(id), endpoint, tuning);
    ground.audit({ actor: actor.id, action: 'endpoint.tuned', subject: id, detail: { endpoint, before, after: tuning } });
  })();
  tellChange(ground, id);
  return showEndpoint(ground, id, endpoint);
}

export type HoldBreaker = { id: string; endpoint: string; action: 'open' | 'close' | 'reset'; reason: string };

/** Throws AppError `not_found`. */
export function holdBreaker(ground: ProvidersGround, { id, endpoint, action, reason }: HoldBreaker, actor: Actor): EndpointSettings {
  const callable = ground.providers.callable(id);
  callable.endpoint(endpoint);
  ground.database.transaction(() => {
    ground.breakers.hold(callable, endpoint, action, reason);
    ground.audit({ actor: actor.id, action: `breaker.${action}`, subject: id, detail: { endpoint, reason } });
  })();
  tellState(ground, id);
  return showEndpoint(ground, id, endpoint);
}

/** After a change of rows: every room reads anew, every desktop looks again. */
export function tellChange(ground: ProvidersGround, id: string): void {
  ground.providers.refresh(id);
  tellState(ground, id);
}

export function tellState({ live, ...ground }: ProvidersGround, id: string): void {
  live.publish({ type: 'provider_status', provider_id: id, status: showProvider({ live, ...ground }, id).health.state });
}
