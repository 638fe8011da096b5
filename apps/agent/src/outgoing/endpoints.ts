import { AppError } from '@banrimkwae/contract/errors';
import type { OutgoingDelivery, OutgoingEndpoint, OutgoingType } from '@banrimkwae/contract/outgoing';
import type { Actor } from '../access/index.ts';
import { mapPage, pageOf } from '../store/page.ts';
import { ringNow } from './announce.ts';
import { newSecret, sealSecret } from './endpoint-secret.ts';
import type { OutgoingGround } from './ground.ts';
import type { DeliveryFilter, DeliveryRow, EndpointRow } from './outgoing-table.ts';

type Form = { name: string; url: string; types: OutgoingType[] };
const HOUR_MS = 3_600_000;
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);
/** Cloud machines answer here with their own credentials; no system of a resort does. */
const LINK_LOCAL = /^(169\.254\.|\[fe80:)/i;

export function listEndpoints(ground: OutgoingGround): OutgoingEndpoint[] {
  return ground.table.endpoints().map((row) => show(ground, row));
}

/** The secret is told once. Throws AppError invalid_input for an address that may not be called. */
export function createEndpoint(ground: OutgoingGround, form: Form, actor: Actor): OutgoingEndpoint & { secret: string } {
  requireAddress(ground, form.url);
  const secret = newSecret();
  const id = ground.newId('whk');
  ground.database.transaction(() => {
    const created_at = ground.clock.now().toISOString();
    ground.table.insertEndpoint({ id, ...form, ...sealSecret(ground, id, secret), created_at });
    ground.audit({ actor: actor.id, action: 'webhook_endpoint.created', subject: id, detail: { ...form } });
  })();
  return { ...show(ground, required(ground, id)), secret };
}

export type Change = { id: string } & { [Key in keyof (Form & { enabled: boolean })]?: (Form & { enabled: boolean })[Key] | undefined };

export function updateEndpoint(ground: OutgoingGround, { id, ...change }: Change, actor: Actor): OutgoingEndpoint {
  if (change.url !== undefined) requireAddress(ground, change.url);
  ground.database.transaction(() => {
    const row = required(ground, id);
    const { name = row.name, url = row.url, types = row.types, enabled = row.enabled } = change;
    ground.table.changeEndpoint({ ...row, name, url, types, enabled });
    // Whoever switches it knows how it stands.
    if (enabled !== row.enabled) ground.table.noteOutcome({ ...row, failing_since: null });
    ground.audit({ actor: actor.id, action: 'webhook_endpoint.changed', subject: id, detail: { name, url, types, enabled } });
  })();
  return show(ground, required(ground, id));
}

/** What still waits for it is told to nobody any more. */
export function removeEndpoint(ground: OutgoingGround, id: string, actor: Actor): void {
  ground.database.transaction(() => {
    required(ground, id);
    ground.table.removeEndpoint(id, ground.clock.now().toISOString());
    ground.audit({ actor: actor.id, action: 'webhook_endpoint.removed', subject: id, detail: {} });
  })();
}

/** The new secret is told once. For so many hours both sign; 0: the old one ends at once. */
export function rotateSecret(ground: OutgoingGround, { id, overlapHours }: { id: string; overlapHours: number }, actor: Actor) {
  const secret = newSecret();
  ground.database.transaction(() => {
    const row = required(ground, id);
    const until = overlapHours === 0 ? null : new Date(ground.clock.now().getTime() + overlapHours * HOUR_MS).toISOString();
    ground.table.changeSecret({
      ...row,
      ...sealSecret(ground, id, secret),
      old_secret: until === null ? null : row.secret,
      old_secret_until: until,
    });
    ground.audit({ actor: actor.id, action: 'webhook_endpoint.secret_changed', subject: id, detail: { overlapHours } });
  })();
  return { ...show(ground, required(ground, id)), secret };
}

export function listDeliveries(ground: OutgoingGround, filter: DeliveryFilter) {
  required(ground, filter.endpointId);
  const rows = ground.table.listDeliveries({ ...filter, limit: filter.limit + 1 });
  return mapPage(
    pageOf(rows, filter.limit, ({ id }) => id),
    showDelivery,
  );
}

type Replay = { id: string; deliveryId?: string | undefined; failedSince?: string | undefined };

/** Tells it again, under the same message id: one delivery whatever its state, or all that failed since. Returns how many. */
export function replayDeliveries(ground: OutgoingGround, { id, deliveryId, failedSince }: Replay, actor: Actor): number {
  return ground.database.transaction(() => {
    const endpoint = required(ground, id);
    if (!endpoint.enabled) throw new AppError('conflict', { message: 'This endpoint is switched off.', hint: 'Switch it on first.' });
    const ids = deliveryId === undefined ? ground.table.failedSince(id, failedSince ?? '') : [deliveryId];
    for (const one of ids) {
      const row = ground.table.delivery(one);
      if (row?.endpoint_id !== id) throw new AppError('not_found', { message: 'There is no such delivery.' });
      const at = ground.clock.now().toISOString();
      ground.table.noteAttempt({ ...row, state: 'waiting', attempts: 0, next_attempt_at: at, delivered_at: null });
      ringNow(ground, one);
    }
    ground.audit({ actor: actor.id, action: 'webhook_endpoint.replayed', subject: id, detail: { deliveries: ids.length } });
    return ids.length;
  })();
}

/** Whoever may set an endpoint names its host: it may stand in the house's own network. In practice only this computer is told. */
function requireAddress({ profile }: OutgoingGround, url: string): void {
  const { protocol, hostname, username } = new URL(url);
  const refuse = (message: string) => {
    throw new AppError('invalid_input', { message, fields: { url: message } });
  };
  if (!['https:', 'http:'].includes(protocol) || username !== '')
    refuse('An address begins with https:// or http:// and has no password in it.');
  if (LINK_LOCAL.test(hostname)) refuse('This address belongs to no system of the resort.');
  if (profile === 'practice' && !LOOPBACK.has(hostname)) refuse('In practice only an address on this computer can be told.');
}

function required(ground: OutgoingGround, id: string): EndpointRow {
  const row = ground.table.endpoint(id);
  if (!row) throw new AppError('not_found', { message: 'There is no such endpoint.' });
  return row;
}

function show(ground: OutgoingGround, row: EndpointRow): OutgoingEndpoint {
  const { waiting, failed } = ground.table.counts(row.id);
  const overlaps = row.old_secret_until !== null && row.old_secret_until > ground.clock.now().toISOString();
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    types: row.types,
    enabled: row.enabled,
    secretEnds: row.secret_ends,
    oldSecretUntil: overlaps ? row.old_secret_until : null,
    state: stateOf(row),
    waiting,
    failed,
    lastDeliveredAt: row.last_delivered_at,
    lastError: row.last_error,
    createdAt: row.created_at,
  };
}

function stateOf({ enabled, failing_since, last_delivered_at }: EndpointRow): OutgoingEndpoint['state'] {
  if (!enabled) return 'disabled';
  if (failing_since !== null) return 'failing';
  return last_delivered_at === null ? 'unused' : 'working';
}

function showDelivery(row: DeliveryRow): OutgoingDelivery {
  return {
    id: row.id,
    endpointId: row.endpoint_id,
    messageId: row.message_id,
    type: row.type,
    subjectId: row.subject_id,
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    lastStatus: row.last_status,
    lastError: row.last_error,
    createdAt: row.created_at,
    deliveredAt: row.delivered_at,
  };
}
