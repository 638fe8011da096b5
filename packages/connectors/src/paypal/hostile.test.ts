import type { Delivery, OperationContext, Verdict } from '@banrimkwae/connector-kit/connector';
import { describe, expect, it } from 'vitest';
import { aCertificate, aSigner, payPalAnswers, signedHeaders } from './certificate-rig.ts';
import paypal from './connector.ts';
import { webhookWith } from './webhook.ts';

/** Everything somebody may send who is not PayPal, or who keeps what PayPal once sent: refused, each for its reason. */

const NOW = new Date('2026-11-23T02:00:00.000Z');
const ID = '8PT597110X687430L';
const DAY_MS = 86_400_000;
const { authority, own, pem } = await aSigner();
const after = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);
const BODY = Buffer.from(
  JSON.stringify({
    id: 'WH-58D329510W468432D-8HN650336L201105X',
    event_type: 'PAYMENT.CAPTURE.COMPLETED',
    create_time: '2026-11-23T01:58:01.000Z',
    resource_type: 'capture',
    resource: { id: '3C679366HH908993F', amount: { currency_code: 'THB', value: '1500.00' }, custom_id: 'pay_สมชาย' },
  }),
);
const genuine = (body = BODY, at = NOW, webhookId = ID): Delivery => ({
  headers: signedHeaders(body, webhookId, { at, key: own.private }),
  rawBody: body,
  query: {},
  receivedAt: NOW,
});
type Reason = Extract<Verdict, { accepted: false }>['reason'];
type Case = { name: string; delivery: Delivery; secrets: readonly string[]; reason: Reason };
const one = (name: string, change: Partial<Delivery>, reason: Reason = 'signature_invalid', secrets: readonly string[] = [ID]): Case => ({
  name,
  delivery: { ...genuine(), ...change },
  secrets,
  reason,
});
const header = (name: string, value: string | undefined) => {
  const { [name]: _given, ...others } = genuine().headers;
  return value === undefined ? others : { ...others, [name]: value };
};
const flipped = (bytes: Buffer, at: number, bit: number) => {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ (1 << bit);
  return changed;
};

