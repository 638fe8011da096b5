import { Group, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';

/** The address with the key at its end, read only when somebody asks for it, as the agent notes who did. */
export function WholeAddress({ provider }: { provider: string }) {
  const { t } = useText();
  const whole = useMutation(useApi().providers.wholeWebhookAddress.mutationOptions({ gcTime: 0 }));
  return (
    <>
      {whole.data ? (
        <>
          <CopyableId value={whole.data.address} label={t('connections.webhookAddress')} />
          <Text size="sm" className="quiet">
            {t('connections.secrets.wholeKept')}
          </Text>
        </>
      ) : (
        <Group gap={8}>
          <GuardedButton
            may="providers.configure"
            variant="default"
            size="compact-md"
            leftSection={<IconEye size={16} />}
            loading={whole.isPending}
            onClick={() => whole.mutate({ id: provider })}
          >
            {t('connections.secrets.showWhole')}
          </GuardedButton>
        </Group>
      )}
      {whole.error && <ErrorPanel fault={whole.error} />}
    </>
  );
}
