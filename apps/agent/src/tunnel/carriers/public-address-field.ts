import type { ProviderField } from '@banrimkwae/contract/provider-fields';

/** Providers deliver by TLS only; in the practice profile the outside world is on this computer and speaks plainly. */
export function publicAddressField(profile: 'practice' | 'live', description: ProviderField['description']): ProviderField {
  return {
    name: 'publicUrl',
    label: { en: 'Public address', th: 'ที่อยู่สาธารณะ' },
    type: 'url',
    secret: false,
    required: true,
    pattern: profile === 'live' ? `${HTTPS}` : `${HTTPS}|${LOOPBACK}`,
    example: 'https://hooks.resort.example',
    description,
  };
}

const HTTPS = 'https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?/?';
const LOOPBACK = 'http://(?:127\\.0\\.0\\.1|localhost)(?::[0-9]{1,5})?/?';
