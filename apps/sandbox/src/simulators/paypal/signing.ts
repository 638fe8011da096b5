import { createSign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { generate } from 'selfsigned';

/** How deliveries are signed: by a certificate of an authority of the sandbox's own, made when the first one is needed. */
export type Signing = {
  /** The certificate and its authority, as PayPal serves them. */
  pem: string;
  /** Of the authority: who believes it believes the sandbox. */
  root: string;
  certificateUrl: string;
  sign: (text: string) => string;
};

const NAME = 'messageverificationcerts.sandbox.paypal.com';
/** PayPal's own addresses: the receiver fetches from the host it was told to use for them. */
const CERTIFICATES = 'https://api.sandbox.paypal.com/v1/notifications/certs';
export const CERTIFICATE_ID = 'CERT-360caa42-fca2a594-0b7a11cd';
/** Practice may play a week that has passed. */
const FOR_EVER = { notBeforeDate: new Date('2020-01-01T00:00:00Z'), notAfterDate: new Date('2049-12-31T00:00:00Z') };
const KEY = { keySize: 2048, algorithm: 'sha256', ...FOR_EVER };

let made: Promise<Signing> | undefined;

/** The same for all accounts of one process: two RSA keys take their time. */
export function signing(): Promise<Signing> {
  made ??= makeSigning();
  return made;
}

async function makeSigning(): Promise<Signing> {
  const authority = await generate([{ name: 'commonName', value: 'Banrimkwae practice authority' }], {
    ...KEY,
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
  });
  const own = await generate([{ name: 'commonName', value: NAME }], {
    ...KEY,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'subjectAltName', altNames: [{ type: 2, value: NAME }] },
    ],
  });
  return {
    pem: `${own.cert.trim()}\n${authority.cert.trim()}\n`,
    root: authority.cert,
    certificateUrl: `${CERTIFICATES}/${CERTIFICATE_ID}`,
    sign: (text) => createSign('sha256').update(text).sign(own.private, 'base64'),
  };
}

/** https://developer.paypal.com/api/rest/webhooks/rest/#link-eventheadervalidation */
export function signedText(sent: { id: string; time: string; webhookId: string; body: string | Buffer }): string {
  return [sent.id, sent.time, sent.webhookId, crc32(sent.body)].join('|');
}
