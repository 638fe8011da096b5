import type { ProviderDetail, WebhookSetup } from '@banrimkwae/contract/providers';
import { Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type * as z from 'zod';
import { useApi } from '../../agent/agent-context.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import { Facts } from '../../details/facts.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { WebhookSetupBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { TimeAgo } from '../../time/time-ago.tsx';
import { TestResult } from './test-connection.tsx';

type Detail = z.infer<typeof ProviderDetail>;
type Setup = z.infer<typeof WebhookSetup>;

/** Where the provider tells us news: the address to give it, registering it from here, and a proof that it arrives. */
export function WebhookCard({ provider, webhook }: { provider: Detail; webhook: Setup }) {
  const { t } = useText();
  return (
    <Stack gap={20}>
      <Group gap={8}>
        <WebhookSetupBadge state={webhook.state} />
      </Group>
      <Text>{t(`connections.webhookMeaning.${webhook.state}`)}</Text>
      <Facts
        facts={[
          [
            t('connections.webhookAddress'),
            webhook.address === null ? t('connections.noAddress') : <CopyableId key="address" value={webhook.address} />,
          ],
          [
            t('connections.lastDelivery'),
            webhook.lastDeliveryAt ? <TimeAgo key="last" at={webhook.lastDeliveryAt} /> : t('connections.never'),
          ],
        ]}
      />
      {webhook.canRegister && <Register provider={provider} webhook={webhook} />}
      <ProveIt provider={provider} />
      <Link to="/traffic/webhooks" search={{ provider: provider.id }}>
        {t('connections.seeDeliveries')}
      </Link>
    </Stack>
  );
}

function Register({ provider, webhook }: { provider: Detail; webhook: Setup }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const [publicUrl, setPublicUrl] = useState(webhook.address ?? '');
  const register = useMutation(
    api.providers.registerWebhook.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: api.providers.key() }) }),
  );
  return (
    <Stack gap={8}>
      <TextInput
        label={t('connections.publicUrl')}
        description={t('connections.publicUrlHint')}
        placeholder="https://…"
        value={publicUrl}
        spellCheck={false}
        onChange={(event) => setPublicUrl(event.currentTarget.value)}
      />
      {register.error && <ErrorPanel fault={register.error} />}
      <Group>
        <GuardedButton
          may="providers.configure"
          loading={register.isPending}
          blocked={URL.canParse(publicUrl) ? undefined : t('connections.faults.url')}
          onClick={() => register.mutate({ id: provider.id, publicUrl })}
        >
          {t('connections.register', { name: provider.name })}
        </GuardedButton>
      </Group>
    </Stack>
  );
}

function ProveIt({ provider }: { provider: Detail }) {
  const { t } = useText();
  const api = useApi();
  const test = useMutation(api.providers.testWebhook.mutationOptions());
  return (
    <Stack gap={8}>
      <Group>
        <GuardedButton may="providers.test" variant="default" loading={test.isPending} onClick={() => test.mutate({ id: provider.id })}>
          {t('connections.testWebhook')}
        </GuardedButton>
      </Group>
      {test.data && <TestResult result={test.data} />}
      {test.error && <ErrorPanel fault={test.error} />}
    </Stack>
  );
}