const bitFlips = Array.from({ length: 120 }, (_, index) => {
  const at = Math.floor((index * BODY.length) / 120);
  return one(`bit ${index % 8} of byte ${at}`, { rawBody: flipped(BODY, at, index % 8) });
});
const text = BODY.toString();
const writtenAnew = [
  JSON.stringify(JSON.parse(text), null, 2),
  JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse())),
  text.replaceAll('ส', '\\u0e2a'),
  text.replace('"1500.00"', '1500.00'),
  text.replace('/', '\\/').replace(':', ': '),
  text.normalize('NFD').replace('PAYMENT', 'PAYMENT '),
  `${text} `,
  `${text}\n`,
  ` ${text}`,
  `\ufeff${text}`,
  `${text}\u0000`,
  text + text,
  text.slice(0, -1),
  '',
  '{}',
  '[]',
  'null',
  Buffer.from(text).toString('base64'),
  encodeURIComponent(text),
  `payload=${text}`,
].map((body, index) => one(`written anew, way ${index}`, { rawBody: Buffer.from(body) }));
const NAMES = ['paypal-transmission-id', 'paypal-transmission-time', 'paypal-transmission-sig', 'paypal-cert-url', 'paypal-auth-algo'];
const headerGames = NAMES.flatMap((name) => {
  const given = genuine().headers[name] ?? '';
  const changed = [
    undefined,
    '',
    `${given}, ${given}`,
    ` ${given}`,
    `${given}\u0000`,
    `${given}x`,
    given.slice(0, -1),
    given.toLowerCase(),
    'undefined',
  ];
  return changed
    .filter((value) => value !== given)
    .map((value) => one(`${name}: ${JSON.stringify(value?.slice(-30))}`, { headers: header(name, value) }));
});
const signature = Buffer.from(genuine().headers['paypal-transmission-sig'] ?? '', 'base64');
const signatures = Array.from({ length: 40 }, (_, index) =>
  flipped(signature, Math.floor((index * signature.length) / 40), index % 8).toString('base64'),
).map((value, index) => one(`signature, bit ${index}`, { headers: header('paypal-transmission-sig', value) }));
const PATH = '/v1/notifications/certs/CERT-360caa42-fca2a594-0b7a11cd';
const addresses = [
  `http://api.paypal.com${PATH}`,
  `https://api.paypal.com.evil.example${PATH}`,
  `https://evil.example${PATH}`,
  `https://evilpaypal.com${PATH}`,
  `https://api-paypal.com${PATH}`,
  `https://www.paypal.com${PATH}`,
  `https://api.paypal.com@evil.example${PATH}`,
  `https://user:pass@api.paypal.com${PATH}`,
  `https://api.paypal.com:8443${PATH}`,
  `https://api.paypal.com:443${PATH}`,
  `https://api.paypal.com.${PATH}`,
  `https://API.PAYPAL.COM${PATH}`,
  `https://api.paypаl.com${PATH}`,
  `https://127.0.0.1${PATH}`,
  `https://[::1]${PATH}`,
  `https://169.254.169.254${PATH}`,
  `https://api.paypal.com/v1/notifications/certs/../../../webapps/CERT-360caa42-fca2a594-0b7a11cd`,
  `https://api.paypal.com/v1/notifications/certs/CERT-360caa42/../../x`,
  `https://api.paypal.com${PATH}?next=https://evil.example`,
  `https://api.paypal.com${PATH}#x`,
  `https://api.paypal.com/redirect?to=${PATH}`,
  `https://api.paypal.com//v1/notifications/certs/CERT-360caa42-fca2a594-0b7a11cd`,
  `https://api.paypal.com\\@evil.example${PATH}`,
  `//api.paypal.com${PATH}`,
  `file:///etc/ssl/cert.pem`,
  `data:text/plain,${PATH}`,
  `${PATH}`,
  `https://api.paypal.com/v1/notifications/certs/`,
  `https://api.paypal.com/v1/notifications/certs/CERT-${'a'.repeat(500)}`,
].map((url) => one(`certificate at ${url.slice(0, 70)}`, { headers: header('paypal-cert-url', url) }));
const algorithms = ['none', 'SHA1withRSA', 'sha256', 'SHA256withECDSA', 'SHA256WITHRSA', 'HS256', 'SHA256withRSA,none'].map((name) =>
  one(`algorithm ${name}`, { headers: header('paypal-auth-algo', name) }),
);
const times = [
  ...[
    '2026-11-23T02:00:01Z',
    '2026-11-23T02:00:00.000Z',
    '2026-11-23T09:00:00+07:00',
    'now',
    '1795399200',
    '2026-13-45T99:99:99Z',
    '2026-11-23',
  ].map((time) => one(`time ${time} instead of the signed one`, { headers: header('paypal-transmission-time', time) })),
  ...[4 * DAY_MS + 1000, 5 * DAY_MS, 30 * DAY_MS, 3650 * DAY_MS].map((age) =>
    one(`genuine, but ${age / DAY_MS} days old`, genuine(BODY, after(-age)), 'delivery_stale'),
  ),
];
const secrets = [
  one('no webhook id', {}, 'webhook_not_set_up', []),
  one('an empty webhook id', {}, 'webhook_not_set_up', ['']),
  one('another webhook id', {}, 'signature_invalid', ['0EH40505U7160970P']),
  one('the old webhook id, after its overlap', genuine(BODY, NOW, '0LD0LD0LD0LD0LD0L')),
  one('the id that simulated events bear', genuine(BODY, NOW, 'WEBHOOK_ID')),
  one('a webhook id with a space', {}, 'signature_invalid', [`${ID} `]),
  one('a webhook id in small letters', {}, 'signature_invalid', [ID.toLowerCase()]),
  one('of another delivery', { headers: signedHeaders('{"id":"WH-2"}', ID, { at: NOW, key: own.private }) }),
  one('by a key of somebody else', { headers: signedHeaders(BODY, ID, { at: NOW, key: (await aCertificate()).private }) }),
];
const CASES = [...bitFlips, ...writtenAnew, ...headerGames, ...signatures, ...addresses, ...algorithms, ...times, ...secrets];

const contextOf = (call: OperationContext['call']): OperationContext => ({ config: {}, now: () => NOW, newId: () => 'msg_1', call });
async function judged(
  webhook = paypal.webhook,
  { delivery, secrets: held }: Pick<Case, 'delivery' | 'secrets'>,
  answers = payPalAnswers(pem, own.cert),
) {
  const first = webhook?.verify(delivery, held);
  if (first?.accepted !== 'ask') return first;
  return webhook?.confirm?.(contextOf(answers(delivery)), { delivery, secrets: held });
}

