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
import { publicUrlOf } from './public-url.ts';
import { WebhookProblem } from './webhook-problem.tsx';
import { WebhookProof } from './webhook-proof.tsx';
import { WebhookSecrets } from './webhook-secrets.tsx';
import { CallOnce, WebhookStep } from './webhook-step.tsx';

type Detail = z.infer<typeof ProviderDetail>;
type Setup = z.infer<typeof WebhookSetup>;

/** Where the provider tells us news: the address to give it, registering it from here, a proof that it arrives, and the secrets it signs with. */
export function WebhookCard({ provider, webhook }: { provider: Detail; webhook: Setup }) {
  const { t } = useText();
  return (
    <Stack gap={20}>
      <div>
        <Group gap={8} mb={8}>
          <WebhookSetupBadge state={webhook.state} />
        </Group>
        <Text>{t(`connections.webhookMeaning.${webhook.state}`)}</Text>
      </div>
      <WebhookProblem problem={webhook.problem} />
      {!webhook.canRegister && (
        <Stack gap={8}>
          <WebhookStep provider={provider.id} name={provider.name} setup={webhook} />
        </Stack>
      )}
      <Addresses webhook={webhook} />
      {webhook.canRegister && <Register key={webhook.address} provider={provider} webhook={webhook} />}
      {webhook.canTest && (webhook.canRegister || webhook.state !== 'waiting_for_first') && (
        <Stack gap={8}>
          <CallOnce provider={provider.id} />
        </Stack>
      )}
      <WebhookSecrets provider={provider} secrets={webhook.secrets} inAddress={webhook.hasKeyInAddress} />
      <Link to="/traffic/webhooks" search={{ provider: provider.id }}>
        {t('connections.seeDeliveries')}
      </Link>
    </Stack>
  );
}

function Addresses({ webhook }: { webhook: Setup }) {
  const { t } = useText();
  const { address, registeredAddress } = webhook;
  return (
    <Facts
      facts={[
        [t('connections.webhookAddress'), address === null ? t('connections.noAddress') : <CopyableId key="address" value={address} />],
        [
          t('connections.registeredAddress'),
          registeredAddress === null ? (
            t('connections.notRegistered')
          ) : registeredAddress === address ? (
            t('connections.sameAddress')
          ) : (
            <CopyableId key="registered" value={registeredAddress} />
          ),
        ],
        [
          t('connections.lastDelivery'),
          webhook.lastDeliveryAt ? <TimeAgo key="last" at={webhook.lastDeliveryAt} /> : t('connections.never'),
        ],
        [t('connections.proof.title'), <WebhookProof key="proof" proof={webhook.proof} />],
      ]}
    />
  );
}

function Register({ provider, webhook }: { provider: Detail; webhook: Setup }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const [publicUrl, setPublicUrl] = useState(() => (webhook.address === null ? '' : publicUrlOf(webhook.address, provider.id)));
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
          variant={webhook.state === 'working' ? 'default' : 'filled'}
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
