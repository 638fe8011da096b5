import type { OutgoingDelivery, OutgoingEndpoint } from '@banrimkwae/contract/outgoing';
import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { SubjectLink } from '../../details/subject-link.tsx';
import { Section } from '../../drawer/section.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { DetailSkeleton } from '../../feedback/skeletons.tsx';
import { at, byCursor } from '../../lists/page-options.ts';
import { DeliveryBadge } from '../../states/desk-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime, TimeAgo } from '../../time/time-ago.tsx';
import styles from './outgoing.module.css';
import { ReplayFailed } from './replay-failed.tsx';

const states = ['waiting', 'failed', 'delivered'] as const;
type State = (typeof states)[number];
const ALL = 'all';
const EVERY = 15_000;
const LIMIT = 20;

/** What it was told, newest first; what failed can be told again, one by one or all since a time. */
export function Deliveries({ endpoint }: { endpoint: OutgoingEndpoint }) {
  const { t } = useText();
  const [state, setState] = useState<State>();
  const query = useInfiniteQuery({
    ...useApi().outgoing.deliveries.infiniteOptions({
      ...byCursor,
      input: (cursor: string | undefined) => ({ ...at(cursor), id: endpoint.id, limit: LIMIT, ...(state && { state }) }),
      refetchOnMount: 'always',
    }),
    refetchInterval: EVERY,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  return (
    <Section title={t('outgoing.deliveries')}>
      <Stack gap={8}>
        {endpoint.failed > 0 && <ReplayFailed endpoint={endpoint} />}
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t('outgoing.which')}
          value={state ?? ALL}
          data={[
            { value: ALL, label: t('outgoing.all') },
            ...states.map((value) => ({ value, label: t(`outgoing.deliveryStates.${value}`) })),
          ]}
          onChange={(next) => setState(states.find((one) => one === next))}
        />
        {rows === undefined && (query.error ? <ErrorPanel fault={query.error} retry={() => void query.refetch()} /> : <DetailSkeleton />)}
        {rows?.length === 0 && <Text className="quiet">{t('outgoing.noDeliveries')}</Text>}
        <ul className={styles.deliveries} aria-label={t('outgoing.deliveries')}>
          {rows?.map((delivery) => (
            <li key={delivery.id} className={styles.delivery}>
              <Delivery delivery={delivery} />
            </li>
          ))}
        </ul>
        {query.hasNextPage && (
          <Group>
            <Button variant="default" size="compact-sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t('outgoing.older')}
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  );
}

function Delivery({ delivery }: { delivery: OutgoingDelivery }) {
  const { t } = useText();
  const { state, type, subjectId, attempts, createdAt, nextAttemptAt, lastError } = delivery;
  return (
    <>
      <div className={styles.head}>
        <span className={styles.type}>{t(`outgoing.told.${type}`)}</span>
        <DeliveryBadge state={state} />
      </div>
      <div className={styles.under}>
        <ClockTime at={createdAt} />
        <SubjectLink id={subjectId} />
        <span>{t('outgoing.attempts', { count: attempts })}</span>
        {nextAttemptAt !== null && (
          <span>
            {t('outgoing.nextAttempt')} <TimeAgo at={nextAttemptAt} />
          </span>
        )}
      </div>
      {lastError !== null && <p className={styles.bad}>{lastError}</p>}
      {state !== 'waiting' && <SendAgain delivery={delivery} />}
    </>
  );
}

function SendAgain({ delivery: { id, endpointId } }: { delivery: OutgoingDelivery }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const replay = useMutation(
    api.outgoing.replay.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: api.outgoing.key() }) }),
  );
  return (
    <>
      <Group>
        <GuardedButton
          may="outgoing.manage"
          variant="default"
          size="compact-xs"
          leftSection={<IconRepeat size={14} />}
          loading={replay.isPending}
          onClick={() => replay.mutate({ id: endpointId, deliveryId: id })}
        >
          {t('outgoing.again')}
        </GuardedButton>
      </Group>
      {replay.error && <ErrorPanel fault={replay.error} />}
    </>
  );
}
