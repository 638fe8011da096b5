import { certifiedKey, crc32Decimal, signedWithRsaSha256 } from '@banrimkwae/connector-kit/certificates';
import { AppError, type ConnectorWebhook, type Delivery, type OperationContext, type Verdict } from '@banrimkwae/connector-kit/connector';
import * as z from 'zod';
import { Verification } from './schemas.ts';

/**
 * Where PayPal's certificates are, exactly; whatever else an address says is not asked for. Only the id is taken from it: the host we fetch
 * from is the one of our own account. https://developer.paypal.com/api/rest/webhooks/rest/#link-eventheadervalidation
 */
const CERTIFICATE =
  /^https:\/\/(?:api|api-m|messageverificationcerts)(?:\.sandbox)?\.paypal\.com\/v1\/notifications\/certs\/(CERT-[0-9A-Fa-f-]{8,80})$/;
const TRANSMISSION_ID = /^[0-9A-Za-z-]{1,50}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const LONGEST_SIGNATURE = 500;
const ALGORITHM = 'SHA256withRSA';
const NAME_ENDS_WITH = '.paypal.com';
/** PayPal tries for three days; the fourth is for its clock, ours, and one that begins late. */
export const MAXIMUM_AGE_SECONDS = 4 * 86_400;

type Transmission = { id: string; time: string; signature: string; certificateId: string; certificateUrl: string };

/** Whether a delivery can be PayPal's at all; only with the certificate it can be told whether it is. Costs a few patterns. */
export const verify: ConnectorWebhook['verify'] = (delivery, secrets) => {
  if (usableOf(secrets).length === 0) return refused('webhook_not_set_up');
  return transmissionOf(delivery) === undefined ? refused('signature_invalid') : { accepted: 'ask' };
};

/**
 * By the certificate, if it can be had and leads to one of the roots; else by PayPal's own verification. The age is looked at last, so that a
 * forged stale delivery reads as forged.
 */
export function confirmWith(roots: readonly string[]): NonNullable<ConnectorWebhook['confirm']> {
  return async (context, { delivery, secrets }) => {
    const webhookIds = usableOf(secrets);
    if (webhookIds.length === 0) return refused('webhook_not_set_up');
    const transmission = transmissionOf(delivery);
    if (!transmission) return refused('signature_invalid');
    const question = { delivery, transmission, webhookIds };
    const byCertificate = await answerOfCertificate(context, question, roots);
    const isGenuine = byCertificate ?? (await answerOfPayPal(context, question));
    if (!isGenuine) return refused('signature_invalid');
    const ageSeconds = (delivery.receivedAt.getTime() - Date.parse(transmission.time)) / 1000;
    return ageSeconds > MAXIMUM_AGE_SECONDS ? refused('delivery_stale') : { accepted: true };
  };
}

type Question = { delivery: Delivery; transmission: Transmission; webhookIds: readonly string[] };

/** Undefined: the certificate cannot be had, or is of an authority that we do not know. */
async function answerOfCertificate(context: OperationContext, question: Question, roots: readonly string[]): Promise<boolean | undefined> {
  const { delivery, transmission, webhookIds } = question;
  const pem = await certificateOf(context, transmission.certificateId);
  if (pem === undefined) return undefined;
  const verdict = certifiedKey(pem, { roots, nameEndsWith: NAME_ENDS_WITH, at: delivery.receivedAt });
  if ('unusable' in verdict) return verdict.unusable === 'unknown_issuer' || verdict.unusable === 'unreadable' ? undefined : false;
  return webhookIds.some((webhookId) =>
    signedWithRsaSha256(verdict.key, signedText(transmission, webhookId, delivery.rawBody), transmission.signature),
  );
}

/** `<transmission id>|<time>|<webhook id>|<CRC-32 of the raw body>` */
export function signedText({ id, time }: Pick<Transmission, 'id' | 'time'>, webhookId: string, rawBody: Buffer): string {
  return [id, time, webhookId, crc32Decimal(rawBody)].join('|');
}

async function certificateOf(context: OperationContext, id: string): Promise<string | undefined> {
  try {
    return (await context.call('webhook_certificate', { path: { id } }, z.string())).body;
  } catch (fault) {
    if (fault instanceof AppError) return undefined;
    throw fault;
  }
}

/**
 * The event goes into the question as it came: written anew it would not be what was signed. It must be one whole JSON object by itself. Else a
 * body could close it and go on with `"webhook_id"`, and have a delivery of another account verified as one of ours.
 */
async function answerOfPayPal(context: OperationContext, { delivery, transmission, webhookIds }: Question): Promise<boolean> {
  const event = delivery.rawBody.toString('utf8');
  if (!Buffer.from(event).equals(delivery.rawBody) || !isJsonObject(event)) return false;
  for (const webhookId of webhookIds) {
    const question = JSON.stringify({
      auth_algo: ALGORITHM,
      cert_url: transmission.certificateUrl,
      transmission_id: transmission.id,
      transmission_sig: transmission.signature,
      transmission_time: transmission.time,
      webhook_id: webhookId,
    });
    const bodyText = `${question.slice(0, -1)},"webhook_event":${event}}`;
    const { body } = await context.call('webhook_signature_verify', { bodyText }, Verification);
    if (body.verification_status === 'SUCCESS') return true;
  }
  return false;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function transmissionOf({ headers }: Delivery): Transmission | undefined {
  const id = headers['paypal-transmission-id'] ?? '';
  const time = headers['paypal-transmission-time'] ?? '';
  const signature = headers['paypal-transmission-sig'] ?? '';
  const certificateUrl = headers['paypal-cert-url'] ?? '';
  const certificateId = CERTIFICATE.exec(certificateUrl)?.[1];
  const isWhole = TRANSMISSION_ID.test(id) && TIME.test(time) && !Number.isNaN(Date.parse(time)) && isBase64(signature);
  if (!isWhole || certificateId === undefined || headers['paypal-auth-algo'] !== ALGORITHM) return undefined;
  return { id, time, signature, certificateId, certificateUrl };
}

/** One text for one signature: the same bytes written in another way are not what PayPal sends. */
function isBase64(text: string): boolean {
  return text !== '' && text.length <= LONGEST_SIGNATURE && Buffer.from(text, 'base64').toString('base64') === text;
}

function usableOf(secrets: readonly string[]): readonly string[] {
  return secrets.filter((secret) => secret !== '');
}

function refused(reason: Extract<Verdict, { accepted: false }>['reason']): Verdict {
  return { accepted: false, reason };
}
