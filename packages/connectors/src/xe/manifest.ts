import type { EndpointManifest, Manifest } from '@banrimkwae/connector-kit/manifest';

const read = { method: 'GET', requestFormat: 'query', responseFormat: 'json', retry: 'safe' } as const satisfies Partial<EndpointManifest>;

export const manifest = {
  id: 'xe',
  name: 'XE',
  type: 'utility',
  capabilities: ['fx'],
  fields: [
    {
      name: 'accountId',
      label: { en: 'Account API id', th: 'รหัสบัญชี API' },
      type: 'text',
      pattern: '\\S+',
      example: 'banrimkwae123456789',
    },
    { name: 'apiKey', label: { en: 'API key', th: 'คีย์ API' }, type: 'password', secret: true, pattern: '\\S+' },
  ],
  hosts: { api: { live: 'https://xecdapi.xe.com' } },
  apiVersion: 'v1',
  auth: { kind: 'basic', user: 'accountId', password: 'apiKey' },
  rateLimitPerMinute: 30,
  timeoutSeconds: 15,
  retryAttempts: 2,
  endpoints: {
    account_info: { ...read, path: '/v1/account_info.json' },
    // XE lets its answers be kept a minute (Cache-Control: private, max-age=60).
    convert_from: { ...read, path: '/v1/convert_from.json', cacheTtlSeconds: 60 },
  },
  practice: {
    values: { accountId: 'banrimkwae-practice', apiKey: 'practice-xe-api-key' },
    scenes: {
      packageIsUsedUp: { en: 'The package is used up', th: 'ใช้แพ็กเกจหมดแล้ว' },
      packageBegins: { en: 'The package begins anew', th: 'เริ่มแพ็กเกจรอบใหม่' },
    },
  },
  docs: [{ label: 'Specifications', url: 'https://xecdapi.xe.com/docs/v1' }],
} as const satisfies Manifest;
