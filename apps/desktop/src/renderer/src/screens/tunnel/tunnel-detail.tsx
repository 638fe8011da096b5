import type { TunnelStatus } from '@banrimkwae/contract/tunnel';
import { Group, Stack, Tabs, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMay } from '../../access/session-context.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import { Facts } from '../../details/facts.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { TunnelBadge } from '../../states/recovery-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useTimeStyle } from '../../time/resort.tsx';
import { ClockTime, ExactTime } from '../../time/time-ago.tsx';
import { RoundTrip } from './round-trip.tsx';
import styles from './tunnel.module.css';
import { TunnelActions } from './tunnel-actions.tsx';
import { useTunnel } from './tunnel-query.ts';
import { TunnelSetup } from './tunnel-setup.tsx';

const tabs = ['state', 'setup'] as const;

/** The way in from outside: how it stands and stood, and, for whoever sets it up, which of four ways it is. */
export function TunnelDetail() {
  const { t } = useText();
  const navigate = useNavigate();
  const may = useMay();
  const { tab = 'state' } = useSearch({ from: '/connections/tunnel' });
  const tunnel = useTunnel();
  const mine = tabs.filter((one) => one === 'state' || may('providers.configure'));
  return (
    <DetailDrawer
      title={t('wayIn.title')}
      aside={tunnel.data && <TunnelBadge state={tunnel.data.state} />}
      onClose={() => void navigate({ to: '/connections' })}
    >
      <Tabs
        value={mine.includes(tab) ? tab : 'state'}
        keepMounted={false}
        onChange={(next) => void navigate({ to: '.', search: { tab: next === 'setup' ? 'setup' : undefined }, replace: true })}
      >
        <Tabs.List mb={16} aria-label={t('wayIn.parts')}>
          {mine.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`wayIn.tabs.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="state">
          <Loaded query={tunnel}>{(status) => <State tunnel={status} />}</Loaded>
        </Tabs.Panel>
        <Tabs.Panel value="setup">
          <TunnelSetup />
        </Tabs.Panel>
      </Tabs>
    </DetailDrawer>
  );
}

function State({ tunnel }: { tunnel: TunnelStatus }) {
  const { t, pick } = useText();
  return (
    <Stack gap={20}>
      <div>
        <Text fw={600}>{pick(tunnel.sentence)}</Text>
        {tunnel.nextStep && <Text>{pick(tunnel.nextStep)}</Text>}
        <Text className="quiet">
          {t('wayIn.since')} <ExactTime at={tunnel.since} />
        </Text>
      </div>
      <Group gap={8}>
        <TunnelActions tunnel={tunnel} />
      </Group>
      <Facts
        facts={[
          [t('wayIn.address'), tunnel.publicUrl && <CopyableId key="address" value={tunnel.publicUrl} />],
          [t('wayIn.way'), tunnel.kind && t(`wayIn.kinds.${tunnel.kind}`)],
          [t('wayIn.roundTrip'), tunnel.state !== 'not_set_up' && <RoundTrip key="trip" trip={tunnel.lastRoundTrip} />],
          [t('wayIn.missedBecause'), tunnel.lastRoundTrip?.error],
          [t('wayIn.nextAttempt'), tunnel.nextAttemptAt && <ExactTime key="next" at={tunnel.nextAttemptAt} />],
          [t('wayIn.restarts'), tunnel.restarts],
          ...tunnel.details.map(({ label, value }) => [pick(label), value] as const),
        ]}
      />
      {tunnel.history.length > 0 && <History history={tunnel.history} />}
      {tunnel.log.length > 0 && <ClientLog log={tunnel.log} />}
    </Stack>
  );
}

function History({ history }: Pick<TunnelStatus, 'history'>) {
  const { t, pick } = useText();
  return (
    <Section title={t('wayIn.history')}>
      <ol className={styles.timeline}>
        {history.map((entry) => (
          <li key={`${entry.at}${entry.state}`}>
            <span className="quiet">
              <ClockTime at={entry.at} />
            </span>
            <span>
              <TunnelBadge state={entry.state} /> {pick(entry.sentence)}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** The client's own words, for whoever is asked for help. */
function ClientLog({ log }: Pick<TunnelStatus, 'log'>) {
  const { t } = useText();
  const style = useTimeStyle();
  return (
    <details className={styles.fold}>
      <summary>{t('wayIn.log')}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={styles.log} lang="en" tabIndex={0}>
        {log.map(({ at, line }) => `${formatInstant(at, 'clockWithSeconds', style)} ${line}`).join('\n')}
      </pre>
    </details>
  );
}
