import { createHmac } from 'node:crypto';
import { AppError, type Connector, type ConnectorWebhook, type Delivery, type OperationContext } from '@banrimkwae/connector-kit/connector';
import type { Judged } from '../../apps/agent/src/ingress/port.ts';
import { paypalBody, paypalSigner } from './paypal-signer.ts';
import type { Random } from './random.ts';

export type Headers = Readonly<Record<string, string>>;

/** What the fuzz must know of a provider beside its connector: how it signs, and a delivery as it sends them. */
export type Signer = {
  header: string;
  sign: (body: Buffer, secret: string, at: Date) => Headers;
  /**
   * What a header claims: the signed time, where there is one, and a signature, one entry for each. Two headers with a claim in common
   * mean the same, however they are written: only so may a changed header be accepted.
   */
  claims: (header: string) => readonly string[];
  body: (random: Random, id: string) => string;
  /** Set when the signature has a time in it. */
  maximumAgeSeconds?: number;
  /** The proof stands at the end of the address, as if `header` were there: the body proves nothing and may say what it likes. */
  inPath?: true;
  /** How the provider answers the calls of `webhook.confirm` about a delivery; needed where `verify` asks. */
  asked?: (delivery: Delivery) => OperationContext['call'];
  /** In place of the connector's own, where that believes only an authority that signs for nobody here. */
  webhook?: ConnectorWebhook;
  /** What the provider says decides where no secret is held. */
  needsNoSecret?: true;
};
/** One connector with a webhook, and its signer. */
export type Target = { id: string; webhook: ConnectorWebhook; signer: Signer };

const SIGNERS: Readonly<Record<string, Signer>> = {
  // https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
  line: {
    header: 'x-line-signature',
    sign: (body, secret) => ({ 'x-line-signature': hmac(secret).update(body).digest('base64') }),
    claims: (header) => [header],
    body: (random, id) => JSON.stringify({ destination: 'U0', events: lineEvents(random, id) }),
  },
  // https://docs.stripe.com/webhooks/signature . Schemes other than v1 and spaces around a pair do not count; several v1 may stand there.
  stripe: {
    header: 'stripe-signature',
    sign: (body, secret, at) => {
      const seconds = Math.floor(at.getTime() / 1000);
      return { 'stripe-signature': `t=${seconds},v1=${hmac(secret).update(`${seconds}.`).update(body).digest('hex')}` };
    },
    claims: (header) => {
      const pairs = header.split(',').map((pair) => pair.trim());
      const time = pairs.map((pair) => /^t\s*=(.*)$/su.exec(pair)?.[1]?.trim()).find((value) => value !== undefined);
      return pairs.flatMap((pair) => /^v1\s*=(.*)$/su.exec(pair)?.[1]?.trim() ?? []).map((signature) => `${time}:${signature}`);
    },
    body: (random, id) => JSON.stringify(stripeEvent(random, id)),
    maximumAgeSeconds: 300,
  },
  paypal: { ...paypalSigner, body: paypalBody },
  omise: omiseSigner(),
  // https://developer.scb/#/documents/documentation/qr-payment/payment-confirmation.html : no signature, so the address is the secret.
  scb: {
    header: 'path-key',
    inPath: true,
    sign: (_body, secret) => ({ 'path-key': secret }),
    claims: (header) => [header],
    body: (random, id) => JSON.stringify(scbConfirmation(random, id)),
  },
};

/** A delivery as it comes in: of a proof that stands in the address, no header is left. */
export function asDelivered({ signer: { header, inPath } }: Target, delivery: Delivery): Delivery {
  if (!inPath) return delivery;
  const { [header]: pathKey, ...headers } = delivery.headers;
  return { ...delivery, headers, ...(pathKey === undefined ? {} : { pathKey }) };
}

/** Path and headers of a request that bears this proof. */
export function addressed({ id, signer: { header, inPath } }: Target, proof: Headers): { path: string; headers: Headers } {
  if (!inPath) return { path: `/webhooks/${id}`, headers: proof };
  const { [header]: key, ...headers } = proof;
  return { path: `/webhooks/${id}/${key ?? ''}`, headers };
}

/** Every connector with a webhook. Throws for one that nobody said here how to sign for: none goes unfuzzed without being noticed. */
export function targetsOf(connectors: ReadonlyMap<string, Connector>): readonly [Target, ...Target[]] {
  const targets = [...connectors.values()].flatMap(({ manifest: { id }, webhook }): Target[] => {
    if (!webhook) return [];
    const signer = SIGNERS[id];
    if (!signer) throw new Error(`tools/fuzz/signers.ts does not say how ${id} signs its deliveries`);
    return [{ id, webhook: signer.webhook ?? webhook, signer }];
  });
  const [first, ...rest] = targets;
  if (!first) throw new Error('No connector has a webhook');
  return [first, ...rest];
}

/** What the provider would say of a delivery that its connector asks about. Throws where nobody said here what that is. */
export async function askAbout({ id, webhook, signer }: Target, delivery: Delivery, secrets: readonly string[]): Promise<Judged> {
  if (!webhook.confirm || !signer.asked) throw new Error(`tools/fuzz/signers.ts does not say what ${id} answers about a delivery`);
  const context: OperationContext = { config: {}, now: () => delivery.receivedAt, newId: () => 'msg_fuzz', call: signer.asked(delivery) };
  const verdict = await webhook.confirm(context, { delivery, secrets });
  if (verdict.accepted === 'ask') throw new Error(`${id} cannot make up its mind`);
  return verdict;
}

/** A provider remembers what it sent, here the last of it: the question about a delivery follows at once. */
const REMEMBERED = 64;

