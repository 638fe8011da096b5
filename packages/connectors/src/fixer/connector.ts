import type { FxProvider } from '@banrimkwae/connector-kit/capabilities/fx';
import { connector, type OperationContext } from '@banrimkwae/connector-kit/connector';
import { decimalText } from '@banrimkwae/money/decimal';
import { manifest } from './manifest.ts';
import { faultOf, quotesFrom } from './map.ts';
import { Latest } from './schemas.ts';

const fx: FxProvider = {
  latestRates: async (context, { quote, currencies }) =>
    quotesFrom(await read(context, 'latest', [quote, ...currencies]), quote, currencies),
};

export default connector({
  manifest,
  fx,
  fault: faultOf,
  testConnection: async (context) => {
    const { rates, timestamp } = await read(context, 'connection_test', ['THB']);
    return { message: `EUR 1 = THB ${decimalText(rates.THB ?? 0)} (${new Date(timestamp * 1000).toISOString()})` };
  },
});

/** Without `base`: another one than the euro needs a paid plan. */
async function read(context: OperationContext, endpoint: 'latest' | 'connection_test', currencies: readonly string[]): Promise<Latest> {
  const key = String(context.config.accessKey ?? '');
  const symbols = [...new Set(currencies)].sort().join(',');
  if (context.config.door === 'apilayer')
    return (await context.call(`${endpoint}_apilayer`, { headers: { apikey: key }, query: { symbols } }, Latest)).body;
  return (await context.call(endpoint, { query: { access_key: key, symbols } }, Latest)).body;
}
