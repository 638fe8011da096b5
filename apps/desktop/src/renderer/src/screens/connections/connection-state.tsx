import type { ProviderDetail } from '@banrimkwae/contract/providers';
import { Anchor, Group, Stack, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type * as z from 'zod';
import { useAgent, useApi } from '../../agent/agent-context.tsx';
import { Facts } from '../../details/facts.tsx';
import { Section } from '../../drawer/section.tsx';
import { ConfirmDialog } from '../../feedback/confirm-dialog.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import { RecentRequests } from './recent-requests.tsx';
import { TestConnection } from './test-connection.tsx';

type Detail = z.infer<typeof ProviderDetail>;

export function ConnectionState({ detail }: { detail: Detail }) {
  const { t, pick } = useText();
  const { platform } = useAgent();
  const { health } = detail;
  return (
    <Stack gap={20}>
      <div>
        <Text fw={600}>{pick(health.sentence)}</Text>
        <Text className="quiet">
          {t('connections.since')} <ExactTime at={health.since} />
        </Text>
      </div>
      <Group gap={8}>
        <TestConnection provider={detail} />
        <PauseButton detail={detail} />
      </Group>
      <RecentRequests recent={health.recent} name={detail.name} />
      <Section title={t('connections.limits')}>
        <Facts
          facts={[
            [t('connections.host'), detail.apiBaseUrl],
            [t('connections.rateLimit'), t('connections.perMinute', { count: detail.rateLimitPerMinute })],
            [t('connections.timeout'), t('connections.seconds', { count: detail.timeoutSeconds })],
            [t('connections.retries'), String(detail.retryAttempts)],
            [t('connections.can'), detail.capabilities.map((capability) => t(`connections.capabilities.${capability}`)).join(', ')],
          ]}
        />
      </Section>
      {detail.docs.length > 0 && (
        <Section title={t('connections.docs')}>
          {detail.docs.map(({ label, url }) => (
            <Anchor key={url} component="button" display="block" onClick={() => void platform.openExternal(url)}>
              {label}
            </Anchor>
          ))}
        </Section>
      )}
    </Stack>
  );
}

/** Switching a provider off and on, with a reason that stays in the audit log. */
function PauseButton({ detail }: { detail: Detail }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const [opened, setOpened] = useState(false);
  const paused = detail.status !== 'active';
  const verb = t(paused ? 'connections.resumeVerb' : 'connections.pauseVerb', { name: detail.name });
  const change = useMutation(
    api.providers.setStatus.mutationOptions({
      onSuccess: () => {
        setOpened(false);
        return queries.invalidateQueries({ queryKey: api.providers.key() });
      },
    }),
  );
  return (
    <>
      <GuardedButton
        may="providers.pause"
        variant="default"
        size="compact-md"
        leftSection={paused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
        onClick={() => setOpened(true)}
      >
        {t(paused ? 'connections.resume' : 'connections.pause')}
      </GuardedButton>
      <ConfirmDialog
        opened={opened}
        close={() => setOpened(false)}
        verb={verb}
        consequence={t(paused ? 'connections.resumeConsequence' : 'connections.pauseConsequence', { name: detail.name })}
        keep={t('feedback.cancel')}
        withReason
        busy={change.isPending}
        fault={change.error}
        onConfirm={(reason) => change.mutate({ id: detail.id, status: paused ? 'active' : 'maintenance', reason })}
      />
    </>
  );
}
