import type { FxProvider } from '@banrimkwae/connector-kit/capabilities/fx';
import { connector } from '@banrimkwae/connector-kit/connector';
import { manifest } from './manifest.ts';
import { faultOf, quotesFrom } from './map.ts';
import { AccountInfo, Converted } from './schemas.ts';

const fx: FxProvider = {
  /** Every rate that comes back counts in the package, so never `*`. The other way round comes with it, uncounted. */
  latestRates: async (context, { quote, currencies }) => {
    const query = { from: quote, to: currencies.join(','), amount: 1, inverse: true };
    const { body } = await context.call('convert_from', { query }, Converted);
    return quotesFrom(body);
  },
};

export default connector({
  manifest,
  fx,
  fault: faultOf,
  testConnection: async (context) => {
    const { body } = await context.call('account_info', {}, AccountInfo);
    const { package_limit: limit, package_limit_remaining: left } = body;
    const rest = limit == null || left == null ? '' : `: ${left} of ${limit} rates left`;
    return { message: `${body.organization}, ${body.package}${rest}` };
  },
});
