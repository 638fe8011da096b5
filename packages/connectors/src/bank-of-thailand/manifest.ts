import type { EndpointManifest, Manifest } from '@banrimkwae/connector-kit/manifest';

const read = {
  method: 'GET',
  path: '/Stat-ExchangeRate/v2/DAILY_AVG_EXG_RATE/',
  requestFormat: 'query',
  responseFormat: 'json',
  retry: 'safe',
} as const satisfies EndpointManifest;

export const manifest = {
  id: 'bank-of-thailand',
  name: 'Bank of Thailand',
  type: 'utility',
  capabilities: ['fx'],
  fields: [
    {
      name: 'token',
      label: { en: 'API token', th: 'โทเคน API' },
      type: 'password',
      secret: true,
      pattern: '\\S+',
      description: {
        en: 'Of the portal at portal.api.bot.or.th. Keys of the portal before September 2025 no longer work.',
        th: 'จาก portal.api.bot.or.th คีย์ของระบบเดิมก่อนกันยายน 2568 ใช้ไม่ได้แล้ว',
      },
    },
    {
      name: 'tokenForm',
      label: { en: 'How the token is sent', th: 'รูปแบบการส่งโทเคน' },
      type: 'select',
      options: [
        { value: 'plain', label: { en: 'As it is', th: 'ส่งตามที่ได้รับ' } },
        { value: 'bearer', label: { en: 'With "Bearer" before it', th: 'มีคำว่า "Bearer" นำหน้า' } },
      ],
      description: {
        en: '"Test connection" tries both and says which one works.',
        th: '"ทดสอบการเชื่อมต่อ" จะลองทั้งสองแบบและบอกว่าแบบใดใช้ได้',
      },
    },
  ],
  hosts: { api: { live: 'https://gateway.api.bot.or.th' } },
  apiVersion: 'v2',
  // The header has two forms, see `tokenForm`: the connector writes it.
  auth: { kind: 'none' },
  // 200 calls an hour. https://portal.api.bot.or.th
  rateLimitPerMinute: 3,
  timeoutSeconds: 20,
  retryAttempts: 2,
  endpoints: { daily_average: read },
  practice: {
    values: { token: 'practice-bank-of-thailand-token', tokenForm: 'plain' },
    scenes: {
      bankHoliday: { en: 'The bank is closed today', th: 'วันนี้ธนาคารหยุดทำการ' },
      bahtFalls: { en: 'The baht falls by two per cent', th: 'เงินบาทอ่อนค่าลงร้อยละสอง' },
      usualRates: { en: 'Rates as usual again', th: 'อัตรากลับเป็นปกติ' },
    },
  },
  docs: [
    { label: 'API portal', url: 'https://portal.api.bot.or.th' },
    { label: 'Exchange rates', url: 'https://www.bot.or.th/en/statistics/exchange-rate.html' },
  ],
} as const satisfies Manifest;
