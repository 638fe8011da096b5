import type { DeadLetter, DeadLetterGroup } from '@banrimkwae/contract/recovery';
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useApi } from '../../agent/agent-context.tsx';
import { showCount } from '../../connections/figures.ts';
import { useProviderName } from '../../connections/provider-name.tsx';
import { Facts } from '../../details/facts.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { DetailSkeleton } from '../../feedback/skeletons.tsx';
import { StaleNote } from '../../feedback/stale-note.tsx';
import { at, byCursor } from '../../lists/page-options.ts';
import { EffectBadge } from '../../states/recovery-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime, ExactTime } from '../../time/time-ago.tsx';
import { Failure } from '../traffic/failure.tsx';
import { DeadLetterActions } from './dead-letter-actions.tsx';
import { DeadLetterType } from './dead-letter-type.tsx';
import styles from './dead-letters.module.css';

type DrawerProps = { group: DeadLetterGroup; close: () => void; done: (sentence: string) => void };

/** One reason and everything that gave up for it. */
export function DeadLetterDrawer({ group, close, done }: DrawerProps) {
  const { t } = useText();
  const nameOf = useProviderName();
  return (
    <DetailDrawer
      title={t('deadLetters.group', { count: group.count, shown: showCount(group.count) })}
      aside={<EffectBadge effect={group.effect} />}
      onClose={close}
      footer={<DeadLetterActions groups={[group]} done={done} />}
    >
      <Failure text={group.reason} />
      <Facts
        facts={[
          [t('feedback.provider'), group.provider && nameOf(group.provider)],
          [t('deadLetters.what'), <DeadLetterType key="type" group={group} />],
          [t('deadLetters.oldest'), <ExactTime key="oldest" at={group.oldestAt} />],
          [t('deadLetters.newest'), <ExactTime key="newest" at={group.newestAt} />],
        ]}
      />
      <Section title={t('deadLetters.items')}>
        <Items groupKey={group.key} />
      </Section>
    </DetailDrawer>
  );
}

function Items({ groupKey }: { groupKey: string }) {
  const { t } = useText();
  const items = useInfiniteQuery(
    useApi().recovery.deadLetters.infiniteOptions({
      ...byCursor,
      input: (cursor: string | undefined) => ({ ...at(cursor), key: groupKey }),
      refetchOnMount: 'always',
    }),
  );
  if (items.data === undefined) {
    return items.error ? <ErrorPanel fault={items.error} retry={() => void items.refetch()} /> : <DetailSkeleton />;
  }
  return (
    <>
      <StaleNote query={items} />
      <ul className={styles.items}>
        {items.data.pages
          .flatMap((page) => page.items)
          .map((item) => (
            <li key={item.id}>
              <ItemLink item={item} />
              <span className={styles.when}>
                <ClockTime at={item.at} />
              </span>
            </li>
          ))}
      </ul>
      {items.hasNextPage && (
        <Button variant="default" size="compact-sm" loading={items.isFetchingNextPage} onClick={() => void items.fetchNextPage()}>
          {t('deadLetters.more')}
        </Button>
      )}
    </>
  );
}

function ItemLink({ item }: { item: DeadLetter }) {
  if (item.kind === 'job') {
    return (
      <Link to="/traffic/jobs/$jobId" params={{ jobId: item.id }}>
        {item.about}
      </Link>
    );
  }
  return (
    <Link to="/traffic/webhooks/$webhookId" params={{ webhookId: item.id }} className="mono">
      {item.about}
    </Link>
  );
}
