import { AppError, type ConnectorWebhook, type Delivery, type OperationContext, type Verdict } from '@banrimkwae/connector-kit/connector';
import { separateTimestampHmacVerifier } from '@banrimkwae/connector-kit/webhook-verifiers';
import * as z from 'zod';
import { OMISE_VERSION } from './manifest.ts';
import { eventFrom } from './map.ts';
import { Account, listOf, OmiseEvent } from './schemas.ts';

const headers = { 'omise-version': OMISE_VERSION };
const PAGE = 100;

/** `Omise-Signature` over `<time>.<raw body>` with the decoded secret; two of them, by a comma, for a day after a secret was rolled. */
const signature = separateTimestampHmacVerifier({
  header: 'omise-signature',
  timestampHeader: 'omise-signature-timestamp',
  secretEncoding: 'base64',
  maximumAgeSeconds: 300,
});

/** The event list, a page at a time, as it came: `data` must stay readable as a delivery. */
const AsItCame = listOf(z.looseObject({}).refine((raw) => OmiseEvent.safeParse(raw).success, 'not an event'));

export const webhook: ConnectorWebhook = {
  // A signature proves who sent it. Whether it happened is asked in any case: https://docs.omise.co/api-webhooks
  verify: (delivery, secrets) => {
    const signed = secrets.some((secret) => secret !== '') ? signature(delivery, secrets) : undefined;
    return signed === undefined || signed.accepted === true ? { accepted: 'ask' } : signed;
  },
  confirm: async (context, { delivery }) => {
    const told = OmiseEvent.safeParse(parsed(delivery.rawBody));
    if (!told.success) return refused('invalid_input');
    const known = await eventAt(context, told.data.id);
    return known !== undefined && identityOf(known) === identityOf(told.data) ? { accepted: true } : refused('signature_invalid');
  },
  events: ({ rawBody, receivedAt }: Delivery) => {
    const raw = parsed(rawBody);
    const event = OmiseEvent.safeParse(raw);
    if (!event.success) throw new AppError('invalid_input', { message: 'This is not an Omise event.' });
    return [eventFrom(event.data, raw, receivedAt)];
  },
  register: async (context, { url }) => {
    const { body } = await context.call('account_update', { headers, body: { webhook_uri: url } }, Account);
    return { url: body.webhook_uri ?? url };
  },
  eventsSince: async (context, { since, cursor }) => {
    const offset = Number(cursor ?? '0');
    const query = { from: since.toISOString(), order: 'chronological', limit: PAGE, offset };
    const { body } = await context.call('event_list', { headers, query }, AsItCame);
    const next = offset + body.data.length;
    return {
      events: body.data.map((raw) => eventFrom(OmiseEvent.parse(raw), raw, context.now())),
      ...(body.data.length > 0 && next < body.total ? { cursor: String(next) } : {}),
    };
  },
};

/** Undefined: Omise knows no such event. Any other fault means that it cannot be told now. */
async function eventAt(context: OperationContext, id: string): Promise<z.infer<typeof OmiseEvent> | undefined> {
  try {
    const { body } = await context.call('event_get', { path: { id }, headers }, OmiseEvent);
    return body;
  } catch (fault) {
    if (fault instanceof AppError && fault.details.providerCode === 'not_found') return undefined;
    throw fault;
  }
}

/** All that is believed of a delivery: a foreign reference in a genuine event would lead us to another payment. */
function identityOf({ id, key, data }: z.infer<typeof OmiseEvent>): string {
  return JSON.stringify([id, key, data.object, data.id ?? null, data.charge ?? null, data.metadata ?? null]);
}

function refused(reason: Extract<Verdict, { accepted: false }>['reason']): Verdict {
  return { accepted: false, reason };
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
