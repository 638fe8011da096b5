import { join } from 'node:path';
import { conformance } from '@banrimkwae/connector-kit/conformance';
import { describe, expect, it } from 'vitest';
import xe from './connector.ts';
import { faultOf, quotesFrom } from './map.ts';

conformance(xe, {
  fixtures: join(import.meta.dirname, 'fixtures'),
  config: { accountId: 'banrimkwae123', apiKey: 'fixturesOnlyApiKey' },
});

describe('XE', () => {
  it('makes no rate of nothing', () => {
    const to = [
      { quotecurrency: 'USD', mid: 0 },
      { quotecurrency: 'EUR', mid: 0.02, inverse: 0 },
    ];
    expect(quotesFrom({ from: 'THB', amount: 1, timestamp: '2026-11-23T00:00:00Z', to })).toEqual([]);
  });

  it('reads a fault that is no JSON', () => {
    expect(faultOf({ endpoint: 'convert_from', status: 503, headers: {}, body: '<html>', text: '<html>' })).toEqual({
      code: 'provider_failed',
      message: 'HTTP 503',
    });
  });
});
