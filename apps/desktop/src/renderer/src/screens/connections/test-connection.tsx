import type { ConnectionTest, Provider } from '@banrimkwae/contract/providers';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type * as z from 'zod';
import { useApi } from '../../agent/agent-context.tsx';
import { showMilliseconds } from '../../connections/figures.ts';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { YesNoBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import styles from './connections.module.css';

/** Asks the provider whether our keys work, and shows the answer where the question was asked. */
export function TestConnection({ provider }: { provider: Pick<Provider, 'id' | 'configured'> }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const test = useMutation(
    api.providers.test.mutationOptions({ onSettled: () => queries.invalidateQueries({ queryKey: api.providers.list.key() }) }),
  );
  return (
    <>
      <GuardedButton
        may="providers.test"
        variant="default"
        size="compact-md"
        leftSection={<IconPlugConnected size={16} />}
        loading={test.isPending}
        blocked={provider.configured ? undefined : t('connections.notConfigured')}
        onClick={() => test.mutate({ id: provider.id })}
      >
        {t('connections.test')}
      </GuardedButton>
      {test.data && <TestResult result={test.data} />}
      {test.error && <ErrorPanel fault={test.error} />}
    </>
  );
}

export function TestResult({ result }: { result: z.infer<typeof ConnectionTest> }) {
  const { t } = useText();
  return (
    <div className={styles.result} role="status">
      <YesNoBadge yes={result.success}>{t(result.success ? 'connections.testPassed' : 'connections.testFailed')}</YesNoBadge>
      <span>
        {result.error ?? result.message} {result.hint} <span className="quiet">{showMilliseconds(result.durationMs)}</span>
      </span>
    </div>
  );
}
