import { createVerify, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { ok, route } from './route.ts';
import { CERTIFICATE_ID, type Signing, signedText } from './signing.ts';

const MARK = '"webhook_event":';

const Question = z.strictObject({
  auth_algo: z.string().max(100),
  cert_url: z.string().max(500),
  transmission_id: z.string().max(50),
  transmission_sig: z.string().max(500),
  transmission_time: z.string().max(100),
  webhook_id: z.string().max(50),
  webhook_event: z.looseObject({}),
});

/**
 * https://developer.paypal.com/docs/api/webhooks/v1/#verify-webhook-signature_post . The signature is over the bytes of the event as it was sent:
 * one that was parsed and written anew fails, here as there.
 */
export const verification = route({
  method: 'post',
  path: '/v1/notifications/verify-webhook-signature',
  input: Question,
  run: (account, { input, text }) =>
    ok(() => {
      const sent = { id: input.transmission_id, time: input.transmission_time, webhookId: input.webhook_id, body: eventIn(text) };
      const isOurs = account.webhooks.registered.has(input.webhook_id) && input.cert_url.endsWith(`/${CERTIFICATE_ID}`);
      const holds = isOurs && input.auth_algo === 'SHA256withRSA' && isSigned(account.signing(), signedText(sent), input.transmission_sig);
      return { verification_status: holds ? 'SUCCESS' : 'FAILURE' };
    }),
});

function isSigned({ pem }: Signing, text: string, signature: string): boolean {
  return createVerify('sha256').update(text).verify(new X509Certificate(pem).publicKey, signature, 'base64');
}

/** As it stands in the question, which must end with it. */
function eventIn(question: string): string {
  return question.slice(question.indexOf(MARK) + MARK.length, question.lastIndexOf('}')).trim();
}
