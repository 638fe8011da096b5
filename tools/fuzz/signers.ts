import { createHmac } from 'node:crypto';
import type { Connector, ConnectorWebhook, Delivery, OperationContext, Verdict } from '@banrimkwae/connector-kit/connector';
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
  /** How the provider answers the calls of `webhook.confirm` about a delivery; needed where `verify` asks. */
  asked?: (delivery: Delivery) => OperationContext['call'];
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
};

/** Every connector with a webhook. Throws for one that nobody said here how to sign for: none goes unfuzzed without being noticed. */
export function targetsOf(connectors: ReadonlyMap<string, Connector>): readonly [Target, ...Target[]] {
  const targets = [...connectors.values()].flatMap(({ manifest: { id }, webhook }): Target[] => {
    if (!webhook) return [];
    const signer = SIGNERS[id];
    if (!signer) throw new Error(`tools/fuzz/signers.ts does not say how ${id} signs its deliveries`);
    return [{ id, webhook, signer }];
  });
  const [first, ...rest] = targets;
  if (!first) throw new Error('No connector has a webhook');
  return [first, ...rest];
}

/** The verdict that counts: where only the provider can tell, what it would tell. Throws where a connector asks and nobody said what it is answered. */
export async function judge({ id, webhook, signer }: Target, delivery: Delivery, secrets: readonly string[]): Promise<Verdict> {
  const verdict = webhook.verify(delivery, secrets);
  if (verdict.accepted !== 'ask') return verdict;
  if (!webhook.confirm || !signer.asked) throw new Error(`tools/fuzz/signers.ts does not say what ${id} answers about a delivery`);
  const context: OperationContext = { config: {}, now: () => delivery.receivedAt, newId: () => 'msg_fuzz', call: signer.asked(delivery) };
  return webhook.confirm(context, { delivery, secrets });
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
    { object: 'balance', available: [{ amount: -1, currency: 'thb' }] },
  ];
  const type = random.pick(['payment_intent.succeeded', 'charge.refunded', 'refund.failed', 'something.of.tomorrow']);
  return { id, object: 'event', type, created: 1_794_103_200, livemode: false, data: { object: random.pick(objects) } };
}
