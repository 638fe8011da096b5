import type { Job } from '@banrimkwae/contract/traffic';
import { IconPlayerStop, IconRepeat, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { ConfirmDialog } from '../../feedback/confirm-dialog.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';
import { useJobKind } from './job-kind.tsx';

/** A failed job is tried again or given up; one that waits or runs is stopped; one that ended is left alone. */
export function JobActions({ job }: { job: Job }) {
  const { t } = useText();
  if (job.state === 'dead') {
    return (
      <>
        <Retry job={job} />
        <Discard job={job} />
      </>
    );
  }
  if (job.state === 'waiting' || job.state === 'delayed' || job.state === 'running') return <Cancel job={job} />;
  return <span className="quiet">{t('traffic.job.over')}</span>;
}

function useReread(): () => Promise<unknown> {
  const queries = useQueryClient();
  const api = useApi();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: api.traffic.jobs.key() }),
      queries.invalidateQueries({ queryKey: api.traffic.job.key() }),
      queries.invalidateQueries({ queryKey: api.system.overview.key() }),
    ]);
}

/** Safe to press: the work looks at how things stand before it does anything, so what is done is not done twice. */
function Retry({ job }: { job: Job }) {
  const { t } = useText();
  const reread = useReread();
  const retry = useMutation(useApi().traffic.retryJob.mutationOptions({ onSuccess: reread }));
  return (
    <>
      {retry.error && <ErrorPanel fault={retry.error} />}
      <GuardedButton
        may="jobs.manage"
        leftSection={<IconRepeat size={16} />}
        loading={retry.isPending}
        onClick={() => retry.mutate({ id: job.id })}
      >
        {t('traffic.job.retry')}
      </GuardedButton>
    </>
  );
}

function Discard({ job }: { job: Job }) {
  const { t } = useText();
  const kindOf = useJobKind();
  const reread = useReread();
  const [opened, setOpened] = useState(false);
  const discard = useMutation(
    useApi().traffic.discardJob.mutationOptions({
      onSuccess: () => {
        setOpened(false);
        return reread();
      },
    }),
  );
  return (
    <>
      <GuardedButton may="jobs.manage" variant="default" leftSection={<IconTrash size={16} />} onClick={() => setOpened(true)}>
        {t('traffic.job.discard')}
      </GuardedButton>
      <ConfirmDialog
        opened={opened}
        close={() => setOpened(false)}
        verb={t('traffic.job.discardVerb', { kind: kindOf(job.kind) })}
        consequence={t('traffic.job.discardConsequence')}
        keep={t('traffic.job.keep')}
        withReason
        color="red"
        busy={discard.isPending}
        fault={discard.error}
        onConfirm={(reason) => discard.mutate({ id: job.id, reason })}
      />
    </>
  );
}

function Cancel({ job }: { job: Job }) {
  const { t } = useText();
  const kindOf = useJobKind();
  const reread = useReread();
  const [opened, setOpened] = useState(false);
  const cancel = useMutation(
    useApi().traffic.cancelJob.mutationOptions({
      onSuccess: () => {
        setOpened(false);
        return reread();
      },
    }),
  );
  return (
    <>
      <GuardedButton may="jobs.manage" variant="default" leftSection={<IconPlayerStop size={16} />} onClick={() => setOpened(true)}>
        {t('traffic.job.cancel')}
      </GuardedButton>
      <ConfirmDialog
        opened={opened}
        close={() => setOpened(false)}
        verb={t('traffic.job.cancelVerb', { kind: kindOf(job.kind) })}
        consequence={t(job.state === 'running' ? 'traffic.job.cancelRunning' : 'traffic.job.cancelWaiting')}
        keep={t('traffic.job.keep')}
        color="red"
        busy={cancel.isPending}
        fault={cancel.error}
        onConfirm={() => cancel.mutate({ id: job.id })}
      />
    </>
  );
}
