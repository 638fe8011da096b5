import { createSign, createVerify, X509Certificate } from 'node:crypto';
import { AppError, type Delivery, type OperationContext } from '@banrimkwae/connector-kit/connector';
import { generate } from 'selfsigned';
import { signedText } from './delivery.ts';

const NAME = 'messageverificationcerts.sandbox.paypal.com';
const CERTIFICATE_URL = 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-0b7a11cd';
const VALID = { notBeforeDate: new Date('2025-01-01T00:00:00Z'), notAfterDate: new Date('2035-01-01T00:00:00Z') };

type Pair = { cert: string; private: string };
type Wanted = { by?: Pair; name?: string; from?: Date; to?: Date; isAuthority?: boolean; keyType?: 'rsa' | 'ec'; keySize?: number };

/** A certificate with a key of its own; by nobody: signed by itself. */
export async function aCertificate({
  by,
  name = NAME,
  from,
  to,
  isAuthority = false,
  keyType = 'rsa',
  keySize = 2048,
}: Wanted = {}): Promise<Pair> {
  return generate([{ name: 'commonName', value: name }], {
    keyType,
    keySize,
    algorithm: 'sha256',
    notBeforeDate: from ?? VALID.notBeforeDate,
    notAfterDate: to ?? VALID.notAfterDate,
    extensions: [
      { name: 'basicConstraints', cA: isAuthority, critical: true },
      ...(isAuthority ? [] : [{ name: 'subjectAltName' as const, altNames: [{ type: 2 as const, value: name }] }]),
    ],
    ...(by ? { ca: { key: by.private, cert: by.cert } } : {}),
  });
}

/** What PayPal has: an authority, and a certificate under it. Shorter keys sign faster. */
export async function aSigner({ keySize = 2048 } = {}) {
  const authority = await aCertificate({ name: 'Authority of the tests', isAuthority: true, keySize });
  const own = await aCertificate({ by: authority, keySize });
  return { authority, own, pem: `${own.cert}\n${authority.cert}` };
}

/** The headers of a genuine delivery. */
export function signedHeaders(body: Buffer | string, webhookId: string, { at, key }: { at: Date; key: string }): Record<string, string> {
  const id = '69cd13f0-d67a-11e5-baa3-778b53f4ae55';
  const time = `${at.toISOString().slice(0, -5)}Z`;
  const text = signedText({ id, time }, webhookId, Buffer.from(body));
  return {
    'paypal-transmission-id': id,
    'paypal-transmission-time': time,
    'paypal-transmission-sig': createSign('sha256').update(text).sign(key, 'base64'),
    'paypal-cert-url': CERTIFICATE_URL,
    'paypal-auth-algo': 'SHA256withRSA',
  };
}

const MARK = '"webhook_event":';

/** PayPal's answers about deliveries: the certificate, unless there is none to be had, and its own verification with that certificate. */
export function payPalAnswers(
  pem: string | undefined,
  signer: string,
  asked: string[] = [],
): (delivery: Delivery) => OperationContext['call'] {
  return () =>
    async (endpoint, { path, bodyText = '' }, schema) => {
      asked.push(endpoint);
      const isThere = pem !== undefined && CERTIFICATE_URL.endsWith(`/${path?.id}`);
      if (endpoint === 'webhook_certificate' && !isThere) throw new AppError('provider_unavailable');
      const answer = endpoint === 'webhook_certificate' ? pem : { verification_status: verified(bodyText, signer) ? 'SUCCESS' : 'FAILURE' };
      return { status: 200, headers: {}, body: schema.parse(answer), ageSeconds: 0, stale: false, requestId: 'req_1' };
    };
}

function verified(question: string, certificate: string): boolean {
  const asked = JSON.parse(question) as Record<string, string>;
  const event = question.slice(question.indexOf(MARK) + MARK.length, question.lastIndexOf('}'));
  const named = { id: asked.transmission_id ?? '', time: asked.transmission_time ?? '' };
  if (asked.cert_url !== CERTIFICATE_URL) return false;
  return createVerify('sha256')
    .update(signedText(named, asked.webhook_id ?? '', Buffer.from(event)))
    .verify(new X509Certificate(certificate).publicKey, asked.transmission_sig ?? '', 'base64');
}
