import type { DeadLetterGroup } from '@banrimkwae/contract/recovery';
import { IconRepeat, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { showCount } from '../../connections/figures.ts';
import { ConfirmDialog } from '../../feedback/confirm-dialog.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';

type ActionsProps = { groups: readonly DeadLetterGroup[]; done: (sentence: string) => void };

/** Trying whole groups again, or giving them up with a reason. */
export function DeadLetterActions({ groups, done }: ActionsProps) {
  const { t } = useText();
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const of = { keys: groups.map(({ key }) => key), count, blocked: count === 0 ? t('deadLetters.chooseFirst') : undefined, done };
  return (
    <>
      <Retry {...of} />
      <GiveUp {...of} />
    </>
  );
}

type ActionProps = { keys: string[]; count: number; blocked: string | undefined; done: (sentence: string) => void };

function useReread(): () => Promise<unknown> {
  const queries = useQueryClient();
  const api = useApi();
  return () =>
    Promise.all(
      [
        api.recovery.deadLetterGroups.key(),
        api.recovery.deadLetters.key(),
        api.traffic.webhooks.key(),
        api.traffic.jobs.key(),
        api.system.overview.key(),
      ].map((queryKey) => queries.invalidateQueries({ queryKey })),
    );
}

/** Safe to press: what is done already is not done twice. */
function Retry({ keys, count, blocked, done }: ActionProps) {
  const { t } = useText();
  const reread = useReread();
  const retry = useMutation(
    useApi().recovery.retryDeadLetters.mutationOptions({
      onSuccess: ({ retried }) => {
        done(t('deadLetters.retried', { count: retried, shown: showCount(retried) }));
        return reread();
      },
    }),
  );
  return (
    <>
      <GuardedButton
        may="jobs.manage"
        leftSection={<IconRepeat size={16} />}
        loading={retry.isPending}
        blocked={blocked}
        onClick={() => retry.mutate({ keys })}
      >
        {t('deadLetters.retry', { shown: showCount(count) })}
      </GuardedButton>
      {retry.error && <ErrorPanel fault={retry.error} />}
    </>
  );
}

function GiveUp({ keys, count, blocked, done }: ActionProps) {
  const { t } = useText();
  const reread = useReread();
  const [opened, setOpened] = useState(false);
  const discard = useMutation(
    useApi().recovery.discardDeadLetters.mutationOptions({
      onSuccess: ({ discarded }) => {
        setOpened(false);
        done(t('deadLetters.discarded', { count: discarded, shown: showCount(discarded) }));
        return reread();
      },
    }),
  );
  return (
    <>
      <GuardedButton
        may="jobs.manage"
        variant="default"
        leftSection={<IconTrash size={16} />}
        blocked={blocked}
        onClick={() => setOpened(true)}
      >
        {t('deadLetters.giveUp', { shown: showCount(count) })}
      </GuardedButton>
      <ConfirmDialog
        opened={opened}
        close={() => setOpened(false)}
        verb={t('deadLetters.giveUpVerb', { count, shown: showCount(count) })}
        consequence={t('deadLetters.giveUpConsequence')}
        keep={t('deadLetters.keep')}
        withReason
        color="red"
        busy={discard.isPending}
        fault={discard.error}
        onConfirm={(reason) => discard.mutate({ keys, reason })}
      />
    </>
  );
}
