import type { EndpointManifest, Manifest } from '@banrimkwae/connector-kit/manifest';

const read = { method: 'GET', requestFormat: 'query', responseFormat: 'json', retry: 'safe' } as const satisfies Partial<EndpointManifest>;
const HOUR = 3600;

export const manifest = {
  id: 'openweathermap',
  name: 'OpenWeatherMap',
  type: 'utility',
  capabilities: ['weather'],
  fields: [
    {
      name: 'apiKey',
      label: { en: 'API key', th: 'คีย์ API' },
      type: 'password',
      secret: true,
      pattern: '\\S+',
      description: {
        en: 'A new key works only after up to two hours.',
        th: 'คีย์ใหม่อาจใช้เวลาถึงสองชั่วโมงจึงจะใช้งานได้',
      },
    },
  ],
  hosts: { api: { live: 'https://api.openweathermap.org' } },
  apiVersion: '2.5',
  auth: { kind: 'query', parameter: 'appid', field: 'apiKey' },
  // The free plan allows 60 a minute an account, over all of its keys. https://openweathermap.org/price
  rateLimitPerMinute: 50,
  timeoutSeconds: 10,
  retryAttempts: 2,
  endpoints: {
    // At most one call in ten minutes a place is asked for. https://openweathermap.org/appid
    current: { ...read, path: '/data/2.5/weather', cacheTtlSeconds: 600, staleSeconds: 6 * HOUR },
    forecast: { ...read, path: '/data/2.5/forecast', cacheTtlSeconds: HOUR, staleSeconds: 12 * HOUR },
    // The same as `current`, never from the cache: it must prove that the key works now.
    connection_test: { ...read, path: '/data/2.5/weather' },
  },
  practice: {
    values: { apiKey: 'practice-openweathermap-key' },
    scenes: {
      storm: { en: 'A thunderstorm comes for three hours', th: 'พายุฝนฟ้าคะนองสามชั่วโมง' },
      clearSky: { en: 'The sky clears for three hours', th: 'ท้องฟ้าแจ่มใสสามชั่วโมง' },
      usualWeather: { en: 'The weather of the season again', th: 'อากาศกลับเป็นปกติ' },
    },
  },
  docs: [
    { label: 'Current weather', url: 'https://openweathermap.org/current' },
    { label: 'Five-day forecast', url: 'https://openweathermap.org/forecast5' },
    { label: 'Questions', url: 'https://openweathermap.org/faq' },
  ],
} as const satisfies Manifest;
