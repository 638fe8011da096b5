import { type ApprovalState, approvalStates } from '@banrimkwae/contract/approvals';
import { Button, SegmentedControl } from '@mantine/core';
import { IconCircleCheck, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { Empty } from '../../feedback/empty.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { ListSkeleton } from '../../feedback/skeletons.tsx';
import { StaleNote } from '../../feedback/stale-note.tsx';
import { at, byCursor } from '../../lists/page-options.ts';
import { MoneyTabs } from '../../shell/money-tabs.tsx';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../text/use-text.ts';
import { ApprovalRows } from './approval-rows.tsx';

/** What waits for a second person, oldest first, each with why; and what was decided. */
export function ApprovalsScreen() {
  const { t } = useText();
  const navigate = useNavigate();
  const { show = 'waiting' } = useSearch({ from: '/payments/approvals' });
  const { approvalId } = useParams({ strict: false });
  const choose = (next: ApprovalState) => void navigate({ to: '/payments/approvals', search: next === 'waiting' ? {} : { show: next } });
  return (
    <Page title={t('shell.places.payments')} state={t('approvals.about')} besideDetail={approvalId !== undefined}>
      <MoneyTabs current="approvals" />
      <SegmentedControl
        w="fit-content"
        maw="100%"
        aria-label={t('approvals.which')}
        value={show}
        data={approvalStates.map((value) => ({ value, label: t(`approvals.states.${value}`) }))}
        onChange={choose}
      />
      <List show={show} />
      <Outlet />
    </Page>
  );
}

function List({ show }: { show: ApprovalState }) {
  const { t } = useText();
  const query = useInfiniteQuery(
    useApi().approvals.list.infiniteOptions({
      ...byCursor,
      input: (cursor: string | undefined) => ({ ...at(cursor), state: show }),
      refetchOnMount: 'always',
    }),
  );
  const latest = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  if (latest === undefined) {
    return query.error ? <ErrorPanel fault={query.error} retry={() => void query.refetch()} /> : <ListSkeleton />;
  }
  return (
    <section>
      <StaleNote query={query} />
      {latest.length === 0 ? <Nothing show={show} /> : <ApprovalRows latest={latest} show={show} />}
      {query.hasNextPage && (
        <Button mt={8} variant="default" size="compact-sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('approvals.more')}
        </Button>
      )}
    </section>
  );
}

function Nothing({ show }: { show: ApprovalState }) {
  const { t } = useText();
  if (show === 'waiting') return <Empty icon={IconCircleCheck} title={t('approvals.none')} why={t('approvals.noneWhy')} />;
  return <Empty icon={IconSearch} title={t('approvals.noneSuch')} why={t('approvals.noneSuchWhy')} />;
}
