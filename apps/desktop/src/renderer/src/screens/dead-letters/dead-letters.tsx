import type { DeadLetterGroup } from '@banrimkwae/contract/recovery';
import { Checkbox } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { showCount } from '../../connections/figures.ts';
import { useProviderName } from '../../connections/provider-name.tsx';
import { Empty } from '../../feedback/empty.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { ListSkeleton } from '../../feedback/skeletons.tsx';
import { type Column, DataTable } from '../../lists/data-table.tsx';
import list from '../../lists/live-list.module.css';
import { NewRows } from '../../lists/live-list.tsx';
import { useSteadyRows } from '../../lists/use-steady-rows.ts';
import { useWalk } from '../../lists/walk.ts';
import { EffectBadge } from '../../states/recovery-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import { DeadLetterActions } from './dead-letter-actions.tsx';
import { DeadLetterDrawer } from './dead-letter-drawer.tsx';
import { useDeadLetterGroups } from './dead-letter-query.ts';
import { DeadLetterType } from './dead-letter-type.tsx';
import styles from './dead-letters.module.css';

/** What gave up, a line for each reason: tried again or given up as a whole. */
export function DeadLetters() {
  const { t } = useText();
  const groups = useDeadLetterGroups();
  const [outcome, setOutcome] = useState<string>();
  return (
    <>
      {outcome !== undefined && (
        <p className={styles.outcome} role="status">
          <IconCircleCheck size={18} aria-hidden /> {outcome}
        </p>
      )}
      <Loaded query={groups} skeleton={<ListSkeleton />}>
        {(data) =>
          data.length === 0 ? (
            <Empty icon={IconCircleCheck} title={t('deadLetters.none')} why={t('deadLetters.noneWhy')} />
          ) : (
            <Groups groups={data} done={setOutcome} />
          )
        }
      </Loaded>
    </>
  );
}

const keyOf = ({ key }: DeadLetterGroup) => key;

function Groups({ groups, done }: { groups: readonly DeadLetterGroup[]; done: (sentence: string) => void }) {
  const { t } = useText();
  const navigate = useNavigate();
  const { key: openKey } = useSearch({ from: '/traffic/dead-letters' });
  const [pointed, setPointed] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { rows, waiting, showNew } = useSteadyRows({ latest: groups, scope: '', held: pointed, idOf: keyOf });
  const keys = useMemo(() => rows.map(keyOf), [rows]);
  const open = (key: string) => void navigate({ to: '/traffic/dead-letters', search: { key }, replace: openKey !== undefined });
  useWalk(keys, openKey, open);
  const columns = useColumns(chosen, setChosen);
  const selected = groups.filter(({ key }) => chosen.has(key));
  const opened = groups.find(({ key }) => key === openKey);
  return (
    <>
      <div className={styles.bar}>
        <Checkbox
          label={t('deadLetters.all')}
          checked={selected.length === groups.length}
          indeterminate={selected.length > 0 && selected.length < groups.length}
          onChange={(event) => setChosen(new Set(event.currentTarget.checked ? groups.map(keyOf) : []))}
        />
        <DeadLetterActions groups={selected} done={done} />
      </div>
      <div className={list.list} onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)}>
        {waiting > 0 && <NewRows count={waiting} show={showNew} />}
        <DataTable
          label={t('traffic.parts.dead-letters')}
          rows={rows}
          idOf={keyOf}
          columns={columns}
          selectedId={openKey}
          onOpen={({ key }) => open(key)}
        />
      </div>
      {opened && <DeadLetterDrawer key={opened.key} group={opened} done={done} close={() => void navigate({ to: '.', search: {} })} />}
    </>
  );
}

function useColumns(chosen: ReadonlySet<string>, choose: (chosen: ReadonlySet<string>) => void): Column<DeadLetterGroup>[] {
  const { t } = useText();
  const nameOf = useProviderName();
  return useMemo(() => {
    const toggle = (key: string, on: boolean) => choose(new Set(on ? [...chosen, key] : [...chosen].filter((one) => one !== key)));
    return [
      {
        id: 'choose',
        header: '',
        width: '28px',
        cell: (row) => (
          <Checkbox
            size="xs"
            aria-label={t('deadLetters.choose', { reason: row.reason })}
            checked={chosen.has(row.key)}
            onClick={(event) => event.stopPropagation()}
            onChange={(event) => toggle(row.key, event.currentTarget.checked)}
          />
        ),
      },
      { id: 'count', header: t('deadLetters.count'), width: '64px', align: 'right', cell: (row) => showCount(row.count) },
      { id: 'reason', header: t('feedback.reason'), width: 'minmax(180px, 3fr)', cell: (row) => row.reason },
      {
        id: 'provider',
        header: t('feedback.provider'),
        width: 'minmax(100px, 1fr)',
        from: 560,
        cell: (row) => (row.provider === null ? '–' : nameOf(row.provider)),
      },
      { id: 'type', header: t('deadLetters.what'), width: 'minmax(140px, 2fr)', from: 860, cell: (row) => <DeadLetterType group={row} /> },
      { id: 'effect', header: t('traffic.effect'), width: '168px', from: 700, cell: (row) => <EffectBadge effect={row.effect} /> },
      { id: 'newest', header: t('deadLetters.newest'), width: '104px', align: 'right', cell: (row) => <ClockTime at={row.newestAt} /> },
    ];
  }, [t, nameOf, chosen, choose]);
}
