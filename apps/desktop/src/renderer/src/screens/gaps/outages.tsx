import type { Outage } from '@banrimkwae/contract/recovery';
import { Button, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { Empty } from '../../feedback/empty.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { ListSkeleton } from '../../feedback/skeletons.tsx';
import { StaleNote } from '../../feedback/stale-note.tsx';
import list from '../../lists/live-list.module.css';
import { NewRows } from '../../lists/live-list.tsx';
import { at, byCursor } from '../../lists/page-options.ts';
import { useSteadyRows } from '../../lists/use-steady-rows.ts';
import { useWalk } from '../../lists/walk.ts';
import { OutageBadge } from '../../states/recovery-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import styles from './gaps.module.css';

const idOf = ({ id }: Outage) => id;
const none: Outage[] = [];

/** Every time we could not be reached, newest first, with what it cost. */
export function Outages() {
  const { t } = useText();
  const outages = useInfiniteQuery(
    useApi().recovery.outages.infiniteOptions({
      ...byCursor,
      input: (cursor: string | undefined) => at(cursor),
      refetchOnMount: 'always',
    }),
  );
  const latest = useMemo(() => outages.data?.pages.flatMap((page) => page.items) ?? none, [outages.data]);
  return (
    <section>
      <Title order={2}>{t('gaps.outages')}</Title>
      <p className={styles.about}>{t('gaps.outagesWhy')}</p>
      {outages.data === undefined ? (
        outages.error ? (
          <ErrorPanel fault={outages.error} retry={() => void outages.refetch()} />
        ) : (
          <ListSkeleton />
        )
      ) : (
        <>
          <StaleNote query={outages} />
          {latest.length === 0 ? (
            <Empty icon={IconCircleCheck} title={t('gaps.noOutage')} why={t('gaps.noOutageWhy')} />
          ) : (
            <Rows latest={latest} />
          )}
          {outages.hasNextPage && (
            <Button
              mt={8}
              variant="default"
              size="compact-sm"
              loading={outages.isFetchingNextPage}
              onClick={() => void outages.fetchNextPage()}
            >
              {t('gaps.older')}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

function Rows({ latest }: { latest: readonly Outage[] }) {
  const { t } = useText();
  const navigate = useNavigate();
  const { outageId } = useParams({ strict: false });
  const [pointed, setPointed] = useState(false);
  const { rows, waiting, showNew } = useSteadyRows({ latest, scope: '', held: pointed, idOf });
  const ids = useMemo(() => rows.map(idOf), [rows]);
  useWalk(ids, outageId, (id) => void navigate({ to: '/traffic/recovery/$outageId', params: { outageId: id }, replace: true }));
  return (
    <div className={list.list} onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)}>
      {waiting > 0 && <NewRows count={waiting} show={showNew} />}
      <ul className={styles.list} aria-label={t('gaps.outages')}>
        {rows.map((outage) => (
          <li key={outage.id}>
            <Row outage={outage} open={outage.id === outageId} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Row({ outage, open }: { outage: Outage; open: boolean }) {
  const { t, pick } = useText();
  return (
    <Link to="/traffic/recovery/$outageId" params={{ outageId: outage.id }} className={styles.outage} aria-current={open || undefined}>
      <span className={styles.sentence}>{pick(outage.sentence)}</span>
      <OutageBadge state={outage.state} />
      <span className={styles.under}>
        {t(`gaps.causes.${outage.cause}`)} · <ClockTime at={outage.beganAt} /> –{' '}
        {outage.endedAt === null ? t('gaps.now') : <ClockTime at={outage.endedAt} />}
      </span>
    </Link>
  );
}
