import type { TunnelStatus } from '@banrimkwae/contract/tunnel';
import { IconPlugConnected, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';

/** Walking the way once, and starting it anew. Both show their outcome where the state stands, so neither needs a dialog. */
export function TunnelActions({ tunnel }: { tunnel: TunnelStatus }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const put = async (status: TunnelStatus) => {
    // An answer that was asked for before this one must not come after it.
    await queries.cancelQueries({ queryKey: api.tunnel.status.queryKey() });
    queries.setQueryData(api.tunnel.status.queryKey(), status);
  };
  const check = useMutation(api.tunnel.check.mutationOptions({ onSuccess: put }));
  const restart = useMutation(api.tunnel.restart.mutationOptions({ onSuccess: put }));
  const blocked = tunnel.state === 'not_set_up' ? t('wayIn.setUpFirst') : undefined;
  const fault = restart.error ?? check.error;
  return (
    <>
      <GuardedButton
        may="tunnel.restart"
        variant="default"
        size="compact-md"
        leftSection={<IconPlugConnected size={16} />}
        loading={check.isPending}
        blocked={blocked}
        onClick={() => check.mutate({})}
      >
        {t('wayIn.checkNow')}
      </GuardedButton>
      <GuardedButton
        may="tunnel.restart"
        variant={tunnel.state === 'down' ? 'filled' : 'default'}
        size="compact-md"
        leftSection={<IconRefresh size={16} />}
        loading={restart.isPending}
        blocked={blocked}
        onClick={() => restart.mutate({})}
      >
        {t('wayIn.startAnew')}
      </GuardedButton>
      {fault && <ErrorPanel fault={fault} />}
    </>
  );
}
