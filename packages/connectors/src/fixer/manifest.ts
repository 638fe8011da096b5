import type { EndpointManifest, Manifest } from '@banrimkwae/connector-kit/manifest';

const read = { method: 'GET', requestFormat: 'query', responseFormat: 'json', retry: 'safe' } as const satisfies Partial<EndpointManifest>;
const HOUR = 3600;
const own = { ...read, path: '/api/latest', redact: ['access_key'] } as const;
const marketplace = { ...read, path: '/fixer/latest', host: 'apilayer', redact: ['apikey'] } as const;

export const manifest = {
  id: 'fixer',
  name: 'Fixer',
  type: 'utility',
  capabilities: ['fx'],
  fields: [
    {
      name: 'accessKey',
      label: { en: 'Access key', th: 'คีย์สำหรับเข้าใช้งาน' },
      type: 'password',
      secret: true,
      pattern: '\\S+',
    },
    {
      name: 'door',
      label: { en: 'Where the key is from', th: 'คีย์ได้มาจากที่ใด' },
      type: 'select',
      options: [
        { value: 'fixer', label: { en: 'fixer.io', th: 'fixer.io' } },
        { value: 'apilayer', label: { en: 'apilayer marketplace', th: 'apilayer marketplace' } },
      ],
    },
  ],
  hosts: { api: { live: 'https://data.fixer.io' }, apilayer: { live: 'https://api.apilayer.com' } },
  // One door wants the key in the address, the other in a header: the connector writes it.
  auth: { kind: 'none' },
  rateLimitPerMinute: 10,
  timeoutSeconds: 15,
  retryAttempts: 2,
  endpoints: {
    // The free plan is renewed hourly, and has 100 calls a month. https://fixer.io/product
    latest: { ...own, cacheTtlSeconds: HOUR },
    latest_apilayer: { ...marketplace, cacheTtlSeconds: HOUR },
    // The same, never from the cache: it must prove that the key works now.
    connection_test: own,
    connection_test_apilayer: marketplace,
  },
  practice: {
    values: { accessKey: 'practice-fixer-access-key', door: 'fixer' },
    scenes: {
      monthIsUsedUp: { en: "The month's calls are used up", th: 'ใช้จำนวนครั้งของเดือนนี้หมดแล้ว' },
      monthBegins: { en: 'A new month begins', th: 'เริ่มรอบเดือนใหม่' },
    },
  },
  docs: [
    { label: 'Documentation', url: 'https://fixer.io/documentation' },
    { label: 'apilayer marketplace', url: 'https://apilayer.com/marketplace/fixer-api' },
  ],
} as const satisfies Manifest;
