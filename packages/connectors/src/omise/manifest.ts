import type { EndpointManifest, Manifest } from '@banrimkwae/connector-kit/manifest';

const read = { method: 'GET', requestFormat: 'query', responseFormat: 'json', retry: 'safe' } as const satisfies Partial<EndpointManifest>;
/**
 * No official page or SDK knows an idempotency key, so the key that is sent is never relied upon: an unanswered call is an unknown outcome and is
 * looked up by our reference in the metadata.
 */
const money = {
  method: 'POST',
  requestFormat: 'json',
  responseFormat: 'json',
  retry: 'never',
  idempotencyHeader: 'Idempotency-Key',
  movesMoney: true,
} as const satisfies Partial<EndpointManifest>;

/** The version whose shapes `map.ts` reads. https://docs.omise.co/api-versioning */
export const OMISE_VERSION = '2019-05-29';

export const manifest = {
  id: 'omise',
  name: 'Omise (Opn Payments)',
  type: 'payment',
  capabilities: ['payments'],
  fields: [
    {
      name: 'secretKey',
      label: { en: 'Secret key', th: 'คีย์ลับ (Secret key)' },
      type: 'password',
      secret: true,
      pattern: 'skey_(test_)?[a-z0-9_]+',
      example: 'skey_…',
      description: {
        en: 'From the Keys page of the dashboard. A test key takes no real money.',
        th: 'อยู่ในหน้า Keys ของแดชบอร์ด คีย์ทดสอบจะไม่ตัดเงินจริง',
      },
    },
    {
      name: 'webhookSecret',
      label: { en: 'Webhook secret', th: 'รหัสลับเว็บฮุก' },
      type: 'password',
      secret: true,
      required: false,
      pattern: '[A-Za-z0-9+/]{16,}={0,2}',
      example: 'Base64 text',
      description: {
        en: 'From the Webhooks page. Without it each delivery is still asked about at Omise; with it, forged ones are refused at once.',
        th: 'อยู่ในหน้า Webhooks หากไม่กรอก ระบบจะสอบถาม Omise ทุกครั้งที่ได้รับแจ้ง หากกรอก การแจ้งปลอมจะถูกปฏิเสธทันที',
      },
    },
  ],
  hosts: { api: { live: 'https://api.omise.co' } },
  apiVersion: OMISE_VERSION,
  auth: { kind: 'basic', user: 'secretKey' },
  // Omise publishes no figure, only that there is a limit.
  rateLimitPerMinute: 300,
  timeoutSeconds: 30,
  retryAttempts: 3,
  endpoints: {
    // The token of a card, and what Omise tells of the card.
    charge_create: { ...money, path: '/charges', redact: ['card'] },
    charge_get: { ...read, path: '/charges/{id}' },
    charge_list: { ...read, path: '/charges' },
    charge_capture: { ...money, path: '/charges/{id}/capture' },
    charge_reverse: { ...money, path: '/charges/{id}/reverse' },
    charge_expire: { ...money, path: '/charges/{id}/expire' },
    // Public to whoever knows its last part, and never changed once made.
    qr_download: {
      method: 'GET',
      path: '/charges/{charge}/documents/{document}/downloads/{download}',
      requestFormat: 'query',
      responseFormat: 'text',
      retry: 'safe',
      anonymous: true,
      cacheTtlSeconds: 3600,
    },
    refund_create: { ...money, path: '/charges/{charge}/refunds' },
    refund_get: { ...read, path: '/charges/{charge}/refunds/{id}' },
    charge_refund_list: { ...read, path: '/charges/{charge}/refunds' },
    refund_list: { ...read, path: '/refunds' },
    dispute_get: { ...read, path: '/disputes/{id}' },
    dispute_list: { ...read, path: '/disputes' },
    event_get: { ...read, path: '/events/{id}' },
    event_list: { ...read, path: '/events' },
    account: { ...read, path: '/account' },
    account_update: { method: 'PATCH', path: '/account', requestFormat: 'json', responseFormat: 'json', retry: 'safe' },
    capability: { ...read, path: '/capability' },
  },
  webhook: { method: 'omise-signature + event re-read', secretField: 'webhookSecret', secret: 'asked', registration: 'by_api' },
  fetchMissing: {
    way: 'event_list',
    // Not published; the list itself has no lower bound of its own. https://docs.omise.co/events-api
    reachDays: 30,
    note: {
      en: 'Omise lists its events, but does not say for how long it keeps them; up to 30 days back are asked for. How often it repeats a delivery is not published either.',
      th: 'Omise มีรายการเหตุการณ์ให้ดู แต่ไม่ระบุว่าเก็บไว้นานเท่าใด ระบบจะขอย้อนหลังไม่เกิน 30 วัน และไม่ระบุว่าจะส่งซ้ำกี่ครั้ง',
    },
  },
  practice: {
    values: { secretKey: 'skey_test_banrimkwaepractice', webhookSecret: 'YmFucmlta3dhZS1wcmFjdGljZS1vbWlzZQ==' },
    scenes: {
      guestPays: { en: 'A guest pays the newest open payment', th: 'ผู้เข้าพักชำระรายการล่าสุดที่ค้างอยู่' },
      guestCardDeclined: { en: 'The bank declines the newest open payment', th: 'ธนาคารปฏิเสธรายการล่าสุด' },
      guestAbandons: { en: 'A guest does not pay in time', th: 'ผู้เข้าพักไม่ชำระภายในเวลา' },
      dashboardRefund: { en: "Somebody refunds in Omise's own dashboard", th: 'มีคนคืนเงินผ่านแดชบอร์ดของ Omise' },
      refundFails: { en: 'A refund fails', th: 'คืนเงินไม่สำเร็จ' },
      disputeOpens: { en: 'A guest disputes the newest card payment', th: 'ผู้เข้าพักโต้แย้งรายการบัตรล่าสุด' },
      disputeEnds: { en: 'The newest dispute is decided', th: 'ข้อโต้แย้งล่าสุดถูกตัดสิน' },
      backendError: { en: "The bank's line fails while the next call is under way", th: 'สัญญาณธนาคารขัดข้องระหว่างคำสั่งถัดไป' },
    },
  },
  docs: [
    { label: 'Charges', url: 'https://docs.omise.co/charges-api' },
    { label: 'Refunds', url: 'https://docs.omise.co/refunds-api' },
    { label: 'Webhooks', url: 'https://docs.omise.co/api-webhooks' },
  ],
} as const satisfies Manifest;
