import { z } from 'zod';
import { type Account, newest } from './account.ts';
import { created, flag, metadata, paging, text } from './form.ts';
import { pageOf, within } from './lists.ts';
import type { StripeEvent, WebhookEndpoint } from './objects.ts';
import { invalid, missing } from './refusal.ts';
import { type Route, route } from './route.ts';
import type { Registered } from './webhooks.ts';

const EVENTS = '/v1/events';
const ENDPOINTS = '/v1/webhook_endpoints';
const nothing = z.strictObject({});
const KEPT_SECONDS = 30 * 86_400;
const MOST_TYPES = 20;

const eventName = text(100).regex(/^(\*|[a-z_0-9]+(\.[a-z_0-9]+)+)$/);
const endpoint = {
  description: z.string().max(5000).optional(),
  metadata: metadata().optional(),
  enabled_events: z.array(eventName).min(1),
  url: text(2000),
};

/** What happened, and who is told of it. */
export const eventRoutes: readonly Route[] = [
  route({ method: 'get', path: `${EVENTS}/:id`, parameters: nothing, answers: 'event', run: (account, { id }) => eventOf(account, id) }),
  route({
    method: 'get',
    path: EVENTS,
    parameters: z.strictObject({
      created: created().optional(),
      delivery_success: flag().optional(),
      type: text().optional(),
      types: z.array(text()).min(1).optional(),
      ...paging,
    }),
    answers: 'event',
    list: true,
    run: (account, { input }) => {
      const { type, types, delivery_success: delivered } = input;
      if (type !== undefined && types !== undefined)
        throw invalid('You may only specify one of these parameters: type, types.', { param: 'types' });
      if (types && types.length > MOST_TYPES) throw invalid(`Array must contain at most ${MOST_TYPES} elements.`, { param: 'types' });
      const oldest = account.now() - KEPT_SECONDS;
      const fits = (event: StripeEvent) =>
        event.created >= oldest &&
        within(event, input.created) &&
        (type === undefined || matches(type, event.type)) &&
        (types === undefined || types.includes(event.type)) &&
        (delivered === undefined || (event.pending_webhooks === 0) === delivered);
      return pageOf(newest(account.events).filter(fits), input, { url: EVENTS, kind: 'event' });
    },
  }),
  route({
    method: 'post',
    path: ENDPOINTS,
    parameters: z.strictObject({ ...endpoint, api_version: text(40).optional(), connect: flag().optional() }),
    answers: 'webhook_endpoint',
    run: (account, { input }) => {
      checkUrl(input.url);
      const shown: WebhookEndpoint = {
        id: account.id('we'),
        object: 'webhook_endpoint',
        api_version: input.api_version ?? null,
        application: null,
        created: account.now(),
        description: input.description ?? null,
        enabled_events: input.enabled_events,
        livemode: false,
        metadata: input.metadata ?? {},
        status: 'enabled',
        url: input.url,
      };
      const secret = `whsec_${account.world.id(32)}`;
      account.webhooks.endpoints.set(shown.id, { shown, secret });
      // Only this answer ever tells the secret.
      return { ...shown, secret };
    },
  }),
  route({
    method: 'get',
    path: `${ENDPOINTS}/:id`,
    parameters: nothing,
    answers: 'webhook_endpoint',
    run: (account, { id }) => endpointOf(account, id).shown,
  }),
  route({
    method: 'get',
    path: ENDPOINTS,
    parameters: z.strictObject(paging),
    answers: 'webhook_endpoint',
    list: true,
    run: ({ webhooks }, { input }) =>
      pageOf(
        newest(webhooks.endpoints).map(({ shown }) => shown),
        input,
        { url: ENDPOINTS, kind: 'webhook_endpoint' },
      ),
  }),
  route({
    method: 'post',
    path: `${ENDPOINTS}/:id`,
    parameters: z.strictObject({ ...endpoint, disabled: flag() }).partial(),
    answers: 'webhook_endpoint',
    run: (account, { input, id }) => {
      const { shown } = endpointOf(account, id);
      const { disabled, metadata: pairs, ...rest } = input;
      if (rest.url !== undefined) checkUrl(rest.url);
      Object.assign(shown, rest);
      Object.assign(shown.metadata, pairs);
      if (disabled !== undefined) shown.status = disabled ? 'disabled' : 'enabled';
      return shown;
    },
  }),
  route({
    method: 'delete',
    path: `${ENDPOINTS}/:id`,
    parameters: nothing,
    answers: 'webhook_endpoint',
    run: (account, { id }) => {
      endpointOf(account, id);
      account.webhooks.endpoints.delete(id);
      return { id, object: 'webhook_endpoint', deleted: true };
    },
  }),
];

function eventOf(account: Account, id: string): StripeEvent {
  const event = account.events.get(id);
  if (!event || event.created < account.now() - KEPT_SECONDS) throw missing('event', id);
  return event;
}

function endpointOf(account: Account, id: string): Registered {
  const found = account.webhooks.endpoints.get(id);
  if (!found) throw missing('webhook endpoint', id, { param: 'webhook_endpoint' });
  return found;
}

/** Stripe wants a public address; practice runs on this machine, so a loopback one is taken too. */
function checkUrl(url: string): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw invalid('Invalid URL: An explicit scheme (such as https) must be provided.', { code: 'url_invalid', param: 'url' });
}

/** `charge.*` stands for every event of charges. */
function matches(wanted: string, type: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : wanted === type;
}
