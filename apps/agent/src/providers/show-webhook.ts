import type { Connector } from '@banrimkwae/connector-kit/connector';
import type { Manifest } from '@banrimkwae/connector-kit/manifest';
import type { WebhookCard, WebhookSetup } from '@banrimkwae/contract/providers';
import type { Problem } from '@banrimkwae/contract/system';
import type { ProvidersGround } from './ground.ts';
import { isAtAddress, keyInAddress, webhookAddress } from './webhook-address.ts';
import { findProblem } from './webhook-problem.ts';
import { showSecrets } from './webhook-secrets.ts';

/** How far a provider's calls to us are set up. */
export function webhookSetup(ground: ProvidersGround, connector: Connector): WebhookSetup {
  const setup = showSetup(ground, connector);
  return { ...setup, problem: findProblem(ground, connector.manifest.id, setup)?.problem ?? null };
}

function showSetup(ground: ProvidersGround, { manifest, webhook }: Connector): Omit<WebhookSetup, 'problem'> {
  const { id } = manifest;
  const publicUrl = ground.publicUrl();
  const address = publicUrl === null ? null : webhookAddress(publicUrl, id);
  const registered = ground.providers.row(id).configuration.webhook;
  const lastDeliveryAt = ground.lastDeliveryAt(id);
  const held = ground.providers.secrets(id);
  const secrets = showSecrets(held, ground.clock.now());
  const isTold = isAtAddress(registered, address, keyInAddress(manifest, held));
  const canBeProved = secrets.length > 0 || asksInstead(manifest);
  return {
    address,
    hasKeyInAddress: manifest.webhook?.secretInPath ?? false,
    registeredAddress: registered?.url ?? null,
    state: stateOf({ address, isTold, registered, lastDeliveryAt, canBeProved }),
    canRegister: webhook?.register !== undefined,
    canTest: webhook?.test !== undefined,
    lastDeliveryAt,
    proof: newestProof(registered, lastDeliveryAt),
    secrets,
  };
}

/** One a provider that calls us, those with something left to do first, then by name. */
export function webhookCards(ground: ProvidersGround): WebhookCard[] {
  return [...ground.connectors.values()]
    .filter(({ webhook }) => webhook !== undefined)
    .map((connector) => {
      const { id, name, logo } = connector.manifest;
      return { ...webhookSetup(ground, connector), provider: id, name, logo: logo ?? null };
    })
    .sort((left, right) => Number(isDone(left)) - Number(isDone(right)) || left.name.localeCompare(right.name));
}

/** For Today: everything that keeps a provider's news from arriving. */
export function webhookProblems(ground: ProvidersGround): Problem[] {
  return [...ground.connectors.values()].flatMap((connector) => {
    const { id } = connector.manifest;
    const found = connector.webhook && findProblem(ground, id, showSetup(ground, connector));
    return found ? [{ id: `webhook-${id}`, severity: found.severity, ...found.problem, link: `/connections/${id}` }] : [];
  });
}

const isDone = ({ state, problem }: WebhookCard): boolean => state === 'working' && problem === null;

/** Each of its deliveries is asked about, so it needs no secret. */
function asksInstead({ webhook }: Manifest): boolean {
  return webhook?.secret === 'asked';
}

type Registered = ReturnType<ProvidersGround['providers']['row']>['configuration']['webhook'];
type Facts = { address: string | null; isTold: boolean; registered: Registered; lastDeliveryAt: string | null; canBeProved: boolean };

function stateOf({ address, isTold, registered, lastDeliveryAt, canBeProved }: Facts): WebhookSetup['state'] {
  if (!canBeProved || registered === null) return 'not_set_up';
  if (address !== null && !isTold) return 'address_changed';
  return isSince(lastDeliveryAt, registered.registeredAt) ? 'working' : 'waiting_for_first';
}

/** A genuine delivery is the best proof there is, unless something newer failed. */
function newestProof(registered: Registered, lastDeliveryAt: string | null): WebhookSetup['proof'] {
  if (registered === null) return null;
  const { proof, registeredAt } = registered;
  if (lastDeliveryAt === null || !isSince(lastDeliveryAt, registeredAt)) return proof;
  if (proof !== null && !proof.success && proof.at > lastDeliveryAt) return proof;
  return { at: lastDeliveryAt, how: 'delivery', success: true, message: 'A genuine delivery arrived.' };
}

function isSince(delivery: string | null, registeredAt: string): boolean {
  return delivery !== null && delivery > registeredAt;
}
