import type { Connector, ConnectorWebhook, Delivery, ProviderEvent, Verdict } from '@banrimkwae/connector-kit/connector';
import { createRedactor, type Redactor } from '@banrimkwae/connector-kit/redact';
import { AppError, type ErrorCode } from '@banrimkwae/contract/errors';
import type { NewId } from '../clock.ts';
import type { Providers } from '../providers/port.ts';
import type { ClockWatch } from './clock-watch.ts';
import { EFFECT_OF, type Judged } from './port.ts';
import type { NewDelivery } from './writes.ts';

export type ReceiveDeps = {
  providers: Pick<Providers, 'webhookSecrets'>;
  connectors: ReadonlyMap<string, Connector>;
  newId: NewId;
};
/** Undefined delivery: genuine, but nothing happened (a provider's ping). */
export type Received = { delivery: NewDelivery | undefined } | { refused: RefusedReason | 'clock_unsettled' } | { cannotTell: ErrorCode };
type RefusedReason = Extract<Verdict, { accepted: false }>['reason'];

/** One provider's door: who is behind it, what it accepts, what must not be written down. */
export type Door = {
  providerId: string;
  name: string;
  webhook: ConnectorWebhook;
  /** The address goes on behind the provider's name, and that is the secret. */
  secretInPath: boolean;
  secrets: readonly string[];
  redactor: Redactor;
};

/** Opens the door of a provider; undefined: there is none. A changed secret is seen by the next delivery. */
export function createDoors({ providers, connectors }: ReceiveDeps): (providerId: string) => Door | undefined {
  const kept = new Map<string, Door>();
  return (providerId) => {
    const connector = connectors.get(providerId);
    if (!connector?.webhook) return undefined;
    const secrets = providers.webhookSecrets(providerId);
    const known = kept.get(providerId);
    if (known && sameTexts(known.secrets, secrets)) return known;
    const redactor = createRedactor({ values: secrets });
    const { name, webhook } = connector.manifest;
    const door: Door = { providerId, name, webhook: connector.webhook, secretInPath: webhook?.secretInPath ?? false, secrets, redactor };
    kept.set(providerId, door);
    return door;
  };
}

type Judge = { clockWatch: ClockWatch; newId: NewId; ask: (door: Door, delivery: Delivery) => Promise<Judged> };

/** From raw bytes to what is to be stored. Nothing is parsed before the signature holds, or the provider has said that it is its own. */
export function receive(door: Door, delivery: Delivery, judge: Judge): Received | Promise<Received> {
  const verdict = judge.clockWatch.judge(delivery, (sent) => door.webhook.verify(sent, door.secrets));
  if (!verdict.accepted) return { refused: verdict.reason };
  return verdict.accepted === 'ask' ? afterAsking(door, delivery, judge) : read(door, delivery, judge);
}

async function afterAsking(door: Door, delivery: Delivery, judge: Judge): Promise<Received> {
  const told = await judge.ask(door, delivery);
  if ('cannotTell' in told) return told;
  return told.accepted ? read(door, delivery, judge) : { refused: told.reason };
}

function read(door: Door, delivery: Delivery, { newId }: Pick<Judge, 'newId'>): Received {
  const events = readEvents(door.webhook, delivery);
  if (events === undefined) return { refused: 'invalid_input' };
  if (events.length === 0) return { delivery: undefined };
  return {
    delivery: {
      kind: 'delivery',
      source: 'webhook',
      providerId: door.providerId,
      receivedAt: delivery.receivedAt.toISOString(),
      headers: JSON.stringify(door.redactor.headers(delivery.headers)),
      body: delivery.rawBody,
      events: events.map(({ id, type, about }) => ({ id: newId('whe'), webhookId: id, eventType: type, effect: EFFECT_OF[about.kind] })),
    },
  };
}

function readEvents(webhook: ConnectorWebhook, delivery: Delivery): readonly ProviderEvent[] | undefined {
  try {
    const events = webhook.events(delivery);
    return events.every(isSound) ? events : undefined;
  } catch (fault) {
    if (fault instanceof AppError && fault.code === 'invalid_input') return undefined;
    throw fault;
  }
}

/**
 * Half a character in an id is stored as another one: the job would look for it in vain, and two such events would pass for one.
 * A time beyond what a date can hold makes every room throw that writes it down.
 */
function isSound({ id, type, occurredAt }: ProviderEvent): boolean {
  return id !== '' && id.isWellFormed() && type.isWellFormed() && !Number.isNaN(occurredAt.getTime());
}

function sameTexts(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, index) => text === right[index]);
}