/** https://docs.omise.co/api-webhooks . The time stands in a header of its own; signatures by commas, spaces around them do not count. */
function omiseSigner(): Signer {
  const sent = new Map<string, Buffer>();
  const claims = (header: string) => header.split(',').map((signature) => signature.trim());
  return {
    header: 'omise-signature',
    sign: (body, secret, at) => {
      const seconds = Math.floor(at.getTime() / 1000);
      const signature = createHmac('sha256', Buffer.from(secret, 'base64')).update(`${seconds}.`).update(body).digest('hex');
      sent.set(signature, body);
      const [oldest] = sent.keys();
      if (sent.size > REMEMBERED && oldest !== undefined) sent.delete(oldest);
      return { 'omise-signature': signature, 'omise-signature-timestamp': String(seconds) };
    },
    claims,
    body: (random, id) => JSON.stringify(omiseEvent(random, `evnt_${id}`)),
    maximumAgeSeconds: 300,
    needsNoSecret: true,
    asked:
      ({ headers }) =>
      async (_endpoint, _request, schema) => {
        const body = claims(headers['omise-signature'] ?? '')
          .map((claim) => sent.get(claim))
          .find((known) => known !== undefined);
        if (!body) throw new AppError('provider_rejected', { providerCode: 'not_found' });
        const answer = { status: 200, headers: {}, ageSeconds: 0, stale: false, requestId: 'req_fuzz' };
        return { ...answer, body: schema.parse(JSON.parse(body.toString('utf8'))) };
      },
  };
}

function omiseEvent(random: Random, id: string): object {
  const metadata = random.chance(0.5) ? { payment_id: `pay_${random.below(1e9)}`, note: 'สมชาย' } : {};
  const objects: readonly [object, ...object[]] = [
    { object: 'charge', id: 'chrg_test_1', amount: random.below(1e8), currency: 'THB', status: 'successful', metadata },
    { object: 'refund', id: 'rfnd_test_1', charge: 'chrg_test_1', metadata: { refund_id: 'rf_1' } },
    { object: 'dispute', id: 'dspt_test_1', charge: 'chrg_test_1' },
    { object: 'transfer', id: 'trsf_test_1', amount: -1 },
  ];
  const key = random.pick(['charge.complete', 'refund.create', 'dispute.create', 'something.of_tomorrow']);
  return { object: 'event', id, livemode: false, key, created_at: '2026-11-28T04:59:00Z', data: random.pick(objects) };
}

function hmac(secret: string) {
  return createHmac('sha256', secret);
}

function lineEvents(random: Random, id: string): object[] {
  const source = { type: 'user', userId: `U${random.below(1e9)}` };
  const envelope = { mode: 'active', timestamp: 1_794_103_200_000 + random.below(1e9), source, deliveryContext: { isRedelivery: false } };
  const text = random.pick(['ขอผ้าเช็ดตัวค่ะ 🙏', 'Is the pool open?', '', 'line\nbreak "quoted" \\ \u0000', 'ก'.repeat(200)]);
  const kinds: readonly [object, ...object[]] = [
    { type: 'message', replyToken: 'nHuyWiB7yP5Zw', message: { id: `${random.below(1e9)}`, type: 'text', text } },
    { type: 'message', message: { id: '1', type: 'sticker', keywords: ['hello', 'bear'], packageId: '1', stickerId: '2' } },
    { type: 'message', message: { id: '2', type: 'location', title: 'Pier', address: 'Koh Chang', latitude: 12.05, longitude: 102.3 } },
    { type: 'unfollow' },
    { type: 'follow', replyToken: 'r' },
    { type: 'postback', postback: { data: 'yes' } },
    { type: 'a-type-of-tomorrow', something: { new: [1, 2, 3] } },
  ];
  const more = random.below(3);
  return Array.from({ length: 1 + more }, (_, index) => ({
    ...envelope,
    ...random.pick(kinds),
    webhookEventId: index === 0 ? id : `${id}-${index}`,
  }));
}

function stripeEvent(random: Random, id: string): object {
  const metadata = random.chance(0.5) ? { payment_id: `pay_${random.below(1e9)}` } : {};
  const objects: readonly [object, ...object[]] = [
    { id: 'pi_1', object: 'payment_intent', amount: random.below(1e8), currency: 'thb', metadata },
    { id: 'cs_1', object: 'checkout.session', payment_intent: 'pi_1', client_reference_id: 'pay_1', metadata },
    { id: 'ch_1', object: 'charge', payment_intent: 'pi_1', metadata, billing_details: { name: 'สมชาย Ünï' } },
    { id: 're_1', object: 'refund', payment_intent: 'pi_1', charge: 'ch_1', metadata: { refund_id: 'ref_1' } },
    { id: 'du_1', object: 'dispute', payment_intent: 'pi_1', charge: 'ch_1' },
    { id: 'issfr_1', object: 'radar.early_fraud_warning', charge: 'ch_1' },
    { object: 'balance', available: [{ amount: -1, currency: 'thb' }] },
  ];
  const type = random.pick(['payment_intent.succeeded', 'charge.refunded', 'refund.failed', 'something.of.tomorrow']);
  return { id, object: 'event', type, created: 1_794_103_200, livemode: false, data: { object: random.pick(objects) } };
}

function scbConfirmation(random: Random, id: string): object {
  const reference = random.pick(['0PDWBMCMX6VVFG4NJQF4', 'x', '', '../../etc', 'ก'.repeat(40)]);
  const amount = random.pick<unknown>(['1500.00', 1500.5, -1, '1e9', null]);
  const time = random.pick(['2026-11-23T08:55:00+07:00', 'soon', '']);
  return {
    transactionId: id,
    amount,
    transactionDateandTime: time,
    billPaymentRef1: reference,
    payerName: 'สมชาย \u0000 Ünï',
    currencyCode: '764',
  };
}