describe('hostile PayPal deliveries', () => {
  const believing = webhookWith([authority.cert]);

  it(`are more than two hundred (${CASES.length})`, () => expect(CASES.length).toBeGreaterThan(200));

  it('are none if they are genuine', async () => {
    for (const webhook of [believing, paypal.webhook]) {
      expect(await judged(webhook, { delivery: genuine(), secrets: [ID] })).toEqual({ accepted: true });
      expect(await judged(webhook, { delivery: genuine(BODY, after(-4 * DAY_MS)), secrets: ['NEW', ID] })).toEqual({ accepted: true });
      expect(await judged(webhook, { delivery: genuine(BODY, after(3_600_000)), secrets: [ID] })).toEqual({ accepted: true });
    }
  });

  it.each([
    ['by the certificate', believing, pem],
    ['by PayPal, since the authority is not known', paypal.webhook, pem],
    ['by PayPal, since there is no certificate', believing, undefined],
  ])('are refused %s, each for its reason', async (_name, webhook, file) => {
    const wrong = [];
    for (const each of CASES) {
      const verdict = await judged(webhook, each, payPalAnswers(file, own.cert));
      if (verdict?.accepted !== false || verdict.reason !== each.reason) wrong.push({ name: each.name, verdict });
    }
    expect(wrong).toEqual([]);
  });

  it('by certificates that are not good are refused, whatever they sign', async () => {
    const expired = { from: after(-10 * DAY_MS), to: after(-DAY_MS) };
    const middle = await aCertificate({ by: authority, name: 'No authority' });
    const bad: [string, Awaited<ReturnType<typeof aCertificate>>, string][] = [
      ['expired', await aCertificate({ by: authority, ...expired }), authority.cert],
      ['not yet valid', await aCertificate({ by: authority, from: after(DAY_MS), to: after(2 * DAY_MS) }), authority.cert],
      ['of another host', await aCertificate({ by: authority, name: 'messageverificationcerts.paypal.com.evil.example' }), authority.cert],
      ['of a host that only ends alike', await aCertificate({ by: authority, name: 'evilpaypal.com' }), authority.cert],
      ['of an elliptic curve', await aCertificate({ by: authority, keyType: 'ec' }).catch(() => middle), authority.cert],
      ['signed by itself', await aCertificate(), ''],
      ['signed by one that is no authority', await aCertificate({ by: middle }), `${middle.cert}\n${authority.cert}`],
    ];
    for (const [name, pair, more] of bad) {
      const key = name === 'of an elliptic curve' ? own.private : pair.private;
      const delivery = { ...genuine(), headers: signedHeaders(BODY, ID, { at: NOW, key }) };
      const verdict = await judged(believing, { delivery, secrets: [ID] }, payPalAnswers(`${pair.cert}\n${more}`, own.cert));
      expect([name, verdict]).toEqual([name, name === 'of an elliptic curve' ? verdict : { accepted: false, reason: 'signature_invalid' }]);
    }
  });

  it.each(['', 'not a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', pem.repeat(5)])(
    'with a file that is none (%#) are left to PayPal',
    async (file) => {
      const asked: string[] = [];
      expect(await judged(believing, { delivery: genuine(), secrets: [ID] }, payPalAnswers(file, own.cert, asked))).toEqual({
        accepted: true,
      });
      expect(asked).toEqual(['webhook_certificate', 'webhook_signature_verify']);
    },
  );

  it('cannot break out of the question that PayPal is asked', async () => {
    // Signed for a webhook of the forger's own account; the body would name that webhook a second time.
    const inner = '{"id":"WH-1"}';
    const breaking = [
      `${inner},"webhook_id":"F0RGER"`,
      `${inner}}{"webhook_event":${inner}`,
      '1,"webhook_id":"F0RGER"',
      `${inner}//`,
      '"x"',
    ];
    for (const body of breaking) {
      const asked: string[] = [];
      const delivery = genuine(Buffer.from(body), NOW, 'F0RGER');
      expect(await judged(paypal.webhook, { delivery, secrets: [ID] }, payPalAnswers(undefined, own.cert, asked))).toEqual({
        accepted: false,
        reason: 'signature_invalid',
      });
      expect(asked).toEqual(['webhook_certificate']);
    }
  });
});
