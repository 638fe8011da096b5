import type { EndpointManifest, Manifest } from '@banrimkwae/connector-kit/manifest';

const read = { method: 'GET', requestFormat: 'query', responseFormat: 'json', retry: 'safe' } as const satisfies Partial<EndpointManifest>;
const write = { method: 'POST', requestFormat: 'json', responseFormat: 'json' } as const satisfies Partial<EndpointManifest>;
/** A repeated key is answered with what was sent the first time. https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ */
const keyed = { ...write, retry: 'with_key', idempotencyHeader: 'X-Line-Retry-Key' } as const;

export const manifest = {
  id: 'line',
  name: 'LINE',
  type: 'communication',
  capabilities: ['messages'],
  logo: 'line',
  fields: [
    {
      name: 'channelAccessToken',
      label: { en: 'Channel access token', th: 'โทเค็นของช่องทาง (channel access token)' },
      type: 'password',
      secret: true,
      pattern: '\\S+',
      description: {
        en: 'The long-lived token of the Messaging API channel.',
        th: 'โทเค็นแบบระยะยาว (long-lived) ของช่องทาง Messaging API',
      },
    },
    {
      name: 'channelSecret',
      label: { en: 'Channel secret', th: 'รหัสลับของช่องทาง (channel secret)' },
      type: 'password',
      secret: true,
      pattern: '\\S+',
      description: {
        en: 'Proves that messages really come from LINE.',
        th: 'ใช้ตรวจว่าข้อความมาจาก LINE จริง',
      },
    },
  ],
  hosts: { api: { live: 'https://api.line.me' }, data: { live: 'https://api-data.line.me' } },
  apiVersion: 'v2',
  auth: { kind: 'bearer', field: 'channelAccessToken' },
  // LINE allows 2,000 a second an endpoint; a front desk stays far below. https://developers.line.biz/en/reference/messaging-api/#rate-limits
  rateLimitPerMinute: 600,
  timeoutSeconds: 15,
  retryAttempts: 3,
  endpoints: {
    push: { ...keyed, path: '/v2/bot/message/push' },
    // A reply takes no retry key: one without an answer may have arrived.
    reply: { ...write, path: '/v2/bot/message/reply', retry: 'never', redact: ['replyToken'] },
    multicast: { ...keyed, path: '/v2/bot/message/multicast' },
    profile: { ...read, path: '/v2/bot/profile/{userId}' },
    quota: { ...read, path: '/v2/bot/message/quota', cacheTtlSeconds: 60 },
    quota_consumption: { ...read, path: '/v2/bot/message/quota/consumption', cacheTtlSeconds: 60 },
    bot_info: { ...read, path: '/v2/bot/info' },
    webhook_endpoint_set: {
      method: 'PUT',
      requestFormat: 'json',
      responseFormat: 'json',
      retry: 'safe',
      path: '/v2/bot/channel/webhook/endpoint',
    },
    // LINE calls our address before it answers, and allows 60 of these an hour.
    webhook_test: { ...write, path: '/v2/bot/channel/webhook/test', retry: 'never', rateLimitPerMinute: 5 },
  },
  webhook: { method: 'x-line-signature HMAC-SHA256', secretField: 'channelSecret', registration: 'by_api' },
  fetchMissing: {
    way: 'none',
    reachDays: 0,
    note: {
      en: 'LINE tells nothing afterwards. Switch on “Webhook redelivery” in the LINE Developers Console: then LINE repeats what did not arrive.',
      th: 'LINE ไม่มีรายการย้อนหลัง ให้เปิด “Webhook redelivery” ใน LINE Developers Console เพื่อให้ LINE ส่งซ้ำเอง',
    },
  },
  practice: {
    values: { channelAccessToken: 'practice-line-channel-token', channelSecret: 'practice-line-channel-secret' },
    scenes: {
      guestWrites: { en: 'A guest writes a message', th: 'ผู้เข้าพักส่งข้อความ' },
      guestSendsSticker: { en: 'A guest sends a sticker', th: 'ผู้เข้าพักส่งสติกเกอร์' },
      guestSendsImage: { en: 'A guest sends a picture', th: 'ผู้เข้าพักส่งรูปภาพ' },
      guestTaps: { en: 'A guest taps a button', th: 'ผู้เข้าพักกดปุ่ม' },
      guestFollows: { en: 'A guest adds the resort as a friend', th: 'ผู้เข้าพักเพิ่มรีสอร์ตเป็นเพื่อน' },
      guestBlocks: { en: 'A guest blocks the resort', th: 'ผู้เข้าพักบล็อกรีสอร์ต' },
      redeliver: { en: 'LINE delivers the last event once more', th: 'LINE ส่งเหตุการณ์ล่าสุดซ้ำ' },
      reachMonthlyLimit: { en: 'The month’s messages are used up', th: 'ข้อความของเดือนนี้หมดโควตา' },
    },
  },
  docs: [
    { label: 'Sending messages', url: 'https://developers.line.biz/en/docs/messaging-api/sending-messages/' },
    { label: 'Receiving messages', url: 'https://developers.line.biz/en/docs/messaging-api/receiving-messages/' },
    { label: 'Prices', url: 'https://developers.line.biz/en/docs/messaging-api/pricing/' },
  ],
} as const satisfies Manifest;
