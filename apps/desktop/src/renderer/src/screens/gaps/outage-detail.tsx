import type { Outage, Repair } from '@banrimkwae/contract/recovery';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useApi } from '../../agent/agent-context.tsx';
import { showCount } from '../../connections/figures.ts';
import { Facts } from '../../details/facts.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { OutageBadge, RepairBadge } from '../../states/recovery-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime, ExactTime } from '../../time/time-ago.tsx';
import styles from './gaps.module.css';

/** One outage: what it cost, and what each provider told afterwards. */
export function OutageDetail() {
  const { t } = useText();
  const navigate = useNavigate();
  const { outageId } = useParams({ from: '/traffic/recovery/$outageId' });
  const outage = useQuery(useApi().recovery.outage.queryOptions({ input: { id: outageId } }));
  return (
    <DetailDrawer
      key={outageId}
      title={t('gaps.one')}
      aside={outage.data && <OutageBadge state={outage.data.state} />}
      onClose={() => void navigate({ to: '/traffic/recovery' })}
    >
      <Loaded query={outage}>{(data) => <Report outage={data} />}</Loaded>
    </DetailDrawer>
  );
}

function Report({ outage }: { outage: Outage }) {
  const { t, pick } = useText();
  return (
    <>
      <div>
        <Text fw={600}>{pick(outage.sentence)}</Text>
        <Text className="quiet">{t(`gaps.meaning.${outage.state}`)}</Text>
      </div>
      <Facts
        facts={[
          [t('gaps.cause'), t(`gaps.causes.${outage.cause}`)],
          [t('gaps.began'), <ExactTime key="began" at={outage.beganAt} />],
          [t('gaps.ended'), outage.endedAt === null ? t('gaps.lasts') : <ExactTime key="ended" at={outage.endedAt} />],
        ]}
      />
      <Section title={t('gaps.repairs')}>
        {outage.repairs.length === 0 && <Text className="quiet">{t('gaps.noRepairs')}</Text>}
        <ul className={styles.repairs}>
          {outage.repairs.map((repair) => (
            <li key={repair.provider} className={styles.repair}>
              <RepairCard repair={repair} />
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function RepairCard({ repair }: { repair: Repair }) {
  const { t } = useText();
  const counted = repair.state !== 'not_possible' && repair.state !== 'waiting';
  return (
    <>
      <span className={styles.name}>
        {repair.name} <RepairBadge state={repair.state} />
      </span>
      <span className={styles.note}>
        {t(`gaps.ways.${repair.way}`)} · <ClockTime at={repair.from} /> – <ClockTime at={repair.until} />
      </span>
      {counted && (
        <dl className={styles.figures}>
          {(['found', 'known', 'recovered'] as const).map((figure) => (
            <div key={figure}>
              <dt>{t(`gaps.${figure}`)}</dt>
              <dd>{showCount(repair[figure])}</dd>
            </div>
          ))}
        </dl>
      )}
      {repair.error !== null && <p className={styles.bad}>{repair.error}</p>}
    </>
  );
}
