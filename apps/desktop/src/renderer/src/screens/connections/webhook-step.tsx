import type { WebhookSetup } from '@banrimkwae/contract/providers';
import { CopyButton, Group } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy, IconWorldUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type * as z from 'zod';
import { useApi } from '../../agent/agent-context.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';
import styles from './connections.module.css';
import { publicUrlOf } from './public-url.ts';
import { TestResult } from './test-connection.tsx';

type Setup = z.infer<typeof WebhookSetup>;
const COPIED_MS = 3000;

type StepProps = { provider: string; name: string; setup: Setup };

/** The one thing that is left to do so that the provider's news arrive; nothing when they do. */
export function WebhookStep({ provider, name, setup }: StepProps) {
  const { t } = useText();
  if (setup.address === null) return <TunnelFirst />;
  if (setup.state === 'working') return null;
  if (setup.state === 'waiting_for_first') {
    return (
      <>
        <p className={styles.step}>{t('connections.step.wait')}</p>
        {setup.canTest && <CallOnce provider={provider} />}
      </>
    );
  }
  if (setup.canRegister) return <RegisterHere provider={provider} name={name} address={setup.address} />;
  return <PasteIt provider={provider} name={name} setup={{ ...setup, address: setup.address }} />;
}

function TunnelFirst() {
  const { t } = useText();
  const navigate = useNavigate();
  return (
    <>
      <p className={styles.step}>{t('connections.step.tunnelFirst')}</p>
      <Group gap={8}>
        <GuardedButton
          variant="default"
          size="compact-md"
          leftSection={<IconWorldUpload size={16} />}
          onClick={() => void navigate({ to: '/connections/tunnel', search: { tab: 'setup' } })}
        >
          {t('connections.step.toTunnel')}
        </GuardedButton>
      </Group>
    </>
  );
}

function useReread() {
  const api = useApi();
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: api.providers.key() });
}

function RegisterHere({ provider, name, address }: { provider: string; name: string; address: string }) {
  const { t } = useText();
  const reread = useReread();
  const register = useMutation(useApi().providers.registerWebhook.mutationOptions({ onSuccess: reread }));
  return (
    <>
      <p className={styles.step}>{t('connections.step.register', { name })}</p>
      <Group gap={8}>
        <GuardedButton
          may="providers.configure"
          size="compact-md"
          loading={register.isPending}
          onClick={() => register.mutate({ id: provider, publicUrl: publicUrlOf(address, provider) })}
        >
          {t('connections.register', { name })}
        </GuardedButton>
      </Group>
      {register.error && <ErrorPanel fault={register.error} />}
    </>
  );
}

/** Two presses for one step: the address goes into the clipboard, and then a person says that it stands there. */
function PasteIt({ provider, name, setup }: StepProps & { setup: { address: string } }) {
  const { t } = useText();
  const reread = useReread();
  const confirm = useMutation(useApi().providers.confirmWebhook.mutationOptions({ onSuccess: reread }));
  return (
    <>
      <p className={styles.step}>{t('connections.step.paste', { name })}</p>
      <Group gap={8}>
        {setup.hasKeyInAddress ? <CopyWithKey provider={provider} /> : <Copy address={setup.address} />}
        <GuardedButton
          may="providers.configure"
          variant="default"
          size="compact-md"
          loading={confirm.isPending}
          onClick={() => confirm.mutate({ id: provider })}
        >
          {t('connections.step.pasted')}
        </GuardedButton>
      </Group>
      {confirm.error && <ErrorPanel fault={confirm.error} />}
    </>
  );
}

function Copy({ address }: { address: string }) {
  const { t } = useText();
  return (
    <CopyButton value={address} timeout={COPIED_MS}>
      {({ copied, copy }) => (
        <GuardedButton size="compact-md" leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />} onClick={copy}>
          {t(copied ? 'feedback.copied' : 'connections.step.copy')}
        </GuardedButton>
      )}
    </CopyButton>
  );
}

/** The key goes from the agent into the clipboard: it is neither shown nor kept here. */
function CopyWithKey({ provider }: { provider: string }) {
  const { t } = useText();
  const clipboard = useClipboard({ timeout: COPIED_MS });
  const whole = useMutation(
    useApi().providers.wholeWebhookAddress.mutationOptions({ gcTime: 0, onSuccess: ({ address }) => clipboard.copy(address) }),
  );
  return (
    <>
      <GuardedButton
        may="providers.configure"
        size="compact-md"
        loading={whole.isPending}
        leftSection={clipboard.copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
        onClick={() => whole.mutate({ id: provider }, { onSuccess: whole.reset })}
      >
        {t(clipboard.copied ? 'feedback.copied' : 'connections.step.copyWithKey')}
      </GuardedButton>
      {whole.error && <ErrorPanel fault={whole.error} />}
    </>
  );
}

/** Lets the provider call us, so that nobody has to wait for a guest. */
export function CallOnce({ provider }: { provider: string }) {
  const { t } = useText();
  const reread = useReread();
  const test = useMutation(useApi().providers.testWebhook.mutationOptions({ onSettled: reread }));
  return (
    <>
      <Group gap={8}>
        <GuardedButton
          may="providers.test"
          variant="default"
          size="compact-md"
          loading={test.isPending}
          onClick={() => test.mutate({ id: provider })}
        >
          {t('connections.testWebhook')}
        </GuardedButton>
      </Group>
      {test.data && <TestResult result={test.data} />}
      {test.error && <ErrorPanel fault={test.error} />}
    </>
  );
}
