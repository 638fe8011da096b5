import type { FxQuote } from '@banrimkwae/connector-kit/capabilities/fx';
import type { ProviderAnswer, ProviderFault } from '@banrimkwae/connector-kit/connector';
import { divideDecimals, isRate } from '@banrimkwae/money/decimal';
import { type DailyRate, ErrorBody } from './schemas.ts';

const BANGKOK_AHEAD_MS = 7 * 3_600_000;
/** Of one unit these are worth too little to be quoted by one: without a number in the name we do not know of how many the rate is. */
const QUOTED_BY_MANY: ReadonlySet<string> = new Set(['JPY', 'IDR', 'VND', 'LAK', 'KHR', 'IQD', 'MMK']);

/** The calendar day in Thailand, some days before `now`. */
export function dayInBangkok(now: Date, daysBefore = 0): string {
  return new Date(now.getTime() + BANGKOK_AHEAD_MS - daysBefore * 86_400_000).toISOString().slice(0, 10);
}

/** The newest day of each currency that has a rate; days without one (weekends, holidays) are passed over. */
export function newestRates(rows: readonly DailyRate[], currencies: readonly string[]): FxQuote[] {
  return currencies.flatMap((currency) => {
    const [newest] = rows
      .filter(({ currency_id: id, mid_rate: rate }) => id.trim() === currency && isRate(rate?.trim() ?? ''))
      .sort((left, right) => (left.period < right.period ? 1 : -1));
    const units = newest && unitsOf(newest);
    return newest && units ? quoteFrom(newest, units) : [];
  });
}

function quoteFrom(row: DailyRate, units: string): FxQuote {
  const each = (figure: string | null | undefined) => (isRate(figure?.trim() ?? '') ? divideDecimals(figure?.trim() ?? '', units) : null);
  return {
    base: row.currency_id.trim(),
    quote: 'THB',
    rate: each(row.mid_rate) ?? '',
    buying: each(row.buying_transfer),
    selling: each(row.selling),
    // Published about six in the evening of its day.
    at: `${row.period}T11:00:00.000Z`,
  };
}

/** "JAPAN : YEN (100 YEN)": the rate is of so many units. Undefined where that must be known and is not told. */
export function unitsOf({
  currency_id: id,
  currency_name_eng: name,
}: Pick<DailyRate, 'currency_id' | 'currency_name_eng'>): string | undefined {
  const told = /\d[\d,]*/.exec(name ?? '')?.[0].replaceAll(',', '');
  if (told !== undefined) return told;
  return QUOTED_BY_MANY.has(id.trim()) ? undefined : '1';
}

export function faultOf({ status, body }: ProviderAnswer): ProviderFault | undefined {
  if (status < 400) return undefined;
  const parsed = ErrorBody.safeParse(body);
  const message = parsed.success ? parsed.data.message : `HTTP ${status}`;
  if (status === 401 || status === 403) return { code: 'provider_credentials', message };
  if (status === 429) return { code: 'rate_limited', message };
  return { code: status >= 500 ? 'provider_failed' : 'provider_rejected', message };
}
