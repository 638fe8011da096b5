import type { ReconciledDay, ReconciledLine } from '@banrimkwae/contract/reconciliation';
import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { showCount } from '../../connections/figures.ts';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { MoneyText } from '../../money/money-text.tsx';
import { ReconciliationBadge } from '../../states/desk-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { formatDay } from '../../time/format-time.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import { LineCard } from './line-card.tsx';
import { LinesExport } from './lines-export.tsx';
import styles from './reconciliation.module.css';

const outcomes = ['differing', 'recovered', 'matched'] as const;
type Outcome = (typeof outcomes)[number];
const ALL = 'all';

/** One day of one provider, line by line: first what differs. */
export function DayDetail() {
  const { t, language } = useText();
  const navigate = useNavigate();
  const { providerId, day } = useParams({ from: '/payments/reconciliation/$providerId/$day' });
  const search = useSearch({ from: '/payments/reconciliation/$providerId/$day' });
  const { outcome, ...range } = search;
  const lines = useQuery(useApi().reconciliation.lines.queryOptions({ input: { provider: providerId, day } }));
  return (
    <DetailDrawer
      key={`${providerId}/${day}`}
      title={`${lines.data?.day.providerName ?? providerId} · ${formatDay(day, 'day', language)}`}
      aside={lines.data && <ReconciliationBadge state={lines.data.day.state} />}
      onClose={() => void navigate({ to: '/payments/reconciliation', search: range })}
    >
      <Loaded query={lines}>
        {(data) => (
          <>
            <Summary day={data.day} />
            <Section title={t('reconciliation.lines')} action={<LinesExport day={data.day} lines={data.lines} />}>
              <Which lines={data.lines} outcome={outcome} />
              <Lines key={outcome} day={data.day} lines={data.lines.filter((line) => outcome === undefined || line.outcome === outcome)} />
            </Section>
          </>
        )}
      </Loaded>
    </DetailDrawer>
  );
}

function Summary({ day }: { day: ReconciledDay }) {
  const { t, pick } = useText();
  const sums = [
    ['received', day.received],
    ['refunded', day.refunded],
  ] as const;
  return (
    <>
      {day.note !== null && <Text>{pick(day.note)}</Text>}
      <dl className={styles.figures}>
        {(['expected', 'matched', 'recovered', 'differing', 'open'] as const).map((figure) => (
          <div key={figure}>
            <dt>{t(`reconciliation.${figure}`)}</dt>
            <dd className={figure === 'open' && day.open > 0 ? styles.open : undefined}>{showCount(day[figure])}</dd>
          </div>
        ))}
        {sums.map(([name, amounts]) =>
          amounts.map((amount) => (
            <div key={`${name} ${amount.currency}`}>
              <dt>{t(`reconciliation.${name}`)}</dt>
              <dd>
                <MoneyText value={amount} />
              </dd>
            </div>
          )),
        )}
      </dl>
      {day.ranAt !== null && (
        <Text size="sm" className="quiet">
          {t('reconciliation.ranAt')} <ExactTime at={day.ranAt} />
        </Text>
      )}
    </>
  );
}

function Which({ lines, outcome }: { lines: readonly ReconciledLine[]; outcome: Outcome | undefined }) {
  const { t } = useText();
  const navigate = useNavigate();
  const { providerId, day } = useParams({ from: '/payments/reconciliation/$providerId/$day' });
  const search = useSearch({ from: '/payments/reconciliation/$providerId/$day' });
  const countOf = (name: Outcome) => lines.filter((line) => line.outcome === name).length;
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      mb={8}
      aria-label={t('reconciliation.which')}
      value={outcome ?? ALL}
      data={[
        { value: ALL, label: `${t('reconciliation.all')} ${lines.length}` },
        ...outcomes.map((value) => ({ value, label: `${t(`reconciliation.outcomes.${value}`)} ${countOf(value)}` })),
      ]}
      onChange={(next) =>
        void navigate({
          to: '/payments/reconciliation/$providerId/$day',
          params: { providerId, day },
          search: { ...search, outcome: outcomes.find((one) => one === next) },
          replace: true,
        })
      }
    />
  );
}

const AT_ONCE = 50;

function Lines({ day, lines }: { day: ReconciledDay; lines: readonly ReconciledLine[] }) {
  const { t } = useText();
  const [count, setCount] = useState(AT_ONCE);
  if (lines.length === 0) return <Text className="quiet">{t('reconciliation.noLines')}</Text>;
  const order = (line: ReconciledLine) => outcomes.indexOf(line.outcome);
  const sorted = lines.toSorted((one, other) => order(one) - order(other) || one.at.localeCompare(other.at));
  return (
    <>
      <ul className={styles.lines} aria-label={t('reconciliation.lines')}>
        {sorted.slice(0, count).map((line) => (
          <li key={line.id} className={styles.line}>
            <LineCard line={line} provider={day.providerName} />
          </li>
        ))}
      </ul>
      {count < lines.length && (
        <Group mt={8}>
          <Button variant="default" size="compact-sm" onClick={() => setCount(count + AT_ONCE)}>
            {t('reconciliation.more', { count: lines.length - count })}
          </Button>
        </Group>
      )}
    </>
  );
}
