import type { FetchStatus } from '@banrimkwae/contract/recovery';
import { Title } from '@mantine/core';
import { IconCloudDownload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { Empty } from '../../feedback/empty.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { ListSkeleton } from '../../feedback/skeletons.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime, TimeAgo } from '../../time/time-ago.tsx';
import styles from './gaps.module.css';

const EVERY = 60_000;

/** Up to when each provider's news are complete, and asking for what is missing. */
export function Fetches() {
  const { t } = useText();
  const fetches = useQuery({ ...useApi().recovery.fetches.queryOptions(), refetchInterval: EVERY });
  return (
    <section>
      <Title order={2}>{t('gaps.complete')}</Title>
      <p className={styles.about}>{t('gaps.completeWhy')}</p>
      <Loaded query={fetches} skeleton={<ListSkeleton />}>
        {(data) =>
          data.length === 0 ? (
            <Empty icon={IconCloudDownload} title={t('gaps.noProviders')} why={t('gaps.noProvidersWhy')} />
          ) : (
            <ul className={styles.list} aria-label={t('gaps.complete')}>
              {data.map((status) => (
                <li key={status.provider} className={styles.fetch}>
                  <Row status={status} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function Row({ status }: { status: FetchStatus }) {
  const { t, pick } = useText();
  return (
    <>
      <div className={styles.words}>
        <p className={styles.name}>{status.name}</p>
        <p className={styles.note}>
          {t(`gaps.ways.${status.way}`)}
          {status.way !== 'none' && ` · ${t('gaps.reach', { count: status.reachDays })}`}
          {status.recoveredLast30Days > 0 && ` · ${t('gaps.recoveredLately', { count: status.recoveredLast30Days })}`}
        </p>
        <p className={styles.note}>{pick(status.note)}</p>
        {status.lastError !== null && <p className={styles.bad}>{t('gaps.lastFailed', { why: status.lastError })}</p>}
      </div>
      <div className={styles.until}>
        {status.completeUntil === null ? (
          <span className="quiet">{t('gaps.neverLooked')}</span>
        ) : (
          <>
            <span className="quiet">{t('gaps.completeUntil')}</span>
            <strong>
              <ClockTime at={status.completeUntil} />
            </strong>
            <span className="quiet">
              <TimeAgo at={status.completeUntil} />
            </span>
          </>
        )}
      </div>
      <FetchNow
        provider={status.provider}
        running={status.running}
        blocked={status.way === 'none' ? t('gaps.cannotAsk', { name: status.name }) : status.ready ? undefined : t('gaps.notReady')}
      />
    </>
  );
}

/** Asks one provider now what we have missed. */
export function FetchNow({ provider, running, blocked }: { provider: string; running: boolean; blocked?: string | undefined }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const fetch = useMutation(
    api.recovery.fetchMissing.mutationOptions({ onSettled: () => queries.invalidateQueries({ queryKey: api.recovery.key() }) }),
  );
  return (
    <>
      <GuardedButton
        may="recovery.fetch"
        variant="default"
        size="compact-md"
        leftSection={<IconCloudDownload size={16} />}
        loading={fetch.isPending || running}
        blocked={blocked}
        onClick={() => fetch.mutate({ id: provider })}
      >
        {t('gaps.fetchNow')}
      </GuardedButton>
      {fetch.error && (
        <div className={styles.outcome}>
          <ErrorPanel fault={fetch.error} />
        </div>
      )}
    </>
  );
}
