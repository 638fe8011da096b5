import { setTimeout as wait } from 'node:timers/promises';
import { AppError, ERRORS } from '@banrimkwae/contract/errors';
import type { WebhookCard } from '@banrimkwae/contract/providers';
import { type Actor, AGENT } from '../access/index.ts';
import type { JobHandler } from '../jobs/port.ts';
import { tellChange, tellState } from './change-provider.ts';
import type { ProvidersGround } from './ground.ts';
import { proveAddress } from './prove-address.ts';
import { saveStored } from './save-webhook.ts';
import { webhookCards } from './show-webhook.ts';
import { webhookAddress } from './webhook-address.ts';
import { register } from './webhook-registration.ts';

export const REGISTER = 'webhook.register';
/** At most five minutes apart: a provider or a tunnel that is away for a day is still told. */
const MOST_ATTEMPTS = 500;

/** The public address is another one, or may be: tells it to whoever was told another. Returns at once; jobs do it. */
export function addressChanged(ground: ProvidersGround, publicUrl: string): void {
  ground.database.transaction(() => {
    if (ground.publicUrl() === publicUrl) return;
    ground.setPublicUrl(publicUrl);
    ground.audit({ actor: AGENT.id, action: 'webhook.address_changed', subject: null, detail: { publicUrl } });
  })();
  askWhoIsBehind(ground);
  for (const { id } of withWebhook(ground)) tellState(ground, id);
}

/** Tells our address to everyone whose API allows it, whatever they were told before; waits some seconds for the outcome, which the cards show. */
export async function registerEverywhere(ground: ProvidersGround, actor: Actor): Promise<WebhookCard[]> {
  if (ground.publicUrl() === null) throw noAddress();
  const ids = registrable(ground);
  ground.database.transaction(() => {
    ask(ground, ids);
    ground.audit({ actor: actor.id, action: 'webhook.register_everywhere', subject: null, detail: { providers: ids } });
  })();
  for (const id of ids) ground.providers.refresh(id);
  const enough = new AbortController();
  const all = Promise.allSettled(ids.map((id) => settle(ground, id, actor.id))).finally(() => enough.abort());
  await Promise.race([all, wait(ground.patienceMs, undefined, { signal: enough.signal }).catch(() => undefined)]);
  return webhookCards(ground);
}

/** Asks those that can and were not told the present address; of one, or of all. At the start, and whenever a provider becomes ready. */
export function askWhoIsBehind(ground: ProvidersGround, ids = registrable(ground)): void {
  const publicUrl = ground.publicUrl();
  if (publicUrl === null) return;
  const behind = ids.filter((id) => {
    const { webhook, webhookAsk } = ground.providers.row(id).configuration;
    return webhookAsk !== null || webhook?.url !== webhookAddress(publicUrl, id);
  });
  askAnew(ground, behind);
}

/** Whatever was told before; a job sees to it. Of those that cannot be told now, none is asked. */
export function askAnew(ground: ProvidersGround, ids: readonly string[]): void {
  const can = new Set(registrable(ground));
  const asked = ids.filter((id) => can.has(id));
  ground.database.transaction(() => ask(ground, asked))();
  for (const id of asked) ground.providers.refresh(id);
}

/** A job holds the provider's id; which address, and whether there is anything left to do, its row says when it runs. */
export function createRegistrar(ground: ProvidersGround): JobHandler {
  return async ({ id, subjectId }) => {
    if (ground.providers.row(subjectId).configuration.webhookJob !== id) return { done: true };
    try {
      await settle(ground, subjectId, AGENT.id);
    } catch (fault) {
      // What no repeat can mend stands on the provider's card until somebody acts, and that asks anew.
      if (!(fault instanceof AppError && !ERRORS[fault.code].retryable)) throw fault;
    }
    return { done: true };
  };
}

export function noAddress(): AppError {
  return new AppError('conflict', {
    message: 'Nobody knows yet where the outside reaches this agent.',
    hint: 'Set up the tunnel first; the address then appears here.',
  });
}

/**
 * Inside the caller's transaction, who refreshes after it. Each wish has a job of its own, and the newest is in charge: a job with a dedupe
 * key could be one that just ended and whose row does not say so yet, and then nobody would come.
 */
function ask(ground: ProvidersGround, ids: readonly string[]): void {
  const at = ground.clock.now().toISOString();
  for (const id of ids) {
    const webhookJob = ground.jobs.add({ kind: REGISTER, subjectId: id, maxAttempts: MOST_ATTEMPTS });
    saveStored(ground, id, (stored) => ({
      ...stored,
      configuration: { ...stored.configuration, webhookAsk: { at, failure: null }, webhookJob },
    }));
  }
}

/** Does what is left: tells the address, or proves it once more. Throws while it is not proved. */
function settle(ground: ProvidersGround, id: string, by: string): Promise<void> {
  const { webhookAsk: asked, webhookJob: job } = ground.providers.row(id).configuration;
  return ground.inTurn(id, `${asked === null ? 'proof' : 'address'} ${job} ${ground.publicUrl()}`, async () => {
    const publicUrl = ground.publicUrl();
    if (publicUrl === null || !registrable(ground).includes(id)) return;
    const { webhook, webhookAsk } = ground.providers.row(id).configuration;
    if (webhookAsk !== null) await register(ground, { id, publicUrl, by });
    else if (webhook !== null && webhook.proof?.success !== true) {
      await proveAddress(ground, { id, publicUrl }, { operatorId: by });
      tellChange(ground, id);
    }
    const proof = ground.providers.row(id).configuration.webhook?.proof;
    if (proof?.success === false) throw new AppError('address_unreachable', { providerMessage: proof.message });
  });
}

function withWebhook({ connectors, providers }: ProvidersGround) {
  return [...connectors.values()].filter(({ webhook }) => webhook !== undefined).map(({ manifest }) => providers.find(manifest.id));
}

/** Paused or without keys: not now. It is asked when it comes back. */
function registrable(ground: ProvidersGround): string[] {
  return withWebhook(ground)
    .filter(({ ready, connector }) => ready && connector.webhook?.register !== undefined)
    .map(({ id }) => id);
}
