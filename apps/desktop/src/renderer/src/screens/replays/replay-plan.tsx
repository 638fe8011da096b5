import type { ReplayPlan } from '@banrimkwae/contract/recovery';
import { SegmentedControl, Stack } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { showCount } from '../../connections/figures.ts';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { OnlyFor } from '../../feedback/only-for.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import { FilterFields } from './filter-fields.tsx';
import { chosenCount, type Pace, type PlanChoice, paces, startChoice } from './plan-choice.ts';
import { PlanGroups } from './plan-groups.tsx';
import { filterOf } from './replay-filter.ts';
import styles from './replays.module.css';

/** Working through many deliveries once more. First they are counted, and only then is there something to start. */
export function ReplayPlanSheet() {
  const { t } = useText();
  const navigate = useNavigate();
  const { provider, state, q } = useSearch({ from: '/traffic/webhooks/replay' });
  const close = () => void navigate({ to: '/traffic/webhooks', search: { provider, state, q } });
  return (
    <OnlyFor may="webhooks.replay">
      <Sheet title={t('replay.title')} close={close} />
    </OnlyFor>
  );
}

function Sheet({ title, close }: { title: string; close: () => void }) {
  const { t } = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: '/traffic/webhooks/replay' });
  const filter = filterOf(search);
  const [choice, setChoice] = useState<PlanChoice>(startChoice);
  const plan = useQuery(
    useApi().recovery.planReplay.queryOptions({ input: { filter }, placeholderData: keepPreviousData, refetchOnMount: 'always' }),
  );
  const counted = plan.isFetching ? undefined : plan.data;
  return (
    <DetailDrawer title={title} onClose={close} footer={<Start plan={counted} choice={choice} />}>
      <FilterFields filter={search} set={(next) => void navigate({ to: '.', search: next, replace: true })} />
      <Section title={t('replay.counted')}>
        <Loaded query={plan}>
          {(data) => (
            <Stack gap={12} style={{ opacity: plan.isPlaceholderData ? 0.6 : 1 }}>
              <Total plan={data} />
              <PlanGroups plan={data} choice={choice} change={setChoice} />
              <PaceChoice choice={choice} change={setChoice} />
            </Stack>
          )}
        </Loaded>
      </Section>
    </DetailDrawer>
  );
}

function Total({ plan }: { plan: ReplayPlan }) {
  const { t } = useText();
  return (
    <p className={styles.total}>
      <span>
        <strong>{showCount(plan.total)}</strong> {t('replay.deliveries', { count: plan.total })}
      </span>
      {plan.oldestAt !== null && plan.newestAt !== null && (
        <span className="quiet">
          <ClockTime at={plan.oldestAt} /> – <ClockTime at={plan.newestAt} />
        </span>
      )}
    </p>
  );
}

const paceNames = Object.keys(paces) as Pace[];

function PaceChoice({ choice, change }: { choice: PlanChoice; change: (choice: PlanChoice) => void }) {
  const { t } = useText();
  const pace = paceNames.find((name) => paces[name] === choice.perMinute) ?? 'normal';
  return (
    <div className={styles.field}>
      <span className={styles.fieldName} id="pace">
        {t('replay.pace')}
      </span>
      <SegmentedControl
        aria-labelledby="pace"
        value={pace}
        data={paceNames.map((value) => ({ value, label: t(`replay.paces.${value}`) }))}
        onChange={(next) => change({ ...choice, perMinute: paces[paceNames.find((name) => name === next) ?? 'normal'] })}
      />
      <span className={styles.why}>{t(`replay.paceWhy.${pace}`)}</span>
    </div>
  );
}

/** Names the number it starts; the count it was made from is the limit, so nothing that came later is in it. */
function Start({ plan, choice }: { plan: ReplayPlan | undefined; choice: PlanChoice }) {
  const { t } = useText();
  const navigate = useNavigate();
  const api = useApi();
  const queries = useQueryClient();
  const filter = filterOf(useSearch({ from: '/traffic/webhooks/replay' }));
  const start = useMutation(
    api.recovery.startReplay.mutationOptions({
      onSuccess: (run) => {
        queries.setQueryData(api.recovery.replay.queryKey({ input: { id: run.id } }), run);
        void queries.invalidateQueries({ queryKey: api.recovery.replays.key() });
        return navigate({ to: '/traffic/replays/$replayId', params: { replayId: run.id } });
      },
    }),
  );
  const count = plan ? chosenCount(plan, choice) : 0;
  return (
    <>
      {start.error && <ErrorPanel fault={start.error} />}
      <GuardedButton
        may="webhooks.replay"
        leftSection={<IconRepeat size={16} />}
        loading={start.isPending}
        blocked={plan === undefined ? t('replay.counting') : count === 0 ? t('replay.nothing') : undefined}
        onClick={() => plan && start.mutate({ filter, ...choice, effects: [...choice.effects], upTo: plan.upTo })}
      >
        {plan === undefined ? t('replay.counting') : t('replay.start', { count, shown: showCount(count) })}
      </GuardedButton>
    </>
  );
}
