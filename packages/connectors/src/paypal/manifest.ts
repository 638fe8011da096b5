import type { EndpointManifest, Manifest } from '@banrimkwae/connector-kit/manifest';

/** PayPal publishes no number of its limit; an access token for each call is what usually meets it. https://developer.paypal.com/api/rest/rate-limiting/ */
const read = { method: 'GET', requestFormat: 'query', responseFormat: 'json', retry: 'safe' } as const satisfies Partial<EndpointManifest>;
const write = { method: 'POST', requestFormat: 'json', responseFormat: 'json', retry: 'safe' } as const satisfies Partial<EndpointManifest>;
/** The key is kept for 6 hours with orders, 45 days with captures and refunds. https://developer.paypal.com/api/rest/reference/idempotency/ */
const money = { ...write, retry: 'with_key', idempotencyHeader: 'PayPal-Request-Id', movesMoney: true } as const;
const DAY_SECONDS = 86_400;

export const manifest = {
  id: 'paypal',
  name: 'PayPal',
  type: 'payment',
  capabilities: ['payments'],
  logo: 'paypal',
  fields: [
    {
      name: 'environment',
      label: { en: 'Account', th: 'บัญชี' },
      type: 'select',
      options: [
        { value: 'live', label: { en: 'Live', th: 'ใช้งานจริง' } },
        { value: 'test', label: { en: 'Sandbox', th: 'ทดสอบ (Sandbox)' } },
      ],
      description: { en: 'Each has its own client ID and secret.', th: 'แต่ละแบบมี Client ID และ Secret ของตัวเอง' },
    },
    { name: 'clientId', label: { en: 'Client ID', th: 'Client ID' }, type: 'text', pattern: '[A-Za-z0-9_-]{16,128}', example: 'AZDx…' },
    { name: 'clientSecret', label: { en: 'Secret', th: 'Secret' }, type: 'password', secret: true, pattern: '[A-Za-z0-9_-]{16,128}' },
    {
      name: 'webhookId',
      label: { en: 'Webhook ID', th: 'Webhook ID' },
      type: 'password',
      secret: true,
      required: false,
      pattern: '[A-Za-z0-9]{8,50}',
      example: '8PT59…',
      description: { en: 'Filled in by itself when the webhook is registered from here.', th: 'ระบบกรอกให้เองเมื่อลงทะเบียนเว็บฮุกจากหน้านี้' },
    },
  ],
  hosts: {
    api: { live: 'https://api-m.paypal.com', test: 'https://api-m.sandbox.paypal.com' },
    certificates: { live: 'https://api.paypal.com', test: 'https://api.sandbox.paypal.com' },
  },
  auth: { kind: 'token' },
  rateLimitPerMinute: 600,
  timeoutSeconds: 30,
  retryAttempts: 3,
  endpoints: {
    token: { ...write, path: '/v1/oauth2/token', requestFormat: 'form', anonymous: true },
    order_create: { ...money, path: '/v2/checkout/orders' },
    order_get: { ...read, path: '/v2/checkout/orders/{id}' },
    order_capture: { ...money, path: '/v2/checkout/orders/{id}/capture' },
    order_authorize: { ...money, path: '/v2/checkout/orders/{id}/authorize' },
    authorization_capture: { ...money, path: '/v2/payments/authorizations/{id}/capture' },
    // Takes no key; the second time it is refused as done, which is read as done.
    authorization_void: { ...write, path: '/v2/payments/authorizations/{id}/void', retry: 'never', movesMoney: true },
    capture_refund: { ...money, path: '/v2/payments/captures/{id}/refund' },
    refund_get: { ...read, path: '/v2/payments/refunds/{id}' },
    dispute_list: { ...read, path: '/v1/customer/disputes' },
    dispute_get: { ...read, path: '/v1/customer/disputes/{id}' },
    transaction_list: { ...read, path: '/v1/reporting/transactions' },
    webhook_list: { ...read, path: '/v1/notifications/webhooks' },
    // A second one of the same address is refused, so that a repeat adds none.
    webhook_create: { ...write, path: '/v1/notifications/webhooks' },
    webhook_update: { ...write, path: '/v1/notifications/webhooks/{id}', method: 'PATCH' },
    event_list: { ...read, path: '/v1/notifications/webhooks-events' },
    event_resend: { ...write, path: '/v1/notifications/webhooks-events/{id}/resend' },
    webhook_signature_verify: { ...write, path: '/v1/notifications/verify-webhook-signature' },
    webhook_certificate: {
      ...read,
      path: '/v1/notifications/certs/{id}',
      host: 'certificates',
      responseFormat: 'text',
      anonymous: true,
      cacheTtlSeconds: DAY_SECONDS,
      staleSeconds: 7 * DAY_SECONDS,
    },
  },
  webhook: { method: 'paypal-transmission-sig SHA256withRSA', secretField: 'webhookId', registration: 'by_api' },
  fetchMissing: {
    way: 'event_list',
    // https://developer.paypal.com/api/rest/webhooks/rest/ : the dashboard and the API keep them for 30 days.
    reachDays: 30,
    note: {
      en: 'PayPal lists every event of the last 30 days, and repeats a delivery up to 25 times within three days by itself.',
      th: 'PayPal เก็บรายการเหตุการณ์ย้อนหลัง 30 วัน และส่งซ้ำเองได้ถึง 25 ครั้งภายในสามวัน',
    },
  },
  practice: {
    values: { environment: 'test', clientId: 'practice-client-of-banrimkwae', clientSecret: 'practice-secret-of-banrimkwae' },
    scenes: {
      guestPays: { en: 'A guest approves the newest open payment', th: 'ผู้เข้าพักอนุมัติรายการล่าสุดที่ค้างอยู่' },
      guestAbandons: { en: 'A guest does not pay in time', th: 'ผู้เข้าพักไม่ชำระภายในเวลา' },
      guestCardDeclined: { en: "A guest approves, but the guest's bank declines", th: 'ผู้เข้าพักอนุมัติแล้วแต่ธนาคารปฏิเสธ' },
      captureReview: { en: 'PayPal holds the next payment for review', th: 'PayPal พักรายการถัดไปไว้ตรวจสอบ' },
      reviewEnds: { en: 'PayPal has reviewed a held payment', th: 'PayPal ตรวจสอบรายการที่พักไว้เสร็จแล้ว' },
      dashboardRefund: { en: "Somebody refunds on PayPal's own site", th: 'มีคนคืนเงินผ่านหน้าเว็บของ PayPal' },
      refundPending: { en: 'The next refund waits for a bank', th: 'การคืนเงินครั้งถัดไปต้องรอธนาคาร' },
      refundArrives: { en: 'A waiting refund arrives', th: 'เงินคืนที่รออยู่เข้าบัญชีผู้เข้าพัก' },
      refundFails: { en: 'A waiting refund fails', th: 'เงินคืนที่รออยู่ไม่สำเร็จ' },
      disputeOpens: { en: 'A guest opens a dispute', th: 'ผู้เข้าพักเปิดข้อพิพาท' },
      disputeEnds: { en: 'A dispute ends', th: 'ข้อพิพาทสิ้นสุด' },
    },
  },
  docs: [
    { label: 'Orders', url: 'https://developer.paypal.com/docs/api/orders/v2/' },
    { label: 'Payments', url: 'https://developer.paypal.com/docs/api/payments/v2/' },
    { label: 'Webhooks', url: 'https://developer.paypal.com/api/rest/webhooks/' },
  ],
} as const satisfies Manifest;
