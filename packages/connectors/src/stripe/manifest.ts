import type { EndpointManifest, Manifest } from '@banrimkwae/connector-kit/manifest';

/** Stripe's own default: 100 calls a second an account, 25 an endpoint. We stay far below. https://docs.stripe.com/rate-limits */
const read = { method: 'GET', requestFormat: 'query', responseFormat: 'json', retry: 'safe' } as const satisfies Partial<EndpointManifest>;
const write = {
  method: 'POST',
  requestFormat: 'form',
  responseFormat: 'json',
  retry: 'with_key',
  idempotencyHeader: 'Idempotency-Key',
} as const satisfies Partial<EndpointManifest>;
const money = { ...write, movesMoney: true } as const;

/** The version whose shapes `map.ts` reads. https://docs.stripe.com/api/versioning */
export const STRIPE_VERSION = '2026-07-29.dahlia';

export const manifest = {
  id: 'stripe',
  name: 'Stripe',
  type: 'payment',
  capabilities: ['payments'],
  logo: 'stripe',
  fields: [
    {
      name: 'secretKey',
      label: { en: 'Secret or restricted key', th: 'คีย์ลับ หรือคีย์จำกัดสิทธิ์' },
      type: 'password',
      secret: true,
      pattern: '(sk|rk)_(live|test)_[A-Za-z0-9_]+',
      example: 'rk_live_…',
      description: {
        en: 'A restricted key with write access to payments, refunds, Checkout and webhooks is enough.',
        th: 'ใช้คีย์จำกัดสิทธิ์ที่เขียนการชำระเงิน การคืนเงิน Checkout และเว็บฮุกได้ก็เพียงพอ',
      },
    },
    {
      name: 'webhookSecret',
      label: { en: 'Webhook signing secret', th: 'รหัสลับเว็บฮุก' },
      type: 'password',
      secret: true,
      required: false,
      pattern: 'whsec_\\S+',
      example: 'whsec_…',
      description: { en: 'Filled in by itself when the webhook is registered from here.', th: 'ระบบกรอกให้เองเมื่อลงทะเบียนเว็บฮุกจากหน้านี้' },
    },
  ],
  hosts: { api: { live: 'https://api.stripe.com' } },
  apiVersion: STRIPE_VERSION,
  auth: { kind: 'bearer', field: 'secretKey' },
  rateLimitPerMinute: 1200,
  timeoutSeconds: 30,
  retryAttempts: 3,
  endpoints: {
    payment_intent_create: { ...money, path: '/v1/payment_intents' },
    payment_intent_get: { ...read, path: '/v1/payment_intents/{id}' },
    payment_intent_list: { ...read, path: '/v1/payment_intents' },
    payment_intent_capture: { ...money, path: '/v1/payment_intents/{id}/capture' },
    payment_intent_cancel: { ...money, path: '/v1/payment_intents/{id}/cancel' },
    checkout_session_create: { ...money, path: '/v1/checkout/sessions' },
    checkout_session_get: { ...read, path: '/v1/checkout/sessions/{id}' },
    checkout_session_list: { ...read, path: '/v1/checkout/sessions' },
    checkout_session_expire: { ...money, path: '/v1/checkout/sessions/{id}/expire' },
    refund_create: { ...money, path: '/v1/refunds' },
    refund_get: { ...read, path: '/v1/refunds/{id}' },
    refund_list: { ...read, path: '/v1/refunds' },
    refund_cancel: { ...money, path: '/v1/refunds/{id}/cancel' },
    dispute_get: { ...read, path: '/v1/disputes/{id}' },
    dispute_list: { ...read, path: '/v1/disputes' },
    warning_list: { ...read, path: '/v1/radar/early_fraud_warnings' },
    event_list: { ...read, path: '/v1/events' },
    webhook_endpoint_list: { ...read, path: '/v1/webhook_endpoints' },
    webhook_endpoint_create: { ...write, path: '/v1/webhook_endpoints', redact: ['secret'] },
    webhook_endpoint_update: { ...write, path: '/v1/webhook_endpoints/{id}' },
    webhook_endpoint_delete: {
      method: 'DELETE',
      path: '/v1/webhook_endpoints/{id}',
      requestFormat: 'query',
      responseFormat: 'json',
      retry: 'safe',
    },
    balance: { ...read, path: '/v1/balance' },
  },
  webhook: { method: 'stripe-signature v1', secretField: 'webhookSecret', registration: 'by_api' },
  fetchMissing: {
    way: 'event_list',
    // https://docs.stripe.com/webhooks/process-undelivered-events
    reachDays: 30,
    note: {
      en: 'Stripe lists every event of the last 30 days, and repeats a delivery for up to three days by itself.',
      th: 'Stripe เก็บรายการเหตุการณ์ย้อนหลัง 30 วัน และส่งซ้ำเองได้นานถึงสามวัน',
    },
  },
  practice: {
    values: { secretKey: 'sk_test_banrimkwae_practice' },
    scenes: {
      guestPays: { en: 'A guest pays the newest open payment', th: 'ผู้เข้าพักชำระรายการล่าสุดที่ค้างอยู่' },
      guestCardDeclined: { en: 'The bank declines a card', th: 'ธนาคารปฏิเสธบัตร' },
      guestAbandons: { en: 'A guest does not pay in time', th: 'ผู้เข้าพักไม่ชำระภายในเวลา' },
      guestGivesBankDetails: { en: 'A guest says where the refund should go', th: 'ผู้เข้าพักแจ้งบัญชีรับเงินคืน' },
      refundArrives: { en: 'A refund arrives', th: 'เงินคืนเข้าบัญชีผู้เข้าพัก' },
      refundFails: { en: 'A refund fails', th: 'คืนเงินไม่สำเร็จ' },
      refundWaitsForFunds: { en: 'The next card refund waits for money at Stripe', th: 'การคืนเงินเข้าบัตรครั้งถัดไปต้องรอเงินที่ Stripe' },
      disputeOpens: { en: 'A cardholder disputes a payment', th: 'ผู้ถือบัตรคัดค้านรายการชำระเงิน' },
      disputeWon: { en: 'A dispute is won', th: 'ชนะข้อโต้แย้ง' },
      disputeLost: { en: 'A dispute is lost', th: 'แพ้ข้อโต้แย้ง' },
      earlyFraudWarning: { en: 'The card network warns of fraud', th: 'เครือข่ายบัตรเตือนว่าอาจเป็นการทุจริต' },
      dashboardRefund: { en: "Somebody refunds in Stripe's own dashboard", th: 'มีคนคืนเงินผ่านหน้าเว็บของ Stripe' },
    },
  },
  docs: [
    { label: 'PaymentIntents', url: 'https://docs.stripe.com/api/payment_intents' },
    { label: 'Refunds', url: 'https://docs.stripe.com/api/refunds' },
    { label: 'Webhooks', url: 'https://docs.stripe.com/webhooks' },
  ],
} as const satisfies Manifest;
