import { z } from 'zod';
import { type Account, newest } from './account.ts';
import { EVENT_TYPES } from './event-types.ts';
import type { Webhook } from './objects.ts';
import { envelope, missing, named, Refusal } from './refusal.ts';
import { nothing, ok, type Route, route } from './route.ts';
import { verification } from './verification.ts';

const API = 'https://api-m.sandbox.paypal.com';
const NOTIFICATIONS = '/v1/notifications';
const WEBHOOKS = `${NOTIFICATIONS}/webhooks`;
const EVENTS = `${NOTIFICATIONS}/webhooks-events`;
const KEPT_MS = 30 * 86_400_000;
const MOST_WEBHOOKS = 10;

const eventTypes = z.array(z.strictObject({ name: z.string() })).min(1);
const Patch = z
  .array(
    z.discriminatedUnion('path', [
      z.strictObject({ op: z.literal('replace'), path: z.literal('/url'), value: z.string().max(2048) }),
      z.strictObject({ op: z.literal('replace'), path: z.literal('/event_types'), value: eventTypes }),
    ]),
  )
  .min(1);

/** Who is told of what, and what was told. https://developer.paypal.com/docs/api/webhooks/v1/ */
export const notificationRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: WEBHOOKS,
    input: z.strictObject({ url: z.string().max(2048), event_types: eventTypes }),
    run: (account, { input }) => {
      const { registered } = account.webhooks;
      checkUrl(account, input.url);
      if (registered.size >= MOST_WEBHOOKS) throw named(400, 'WEBHOOK_NUMBER_LIMIT_EXCEEDED', 'Number of webhook URLs exceeds the limit');
      const webhook: Webhook = { id: account.id(), url: input.url, eventTypes: namesOf(input.event_types) };
      registered.set(webhook.id, webhook);
      return { status: 201, latest: () => shown(webhook) };
    },
  }),
  route({
    method: 'get',
    path: WEBHOOKS,
    input: z.strictObject({ anchor_type: z.enum(['APPLICATION', 'ACCOUNT']).optional() }),
    run: ({ webhooks }) => ok(() => ({ webhooks: newest(webhooks.registered).map(shown) })),
  }),
  route({ method: 'get', path: `${WEBHOOKS}/:id`, input: nothing, run: (account, { id }) => ok(() => shown(webhookOf(account, id))) }),
  route({
    method: 'patch',
    path: `${WEBHOOKS}/:id`,
    input: Patch,
    run: (account, { id, input }) => {
      const webhook = webhookOf(account, id);
      for (const change of input) {
        if (change.path === '/event_types') webhook.eventTypes = namesOf(change.value);
        else {
          checkUrl(account, change.value);
          webhook.url = change.value;
        }
      }
      return ok(() => shown(webhook));
    },
  }),
  route({
    method: 'delete',
    path: `${WEBHOOKS}/:id`,
    input: nothing,
    run: (account, { id }) => {
      account.webhooks.registered.delete(webhookOf(account, id).id);
      return { status: 204, latest: () => undefined };
    },
  }),
  route({
    method: 'get',
    path: EVENTS,
    input: z.strictObject({
      start_time: z.string().optional(),
      end_time: z.string().optional(),
      page_size: z.coerce.number().int().min(1).max(300).default(10),
      transaction_id: z.string().optional(),
      event_type: z.string().optional(),
      from: z.string().optional(),
    }),
    run: (account, { input }) => ok(() => eventsOf(account, input)),
  }),
  route({ method: 'get', path: `${EVENTS}/:id`, input: nothing, run: (account, { id }) => ok(() => eventOf(account, id)) }),
  route({
    method: 'post',
    path: `${EVENTS}/:id/resend`,
    input: z.strictObject({ webhook_ids: z.array(z.string()).optional() }),
    run: (account, { id, input }) => {
      const event = eventOf(account, id);
      const to = input.webhook_ids?.map((webhookId) => webhookOf(account, webhookId)) ?? [...account.webhooks.registered.values()];
      for (const webhook of to) account.webhooks.send(event, webhook);
      return { status: 202, latest: () => event };
    },
  }),
  verification,
];

type Search = {
  start_time?: string | undefined;
  end_time?: string | undefined;
  page_size: number;
  event_type?: string | undefined;
  transaction_id?: string | undefined;
  from?: string | undefined;
};

function eventsOf(account: Account, asked: Search) {
  const now = account.world.now().getTime();
  const start = Math.max(Date.parse(asked.start_time ?? '') || 0, now - KEPT_MS);
  const end = Date.parse(asked.end_time ?? '') || now;
  const fits = newest(account.events).filter(
    ({ create_time: at, event_type: type, resource }) =>
      Date.parse(at) >= start &&
      Date.parse(at) <= end &&
      (asked.event_type === undefined || type === asked.event_type) &&
      (asked.transaction_id === undefined || ('id' in resource && resource.id === asked.transaction_id)),
  );
  const from = Math.max(
    0,
    fits.findIndex(({ id }) => id === asked.from),
  );
  const events = fits.slice(from, from + asked.page_size);
  const following = fits[from + asked.page_size]?.id;
  const { from: _before, ...same } = asked;
  const next = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...same, from: following })) if (value !== undefined) next.set(name, String(value));
  return {
    events,
    count: events.length,
    links: [
      { href: `${API}${EVENTS}`, rel: 'self', method: 'GET' },
      ...(following === undefined ? [] : [{ href: `${API}${EVENTS}?${next}`, rel: 'next', method: 'GET' }]),
    ],
  };
}

function eventOf(account: Account, id: string) {
  const event = account.events.get(id);
  if (!event || account.world.now().getTime() - Date.parse(event.create_time) > KEPT_MS) throw missing(id);
  return event;
}

function webhookOf({ webhooks }: Account, id: string): Webhook {
  const webhook = webhooks.registered.get(id);
  if (!webhook) throw missing(id);
  return webhook;
}

function shown({ id, url, eventTypes }: Webhook) {
  return {
    id,
    url,
    event_types: eventTypes.map((name) => ({ name, description: name, status: 'ENABLED' })),
    links: [
      { href: `${API}${WEBHOOKS}/${id}`, rel: 'self', method: 'GET' },
      { href: `${API}${WEBHOOKS}/${id}`, rel: 'update', method: 'PATCH' },
      { href: `${API}${WEBHOOKS}/${id}`, rel: 'delete', method: 'DELETE' },
    ],
  };
}

/** PayPal wants a public HTTPS address; practice runs on this machine, so a loopback one is taken too. */
function checkUrl({ webhooks }: Account, url: string): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw named(400, 'VALIDATION_ERROR', 'Invalid data provided');
  if ([...webhooks.registered.values()].some((webhook) => webhook.url === url))
    throw named(400, 'WEBHOOK_URL_ALREADY_EXISTS', 'Webhook URL already exists');
}

function namesOf(types: readonly { name: string }[]): string[] {
  const unknown = types.find(({ name }) => name !== '*' && !EVENT_TYPES.has(name));
  if (unknown) {
    const details = [{ field: 'event_types', value: unknown.name, location: 'body', issue: 'Not a valid webhook event type' }] as const;
    throw new Refusal(400, { ...envelope(400, details), name: 'VALIDATION_ERROR', message: 'Invalid data provided' });
  }
  return types.map(({ name }) => name);
}
