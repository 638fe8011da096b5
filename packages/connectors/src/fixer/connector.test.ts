import { join } from 'node:path';
import { conformance } from '@banrimkwae/connector-kit/conformance';
import type { EndpointRequest, OperationContext } from '@banrimkwae/connector-kit/connector';
import { describe, expect, it } from 'vitest';
import fixer from './connector.ts';
import { faultOf } from './map.ts';

conformance(fixer, {
  fixtures: join(import.meta.dirname, 'fixtures'),
  config: { accessKey: 'fixturesOnlyAccessKey', door: 'fixer' },
});

describe('Fixer', () => {
  it('goes through the other door with the key in a header, not in the address', async () => {
    const asked: [string, EndpointRequest][] = [];
    const body = { success: true, timestamp: 1795398544, base: 'EUR', rates: { THB: 38.5 } };
    const context: OperationContext = {
      config: { accessKey: 'the-key', door: 'apilayer' },
      now: () => new Date(0),
      newId: () => 'id',
      call: async (endpoint, request, schema) => {
        asked.push([endpoint, request]);
        return { status: 200, headers: {}, body: schema.parse(body), ageSeconds: 0, stale: false, requestId: 'req_1' };
      },
    };
    expect(await fixer.fx?.latestRates(context, { quote: 'THB', currencies: ['EUR'] })).toMatchObject([{ base: 'EUR', rate: '38.5' }]);
    await fixer.testConnection(context);
    expect(asked).toEqual([
      ['latest_apilayer', { headers: { apikey: 'the-key' }, query: { symbols: 'EUR,THB' } }],
      ['connection_test_apilayer', { headers: { apikey: 'the-key' }, query: { symbols: 'THB' } }],
    ]);
  });

  it.each([
    [200, { success: false, error: { code: 102, type: 'inactive_user' } }, { code: 'provider_credentials', providerCode: '102' }],
    [200, { success: false, error: { code: 106, type: 'no_rates_available' } }, { code: 'provider_failed', retryable: true }],
    [200, { success: false, error: { code: 202, type: 'invalid_currency_codes' } }, { code: 'provider_rejected' }],
    [
      401,
      { message: 'Invalid authentication credentials' },
      { code: 'provider_credentials', message: 'Invalid authentication credentials' },
    ],
    [429, { message: 'You have exceeded your daily/monthly API rate limit.' }, { code: 'rate_limited' }],
    [400, { error: { code: 'base_currency_access_restricted', message: 'An unexpected error ocurred.' } }, { code: 'provider_rejected' }],
    [503, '<html>', { code: 'provider_failed', message: 'HTTP 503' }],
  ])('reads a fault of status %i', (status, body, expected) =>
    expect(faultOf({ endpoint: 'latest', status, headers: {}, body, text: '' })).toMatchObject(expected),
  );
});
