import type { CreatePayment, KnownPayment, PaymentProvider, PaymentSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError, type ConnectorWebhook, connector, type Delivery, type OperationContext } from '@banrimkwae/connector-kit/connector';
import { nameUuid } from '@banrimkwae/connector-kit/name-uuid';
import { pathKeyVerifier } from '@banrimkwae/connector-kit/webhook-verifiers';
import { toDecimal } from '@banrimkwae/money';
import { bangkokDateTime, daysToAsk } from './bangkok-time.ts';
import { manifest } from './manifest.ts';
import {
  aboutPayment,
  deeplinkPayment,
  EXPIRES_AFTER_SECONDS,
  eventFrom,
  expiryOf,
  paidBy,
  referencesOf,
  slipFrom,
  unpaid,
  untouched,
} from './map.ts';
import { faultOf } from './map-faults.ts';
import { Deeplink, DeeplinkCreated, Inquiry, PaymentConfirmation, QrCreated, Slip, Token } from './schemas.ts';

const REFUND = {
  way: 'manual_transfer',
  partial: true,
  note: {
    en: 'SCB has no refund by its API: after approval, transfer the money from the bank and enter the reference.',
    th: 'SCB คืนเงินผ่าน API ไม่ได้ เมื่ออนุมัติแล้วให้โอนคืนจากธนาคารและกรอกเลขอ้างอิง',
  },
} as const;
const RULES = {
  currencies: ['THB'],
  manualCapture: false,
  refund: REFUND,
  needs: [],
  maximum: 999_999_999_999,
  expiresAfterSeconds: EXPIRES_AFTER_SECONDS,
} as const;
/** Thai QR, Tag 30. */
const EVENT_CODE = '00300100';
/** SCB's shortest. */
const SHORTEST_SESSION_SECONDS = 60;

const payments: PaymentProvider = {
  methods: { promptpay_qr: { ...RULES, createdBy: 'qr_create' }, scb_easy: { ...RULES, createdBy: 'deeplink_create' } },
  createPayment: async (context, input) => {
    // Its time ran out before it could be made: SCB would refuse it as wrong.
    if (expiryOf(input) <= context.now()) return { ...untouched(ownReference(context, input)), state: 'expired' };
    return input.method === 'scb_easy' ? createDeeplink(context, input) : createQr(context, input);
  },
  getPayment: (context, { providerPaymentId, payment }) =>
    providerPaymentId === referencesOf(payment.paymentId, context.config).ref1
      ? inquire(context, payment)
      : readDeeplink(context, { providerPaymentId, payment }),
  findPayment: async (context, { payment }) => {
    const found = await inquire(context, payment);
    return found.state === 'paid' ? found : undefined;
  },
  verifySlip: async (context, { bank, reference }) => {
    if (!/^\d{3}$/.test(bank)) throw new AppError('not_supported', { message: 'SCB cannot look up slips of this bank.' });
    const request = { path: { reference }, query: { sendingBank: bank }, headers: headersOf(context) };
    const { body } = await context.call('slip', request, Slip);
    return body.data ? slipFrom(body.data) : undefined;
  },
};

const webhook: ConnectorWebhook = {
  // https://developer.scb/#/documents/documentation/qr-payment/payment-confirmation.html: no signature of any kind.
  verify: pathKeyVerifier,
  events: (delivery) => [eventFrom(confirmationOf(delivery), delivery.receivedAt)],
  acknowledgement: (delivery) => ({
    contentType: 'application/json',
    body: JSON.stringify({ resCode: '00', resDesc: 'success', transactionId: confirmationOf(delivery).transactionId }),
  }),
};

export default connector({
  manifest,
  payments,
  webhook,
  fault: faultOf,
  token: fetchToken,
  testConnection: async (context) => {
    await fetchToken(context);
    const where = context.config.environment === 'live' ? 'SCB' : "SCB's sandbox";
    return { message: `${where} accepts the keys; money goes to the biller ··${String(context.config.billerId).slice(-4)}.` };
  },
});

async function fetchToken(context: OperationContext) {
  const { apiKey, apiSecret } = context.config;
  const request = { headers: headersOf(context), body: { applicationKey: apiKey, applicationSecret: apiSecret } };
  const { body } = await context.call('token', request, Token);
  return { token: body.data.accessToken, expiresInSeconds: body.data.expiresIn };
}

