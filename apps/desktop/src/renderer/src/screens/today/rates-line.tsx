import type { FxRate } from '@banrimkwae/contract/fx';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { faultWords } from '../../agent/agent-fault.ts';
import { useText } from '../../text/use-text.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useResort, useTimeStyle } from '../../time/resort.tsx';
import { TimeAgo } from '../../time/time-ago.tsx';
import styles from './today.module.css';

const EVERY = 10 * 60_000;
/** What guests ask for most; the line has room for two. */
const asked = ['USD', 'EUR', 'GBP', 'CNY'];
const SHOWN = 2;

/** What foreign money is worth today, from whom and when. An old rate says how old it is; without any source there is no line. */
export function RatesLine() {
  const { t, language } = useText();
  const { currency } = useResort();
  const rates = useQuery({ ...useApi().fx.rates.queryOptions(), refetchInterval: EVERY });
  if (!rates.data) {
    return rates.error ? (
      <span className={styles.weather}>{t('today.noRates', { why: faultWords(rates.error, language).message })}</span>
    ) : null;
  }
  const place = ({ base }: FxRate) => (asked.includes(base) ? asked.indexOf(base) : asked.length);
  const home = rates.data.filter(({ quote }) => quote === currency).toSorted((left, right) => place(left) - place(right));
  return <Rates rates={home.slice(0, SHOWN)} />;
}

function Rates({ rates }: { rates: readonly FxRate[] }) {
  const { t } = useText();
  const style = useTimeStyle();
  const [first] = rates;
  if (!first) return null;
  const stale = rates.some((rate) => rate.stale);
  return (
    <span className={styles.weather}>
      <span>
        {rates.map(({ base, quote, rate }) => `${base}/${quote} ${twoPlaces(rate)}`).join(' · ')} ·{' '}
        {formatInstant(first.at, 'clock', style)} · {first.sourceName}
      </span>
      {stale && (
        <span className={styles.stale}>
          {t('today.rateOld')} <TimeAgo at={first.at} />
        </span>
      )}
    </span>
  );
}

/** As boards of money changers show it; small rates keep four. */
function twoPlaces(rate: string): string {
  const small = rate.startsWith('0.');
  const format = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: small ? 4 : 2 });
  return format.format(rate as Intl.StringNumericLiteral);
}
