import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';
import type { Days } from '../../time/day-range.tsx';
import { nightsBetween } from '../../time/format-time.ts';
import styles from './reconciliation.module.css';

/** Compares the days that are shown once more, in the background; the list follows by itself. */
export function RunNow({ days, provider }: { days: Days; provider: string | undefined }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const run = useMutation(
    api.reconciliation.run.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: api.reconciliation.key() }) }),
  );
  return (
    <div>
      <GuardedButton
        may="reconciliation.run"
        leftSection={<IconRefresh size={16} />}
        loading={run.isPending}
        onClick={() => run.mutate({ ...days, provider: provider ?? null })}
      >
        {t('reconciliation.run', { count: nightsBetween(days.from, days.to) + 1 })}
      </GuardedButton>
      {run.isSuccess && (
        <p className={styles.ran} role="status">
          {t('reconciliation.started')}
        </p>
      )}
      {run.error && <ErrorPanel fault={run.error} />}
    </div>
  );
}
