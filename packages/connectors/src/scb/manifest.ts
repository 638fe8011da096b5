import type { EndpointManifest, Manifest } from '@banrimkwae/connector-kit/manifest';

const read = { method: 'GET', requestFormat: 'query', responseFormat: 'json', retry: 'safe' } as const satisfies Partial<EndpointManifest>;
/** A QR or link made twice under the same reference is one that nobody sees: nothing moves by making it. */
const make = { method: 'POST', requestFormat: 'json', responseFormat: 'json', retry: 'safe' } as const satisfies Partial<EndpointManifest>;
/** People, their accounts and their banks. */
const PERSONAL = ['payerName', 'payerAccountNumber', 'payerProxyId', 'sender', 'accountFrom'] as const;

export const manifest = {
  id: 'scb',
  name: 'SCB',
  type: 'payment',
  capabilities: ['payments'],
  fields: [
    {
      name: 'environment',
      label: { en: 'Environment', th: 'ระบบ' },
      type: 'select',
      options: [
        { value: 'live', label: { en: 'Production', th: 'ระบบจริง' } },
        { value: 'test', label: { en: 'SCB sandbox', th: 'ระบบทดสอบของ SCB' } },
      ],
    },
    {
      name: 'apiKey',
      label: { en: 'API key', th: 'API key' },
      type: 'password',
      secret: true,
      pattern: '[A-Za-z0-9-]{8,80}',
      description: { en: 'Of the application in the SCB developer portal.', th: 'ของแอปพลิเคชันใน SCB Developer Portal' },
    },
    { name: 'apiSecret', label: { en: 'API secret', th: 'API secret' }, type: 'password', secret: true, pattern: '[A-Za-z0-9-]{8,80}' },
    {
      name: 'billerId',
      label: { en: 'Biller id', th: 'รหัสผู้รับชำระ (Biller ID)' },
      type: 'text',
      pattern: '\\d{15}',
      example: '311040039475180',
      description: { en: '15 digits; money goes to the account behind it.', th: '15 หลัก เงินเข้าบัญชีที่ผูกกับรหัสนี้' },
    },
    {
      name: 'ref3Prefix',
      label: { en: 'Reference 3 prefix', th: 'คำนำหน้าเลขอ้างอิง 3' },
      type: 'text',
      pattern: '[A-Z0-9]{3}',
      example: 'SCB',
      description: { en: 'The bank finds our address by it.', th: 'ธนาคารใช้ค้นหาที่อยู่ของเรา' },
    },
    {
      name: 'twoReferences',
      label: { en: 'The biller has two references', th: 'ผู้รับชำระใช้เลขอ้างอิงสองชุด' },
      type: 'checkbox',
      required: false,
      description: { en: 'As “Supporting Reference” in the merchant profile says.', th: 'ตาม Supporting Reference ใน Merchant Profile' },
    },
    {
      name: 'merchantName',
      label: { en: 'Name in the SCB EASY app', th: 'ชื่อในแอป SCB EASY' },
      type: 'text',
      required: false,
      pattern: '.{1,50}',
      example: 'Banrimkwae Resort',
    },
    {
      name: 'apiBaseUrl',
      label: { en: 'Other API address', th: 'ที่อยู่ API อื่น' },
      type: 'url',
      required: false,
      pattern: 'https://[A-Za-z0-9.-]+(:\\d+)?(/[A-Za-z0-9._-]+)*',
      description: { en: 'Only if the bank gave you another one; without /v1.', th: 'กรอกเมื่อธนาคารให้ที่อยู่อื่นเท่านั้น ไม่ต้องใส่ /v1' },
    },
    {
      name: 'callbackKey',
      label: { en: 'Key in our address', th: 'กุญแจในที่อยู่ของเรา' },
      type: 'password',
      secret: true,
      required: false,
      pattern: '[A-Za-z0-9_-]{32,200}',
      description: {
        en: 'Made by itself. SCB signs nothing: whoever knows the address can only make us ask the bank.',
        th: 'ระบบสร้างให้เอง SCB ไม่ลงลายเซ็น ผู้ที่รู้ที่อยู่ทำได้เพียงให้ระบบสอบถามธนาคาร',
      },
    },
  ],
  // The production address is not printed in public; integrators use this one, and a field takes another.
  hosts: { api: { live: 'https://api.partners.scb/partners', test: 'https://api-sandbox.partners.scb/partners/sandbox' } },
  auth: { kind: 'token' },
  // The sandbox takes 5 a second.
  rateLimitPerMinute: 240,
  timeoutSeconds: 20,
  retryAttempts: 2,
  endpoints: {
    token: { ...make, path: '/v1/oauth/token', anonymous: true, redact: ['accessToken', 'applicationKey', 'applicationSecret'] },
    qr_create: { ...make, path: '/v2/payment/qrcode/create' },
    deeplink_create: { ...make, path: '/v3/deeplink/transactions' },
    deeplink_get: { ...read, path: '/v2/transactions/{id}', redact: PERSONAL },
    inquiry: { ...read, path: '/v1/payment/billpayment/inquiry', redact: PERSONAL },
    slip: { ...read, path: '/v1/payment/billpayment/transactions/{reference}', redact: PERSONAL },
  },
  webhook: {
    method: 'secret in the address, then inquiry',
    secretField: 'callbackKey',
    secretInPath: true,
    registration: 'by_hand',
  },
  fetchMissing: {
    way: 'inquiry',
    reachDays: 7,
    note: {
      en: 'SCB repeats a notice for half a minute only; each open payment is asked for by its reference.',
      th: 'SCB ส่งแจ้งซ้ำเพียงครึ่งนาที ระบบจึงสอบถามรายการที่ค้างด้วยเลขอ้างอิงทีละรายการ',
    },
  },
  practice: {
    values: {
      environment: 'test',
      apiKey: 'l7practicebanrimkwae00000000000000',
      apiSecret: 'practicebanrimkwaesecret00000000',
      billerId: '099999999999990',
      ref3Prefix: 'BRK',
      merchantName: 'Banrimkwae Resort',
    },
    scenes: {
      guestPays: { en: 'A guest pays the newest QR or link', th: 'ผู้เข้าพักชำระ QR หรือลิงก์ล่าสุด' },
      guestPaysLate: { en: 'A guest pays after the time', th: 'ผู้เข้าพักชำระหลังหมดเวลา' },
      guestPaysWrongAmount: { en: 'A guest types another amount', th: 'ผู้เข้าพักโอนยอดไม่ตรง' },
      callbackLost: { en: 'The next notice of the bank is lost', th: 'การแจ้งเตือนครั้งถัดไปของธนาคารหาย' },
      guestAbandons: { en: 'A guest does not pay in time', th: 'ผู้เข้าพักไม่ชำระภายในเวลา' },
      guestTransfers: { en: 'A guest transfers money and shows the slip', th: 'ผู้เข้าพักโอนเงินและแสดงสลิป' },
      bankReverses: { en: 'The bank gives a payment back', th: 'ธนาคารคืนเงินรายการหนึ่ง' },
    },
  },
  docs: [
    { label: 'Thai QR', url: 'https://developer.scb/#/documents/documentation/qr-payment/thai-qr.html' },
    { label: 'Payment confirmation', url: 'https://developer.scb/#/documents/documentation/qr-payment/payment-confirmation.html' },
    { label: 'SCB EASY App Payment', url: 'https://developer.scb/#/documents/documentation/pay-with-scb/payment-via-scb.html' },
  ],
} as const satisfies Manifest;
