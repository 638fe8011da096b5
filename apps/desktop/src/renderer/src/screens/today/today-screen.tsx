import { Group, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { CardsSkeleton } from '../../feedback/skeletons.tsx';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../text/use-text.ts';
import { ConnectionList } from './connection-list.tsx';
import { Headline } from './headline.tsx';
import { RatesLine } from './rates-line.tsx';
import { Tiles } from './tiles.tsx';
import styles from './today.module.css';
import { TunnelLine } from './tunnel-line.tsx';
import { WeatherLine } from './weather-line.tsx';

const EVERY = 30_000;

/** How things stand: the worst problem in a sentence, the five questions of the front desk, the connections. */
export function TodayScreen() {
  const { t } = useText();
  const overview = useQuery({ ...useApi().system.overview.queryOptions(), refetchInterval: EVERY });
  return (
    <Page
      title={t('shell.places.today')}
      state={
        <span className={styles.lines}>
          <WeatherLine />
          <RatesLine />
        </span>
      }
    >
      <Loaded query={overview} skeleton={<CardsSkeleton />}>
        {(data) => (
          <>
            <Headline overview={data} />
            <Tiles overview={data} />
          </>
        )}
      </Loaded>
      <section className={styles.connections}>
        <Group mb={8} justify="space-between">
          <Title order={2}>{t('shell.places.connections')}</Title>
          <TunnelLine overview={overview.data} />
        </Group>
        <ConnectionList />
      </section>
    </Page>
  );
}
