import type { FxProvider } from '@banrimkwae/connector-kit/capabilities/fx';
import { AppError, connector, type OperationContext } from '@banrimkwae/connector-kit/connector';
import { manifest } from './manifest.ts';
import { dayInBangkok, faultOf, newestRates } from './map.ts';
import { DailyAverage } from './schemas.ts';

type TokenForm = 'plain' | 'bearer';

/** Weekends and Songkran in a row: so many days may be without a rate. */
const LOOK_BACK_DAYS = 7;

const fx: FxProvider = {
  centralBankOf: 'THB',
  /** Against the baht only. All currencies come in one call. */
  latestRates: async (context, { quote, currencies }) =>
    quote === 'THB' ? newestRates(await read(context, formOf(context)), currencies) : [],
};

export default connector({
  manifest,
  fx,
  fault: faultOf,
  testConnection: async (context) => {
    const form = formOf(context);
    try {
      return { message: told(await read(context, form, 'USD')) };
    } catch (fault) {
      if (!(fault instanceof AppError) || fault.code !== 'provider_credentials') throw fault;
      // Both forms are in use, and the portal does not say which one a token is for.
      const other = form === 'plain' ? 'bearer' : 'plain';
      const rows = await read(context, other, 'USD').catch(() => undefined);
      if (rows === undefined) throw fault;
      const words = other === 'bearer' ? 'with "Bearer" before it' : 'as it is';
      throw new AppError('provider_credentials', {
        message: `The token works when it is sent ${words}.`,
        hint: 'Change "How the token is sent" and test again.',
      });
    }
  },
});

async function read(context: OperationContext, form: TokenForm, currency?: string) {
  const now = context.now();
  const token = String(context.config.token ?? '');
  const query = {
    start_period: dayInBangkok(now, LOOK_BACK_DAYS),
    end_period: dayInBangkok(now),
    ...(currency === undefined ? {} : { currency }),
  };
  const headers = { authorization: form === 'bearer' ? `Bearer ${token}` : token };
  const { body } = await context.call('daily_average', { headers, query }, DailyAverage);
  return body.result.data.data_detail;
}

function formOf({ config }: OperationContext): TokenForm {
  return config.tokenForm === 'bearer' ? 'bearer' : 'plain';
}

function told(rows: Awaited<ReturnType<typeof read>>): string {
  const [rate] = newestRates(rows, ['USD']);
  return rate ? `USD 1 = THB ${rate.rate} (${rate.at.slice(0, 10)})` : 'It answers, but has published no rate for a week.';
}
