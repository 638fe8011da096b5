import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay } from '../access/session-context.tsx';
import { useApi } from '../agent/agent-context.tsx';
import { useText } from '../text/use-text.ts';
import { type MoneyPlace, moneyPlaces } from './money-places.ts';
import { moneyWaiting } from './money-waiting.ts';
import styles from './place-tabs.module.css';

/** The screens about money, with the number of what waits for this person in each. */
export function MoneyTabs({ current }: { current: MoneyPlace['name'] }) {
  const { t } = useText();
  const may = useMay();
  const overview = useQuery({ ...useApi().system.overview.queryOptions(), enabled: may('overview.read') });
  const waiting: Partial<Record<MoneyPlace['name'], number>> = overview.data ? moneyWaiting(overview.data, may) : {};
  return (
    <nav className={styles.tabs} aria-label={t('shell.places.payments')}>
      {moneyPlaces
        .filter((part) => part.may === undefined || may(part.may))
        .map(({ name, to }) => (
          <Link
            key={name}
            to={to}
            className={styles.tab}
            activeOptions={{ exact: true }}
            aria-current={name === current ? 'page' : undefined}
          >
            {t(`shell.money.${name}`)}
            <Count of={waiting[name] ?? 0} />
          </Link>
        ))}
    </nav>
  );
}

function Count({ of }: { of: number }) {
  const { t } = useText();
  if (of === 0) return null;
  return (
    <span className={styles.count}>
      {of > 99 ? '99+' : of}
      <span className="visually-hidden"> {t('shell.waitingHere')}</span>
    </span>
  );
}
