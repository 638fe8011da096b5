import type { Connector } from '@banrimkwae/connector-kit/connector';
import { connectors } from '@banrimkwae/connectors';
import { describe, expect, it } from 'vitest';
import { hostRule } from './hosts.ts';

const sandboxUrl = 'http://127.0.0.1:7302';
const rule = (profile: 'practice' | 'live', configured: string[] = []) =>
  hostRule({ profile, sandboxUrl, connectors, configured: () => configured });
const liveHosts = [...connectors.values()].flatMap(({ manifest }: Connector) => Object.values(manifest.hosts).map(({ live }) => live));

describe('which hosts may be called', () => {
  it('in practice the sandbox and nothing else, whatever is configured', () => {
    expect(liveHosts.length).toBeGreaterThan(3);
    const allowed = rule('practice', [...liveHosts, 'https://proxy.example.com']);
    for (const host of [
      ...liveHosts,
      'https://proxy.example.com',
      'http://127.0.0.1:7303',
      'http://localhost:7302',
      'https://127.0.0.1:7302',
    ])
      expect(allowed(new URL(host))).toBe(false);
    expect(allowed(new URL(`${sandboxUrl}/stripe/api/v1/balance`))).toBe(true);
  });
  it('live the published hosts and those an administrator set, by TLS only', () => {
    const allowed = rule('live', ['https://proxy.example.com/pay', 'http://plain.example.com']);
    for (const host of [...liveHosts, 'https://proxy.example.com']) expect(allowed(new URL(host))).toBe(true);
    for (const host of [sandboxUrl, 'https://evil.example.com', 'http://plain.example.com', 'https://proxy.example.com:8443'])
      expect(allowed(new URL(host))).toBe(false);
  });
});
