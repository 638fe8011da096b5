import type { WebhookSetup } from '@banrimkwae/contract/providers';
import { Button, Group, PasswordInput, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type * as z from 'zod';
import { useApi } from '../../agent/agent-context.tsx';
import { Section } from '../../drawer/section.tsx';
import { ConfirmDialog } from '../../feedback/confirm-dialog.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import styles from './connections.module.css';

type Secrets = z.infer<typeof WebhookSetup>['secrets'];
type Provider = { id: string; name: string };
/** `inAddress`: the secret is a key that is made by the agent and stands in our address. */
type SecretsProps = { provider: Provider; secrets: Secrets; inAddress: boolean };

/** What the provider signs with: the present secret, and while it is being changed the one before, with its end. */
export function WebhookSecrets({ provider, secrets, inAddress }: SecretsProps) {
  const { t } = useText();
  const [rotating, setRotating] = useState(false);
  return (
    <Section title={t('connections.secrets.title')}>
      {secrets.length === 0 && <Text className="quiet">{t('connections.secrets.none')}</Text>}
      <ul className={styles.secrets}>
        {secrets.map((secret) => (
          <li key={secret.use} className={styles.secretRow}>
            <SecretLine secret={secret} />
            {secret.use === 'previous' && <EndNow provider={provider} />}
          </li>
        ))}
      </ul>
      {rotating ? (
        <RotateForm provider={provider} inAddress={inAddress} close={() => setRotating(false)} />
      ) : (
        <GuardedButton may="providers.configure" variant="default" size="compact-md" onClick={() => setRotating(true)}>
          {t(inAddress ? 'connections.secrets.newKey' : 'connections.secrets.rotate')}
        </GuardedButton>
      )}
    </Section>
  );
}

function SecretLine({ secret: { use, lastFour, addedAt, endsAt } }: { secret: Secrets[number] }) {
  const { t } = useText();
  return (
    <div>
      <Text fw={500} component="div">
        {t(`connections.secrets.${use}`)} {lastFour !== null && <span className="mono">··{lastFour}</span>}
      </Text>
      <Text size="xs" className="quiet" component="div">
        {addedAt !== null && (
          <>
            {t('connections.secrets.added')} <ExactTime at={addedAt} />
          </>
        )}
        {endsAt !== null && (
          <>
            {addedAt !== null && ' · '}
            {t('connections.secrets.ends')} <ExactTime at={endsAt} />
          </>
        )}
      </Text>
    </div>
  );
}

function EndNow({ provider }: { provider: Provider }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const [opened, setOpened] = useState(false);
  const end = useMutation(
    api.providers.endPreviousSecret.mutationOptions({
      onSuccess: () => {
        setOpened(false);
        return queries.invalidateQueries({ queryKey: api.providers.key() });
      },
    }),
  );
  return (
    <>
      <GuardedButton may="providers.configure" variant="default" size="compact-sm" onClick={() => setOpened(true)}>
        {t('connections.secrets.end')}
      </GuardedButton>
      <ConfirmDialog
        opened={opened}
        close={() => setOpened(false)}
        verb={t('connections.secrets.endVerb', { name: provider.name })}
        consequence={t('connections.secrets.endConsequence', { name: provider.name })}
        keep={t('connections.secrets.keep')}
        color="red"
        busy={end.isPending}
        fault={end.error}
        onConfirm={() => end.mutate({ id: provider.id })}
      />
    </>
  );
}

const overlaps = ['24', '1', '72', '0'] as const;

function RotateForm({ provider, inAddress, close }: Omit<SecretsProps, 'secrets'> & { close: () => void }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const [secret, setSecret] = useState('');
  const [hours, setHours] = useState<string>('24');
  const rotate = useMutation(
    api.providers.rotateWebhookSecret.mutationOptions({
      onSuccess: () => {
        setSecret('');
        return queries.invalidateQueries({ queryKey: api.providers.key() });
      },
    }),
  );
  const given = inAddress ? {} : { secret: secret.trim() };
  const isMissing = given.secret === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isMissing && !rotate.isPending) rotate.mutate({ id: provider.id, ...given, overlapHours: Number(hours) }, { onSuccess: close });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap={12}>
        <Text size="sm">{t(inAddress ? 'connections.secrets.howKey' : 'connections.secrets.how', { name: provider.name })}</Text>
        {!inAddress && (
          <PasswordInput
            label={t('connections.secrets.new')}
            autoComplete="off"
            autoFocus
            maxLength={500}
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
          />
        )}
        <Select
          label={t('connections.secrets.overlap')}
          description={t(hours === '0' ? 'connections.secrets.overlapNone' : 'connections.secrets.overlapWhy')}
          allowDeselect={false}
          value={hours}
          data={overlaps.map((value) => ({ value, label: t(`connections.secrets.hours.${value}`) }))}
          onChange={(value) => setHours(value ?? '24')}
        />
        {rotate.error && <ErrorPanel fault={rotate.error} />}
        <Group gap={8}>
          <GuardedButton
            may="providers.configure"
            type="submit"
            loading={rotate.isPending}
            blocked={isMissing ? t('connections.secrets.newFirst') : undefined}
          >
            {t('connections.secrets.rotateVerb', { name: provider.name })}
          </GuardedButton>
          <Button variant="default" onClick={close}>
            {t('feedback.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
