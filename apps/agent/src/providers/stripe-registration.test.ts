import type { Connector, OperationContext } from '@banrimkwae/connector-kit/connector';
import { connectors } from '@banrimkwae/connectors';
import { AppError } from '@banrimkwae/contract/errors';
import { describe, expect, it } from 'vitest';
import { openTestAccount, qr } from '../../../sandbox/src/simulators/stripe/account-rig.ts';
import { AGENT } from '../access/index.ts';
import { openWebhookRig, until } from './webhook-rig.ts';

const ONE = 'https://one.example.com';
const TWO = 'https://two.example.com';
type Step = 'webhook_endpoint_list' | 'webhook_endpoint_create' | 'webhook_endpoint_update' | 'webhook_endpoint_delete';

/** The practice account, where a guest pays after every single call of a registration, and the connector that is watched doing it. */
async function openWatched() {
  const account = await openTestAccount();
  const { stripe } = Object.fromEntries(connectors);
  if (!stripe?.webhook?.register) throw new Error('There is no Stripe connector');
  const { webhook } = stripe;
  const original = stripe.webhook.register;
  const seen: { step: string; deliveries: number; refused: number }[] = [];
  const fails: { at: Step | undefined; afterwards: boolean } = { at: undefined, afterwards: false };
  const fail = () => {
    fails.at = undefined;
    throw new AppError('provider_timeout', { outcome: 'unknown' });
  };
  const guestPays = async (step: string) => {
    await account.stripe.paymentIntents.create(qr(150_000));
    await account.play('guestPays');
    const told = account.deliveries.splice(0);
    const secrets = rig.providers.webhookSecrets('stripe');
    const accepted = told.filter(
      ({ headers, body }) =>
        webhook.verify({ headers: headers(), rawBody: Buffer.from(body), query: {}, receivedAt: account.now() }, secrets).accepted,
    );
    seen.push({ step, deliveries: told.length, refused: told.length - accepted.length });
  };
  const watched = (context: OperationContext): OperationContext => ({
    ...context,
    call: async (endpoint, request, schema) => {
      if (fails.at === endpoint && !fails.afterwards) fail();
      const answer = await context.call(endpoint, request, schema);
      await guestPays(endpoint);
      if (fails.at === endpoint) fail();
      return answer;
    },
  });
  const connector: Connector = {
    ...stripe,
    manifest: { ...stripe.manifest, hosts: { api: { live: account.api } } },
    webhook: { ...webhook, register: (context, input) => original(watched(context), input) },
  };
  const rig = await openWebhookRig({ connectors: [connector], now: account.now, profile: 'live' });
  const registered = async (publicUrl: string) => {
    rig.room.addressChanged(publicUrl);
    await until('it is registered and nothing is left to do', () => {
      // The account's clock stands still, and repeats wait.
      account.advance(50);
      const { running, waiting } = rig.jobs.counts();
      return rig.card('stripe').registeredAddress === `${publicUrl}/webhooks/stripe` && running + waiting === 0;
    });
  };
  const endpoints = async () => (await account.stripe.webhookEndpoints.list()).data.map(({ url, status }) => ({ url, status }));
  const { secretKey } = stripe.manifest.practice.values;
  rig.room.configure({ id: 'stripe', values: { secretKey: String(secretKey) } }, AGENT);
  return { ...rig, account, seen, fails, registered, endpoints, guestPays };
}

describe('a registration at Stripe', { timeout: 30_000 }, () => {
  it('is made silently, and delivers once its secret is on our disk', async () => {
    const { registered, seen, endpoints } = await openWatched();
    await registered(ONE);
    expect(seen.map(({ step, deliveries }) => [step.replace('webhook_endpoint_', ''), deliveries > 0])).toEqual([
      ['list', false],
      ['create', false],
      ['list', false],
      ['update', true],
    ]);
    expect(seen.reduce((sum, { refused }) => sum + refused, 0)).toBe(0);
    expect(await endpoints()).toEqual([{ url: `${ONE}/webhooks/stripe`, status: 'enabled' }]);
  });

  it('moves to another address under the same secret, without a moment in which nothing is delivered', async () => {
    const { registered, seen, endpoints, card } = await openWatched();
    await registered(ONE);
    const before = card('stripe').secrets;
    seen.splice(0);
    await registered(TWO);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter(({ deliveries, refused }) => deliveries === 0 || refused > 0)).toEqual([]);
    expect(await endpoints()).toEqual([{ url: `${TWO}/webhooks/stripe`, status: 'enabled' }]);
    expect(card('stripe').secrets).toEqual(before);
  });

  it.each([
    { at: 'webhook_endpoint_create', afterwards: true, what: 'whose secret was lost with the answer' },
    { at: 'webhook_endpoint_create', afterwards: false, what: 'that did not come about at once' },
    { at: 'webhook_endpoint_update', afterwards: false, what: 'that was not taken into use at once' },
    { at: 'webhook_endpoint_update', afterwards: true, what: 'whose use was not confirmed' },
    { at: 'webhook_endpoint_delete', afterwards: false, what: 'beside which an older one stayed' },
  ] as const)('replaced by one $what ($at), delivers all the time', async ({ at, afterwards }) => {
    const { registered, seen, endpoints, fails, table, providers, card, guestPays, account } = await openWatched();
    await registered(ONE);
    // As after an upgrade from a release that did not remember which registration is ours: a new one must be made beside it.
    const row = providers.row('stripe');
    table.save('stripe', {
      configuration: { ...row.configuration, webhookRegistration: null },
      credentials: row.credentials_encrypted,
      at: row.updated_at,
    });
    providers.refresh('stripe');
    seen.splice(0);
    fails.at = at;
    fails.afterwards = afterwards;
    await registered(TWO);
    await guestPays('afterwards');
    expect(fails.at, 'the failure took place').toBeUndefined();
    expect(seen.filter(({ deliveries, refused }) => deliveries === 0 || refused > 0)).toEqual([]);
    expect(await endpoints()).toEqual([{ url: `${TWO}/webhooks/stripe`, status: 'enabled' }]);
    const kept = card('stripe').secrets.filter(({ use }) => use === 'previous');
    const minutes = kept.map(({ endsAt }) => Math.round((Date.parse(endsAt ?? '') - account.now().getTime()) / 60_000));
    expect(minutes, 'a day from when the new one was in use').toEqual([24 * 60]);
  });

  it('that somebody removed in its dashboard is made anew', async () => {
    const { registered, room, account, endpoints, card } = await openWatched();
    await registered(ONE);
    const [made] = (await account.stripe.webhookEndpoints.list()).data;
    await account.stripe.webhookEndpoints.del(made?.id ?? '');
    await room.registerEverywhere(AGENT);
    expect(await endpoints()).toEqual([{ url: `${ONE}/webhooks/stripe`, status: 'enabled' }]);
    expect(card('stripe').secrets).toHaveLength(2);
  });
});