async function createQr(context: OperationContext, input: CreatePayment): Promise<PaymentSnapshot> {
  const expiresAt = expiryOf(input);
  const body = {
    qrType: 'PP',
    ppType: 'BILLERID',
    ppId: context.config.billerId,
    amount: toDecimal(input.amount),
    ...referencesOf(input.paymentId, context.config),
    numberOfTimes: 1,
    expiryDate: bangkokDateTime(expiresAt),
  };
  const answer = await context.call('qr_create', { headers: headersOf(context), body }, QrCreated);
  const action = { kind: 'qr', payload: answer.body.data.qrRawData, expiresAt: expiresAt.toISOString() } as const;
  return { ...untouched(ownReference(context, input)), action };
}

async function createDeeplink(context: OperationContext, input: CreatePayment): Promise<PaymentSnapshot> {
  const expiresAt = expiryOf(input);
  const left = Math.floor((expiresAt.getTime() - context.now().getTime()) / 1000);
  const { billerId, merchantName } = context.config;
  const body = {
    transactionType: 'PURCHASE',
    transactionSubType: ['BP'],
    sessionValidityPeriod: Math.max(left, SHORTEST_SESSION_SECONDS),
    // A JSON number here, text elsewhere: of at most 13 digits, so that it is written as the decimal it is.
    billPayment: { paymentAmount: Number(toDecimal(input.amount)), accountTo: billerId, ...referencesOf(input.paymentId, context.config) },
    merchantMetaData: { callbackUrl: input.returnUrl, ...(merchantName ? { merchantInfo: { name: merchantName } } : {}) },
  };
  const answer = await context.call('deeplink_create', { headers: { ...headersOf(context), channel: 'scbeasy' }, body }, DeeplinkCreated);
  const { transactionId, deeplinkUrl } = answer.body.data;
  const action = { kind: 'link', url: deeplinkUrl, expiresAt: expiresAt.toISOString() } as const;
  return { ...untouched({ providerPaymentId: transactionId, payment: input }), action };
}

async function readDeeplink(context: OperationContext, asked: { providerPaymentId: string; payment: KnownPayment }) {
  const request = { path: { id: asked.providerPaymentId }, headers: headersOf(context) };
  const { body } = await context.call('deeplink_get', request, Deeplink);
  if (!body.data) return { ...(await inquire(context, asked.payment)), providerPaymentId: asked.providerPaymentId };
  return deeplinkPayment(body.data, { ...asked, now: context.now(), billerId: String(context.config.billerId) });
}

/** Asked without the amount, so that money of another amount is found too. Each day is asked for on its own: SCB takes one. */
async function inquire(context: OperationContext, payment: KnownPayment): Promise<PaymentSnapshot> {
  const billerId = String(context.config.billerId);
  const references = referencesOf(payment.paymentId, context.config);
  const records = [];
  for (const transactionDate of daysToAsk(new Date(payment.createdAt), context.now())) {
    const query = { eventCode: EVENT_CODE, transactionDate, billerId, reference1: references.ref1, reference2: references.ref2 };
    const { body } = await context.call('inquiry', { headers: headersOf(context), query }, Inquiry);
    records.push(...(body.data ?? []));
  }
  const facts = { providerPaymentId: references.ref1, payment, now: context.now() };
  const ours = aboutPayment(records, { billerId, references });
  return ours.length === 0 ? unpaid(facts) : paidBy(ours, facts);
}

function ownReference({ config }: OperationContext, payment: CreatePayment) {
  return { providerPaymentId: referencesOf(payment.paymentId, config).ref1, payment };
}

const NAMESPACE = '5b1f0f64-6f3c-4d43-9a53-0c7d2f5b8f10';

/** `requestUId` is for tracing only: some of SCB's pages want exactly 32 letters and digits. */
function headersOf({ config, newId }: OperationContext): Record<string, string> {
  const requestUId = nameUuid(NAMESPACE, newId()).replaceAll('-', '');
  return { resourceOwnerId: String(config.apiKey), requestUId, 'accept-language': 'EN' };
}

function confirmationOf({ rawBody }: Delivery): PaymentConfirmation {
  const read = PaymentConfirmation.safeParse(parseJson(rawBody));
  if (!read.success) throw new AppError('invalid_input', { message: 'This is not a payment confirmation of SCB.' });
  return read.data;
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new AppError('invalid_input', { message: 'The body is not JSON.' });
  }
}
