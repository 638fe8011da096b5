import { aSigner, payPalAnswers, signedHeaders } from '../../packages/connectors/src/paypal/certificate-rig.ts';
import { webhookWith } from '../../packages/connectors/src/paypal/webhook.ts';
import type { Random } from './random.ts';

/** Nobody is to be kept out by these keys, and each case signs anew. */
const { authority, own, pem } = await aSigner({ keySize: 1024 });

/** By a certificate of an authority made here. https://developer.paypal.com/api/rest/webhooks/rest/#link-eventheadervalidation */
export const paypalSigner = {
  header: 'paypal-transmission-sig',
  sign: (body: Buffer, secret: string, at: Date) => signedHeaders(body, secret, { at, key: own.private }),
  // One text for one signature.
  claims: (header: string) => [header],
  maximumAgeSeconds: 4 * 86_400,
  webhook: webhookWith([authority.cert]),
  asked: payPalAnswers(pem, own.cert),
};

export function paypalBody(random: Random, id: string): string {
  const amount = { currency_code: 'THB', value: `${random.below(1e6)}.50` };
  const related = { supplementary_data: { related_ids: { order_id: '5O190127TN364715T' } } };
  const kinds: readonly [[string, string, object], ...[string, string, object][]] = [
    ['CHECKOUT.ORDER.APPROVED', 'checkout-order', { id: '5O1', purchase_units: [{ custom_id: `pay_${random.below(1e9)}`, amount }] }],
    ['PAYMENT.CAPTURE.COMPLETED', 'capture', { id: '3C6', custom_id: 'pay_1', amount, ...related }],
    ['PAYMENT.CAPTURE.REFUNDED', 'refund', { id: '1JU', amount, links: [{ href: 'https://api.paypal.com/x/3C6', rel: 'up' }] }],
    ['CUSTOMER.DISPUTE.CREATED', 'dispute', { dispute_id: 'PP-D-1', disputed_transactions: [{ seller_transaction_id: '3C6' }] }],
    ['SOMETHING.OF.TOMORROW', 'สมชาย', { new: [1, 2, 3], name: 'Ünï 🙏' }],
  ];
  const [type, kind, resource] = random.pick(kinds);
  return JSON.stringify({
    id,
    event_version: '1.0',
    create_time: '2026-11-28T04:59:59.000Z',
    resource_type: kind,
    event_type: type,
    resource,
  });
}
