import { Button, Group, Text } from '@mantine/core';
import { IconKey, IconShieldCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { YesNoBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import type { Field } from '../connections/form-values.ts';
import styles from './tunnel.module.css';

type HostKeyProps = {
  field: Field;
  value: string;
  fault: string | undefined;
  server: { host: string; port: number };
  change: (line: string) => void;
};

/** Compare and trust: the server's keys are shown, and the one that matches what its owner reads there becomes the only one we accept. */
export function HostKey({ field, value, fault, server, change }: HostKeyProps) {
  const { t, pick } = useText();
  const look = useMutation(useApi().tunnel.hostKeys.mutationOptions());
  const askable = server.host !== '' && Number.isInteger(server.port) && server.port > 0 && server.port < 65_536;
  return (
    <div>
      <Text fw={500}>{pick(field.label)}</Text>
      <Text size="xs" className="quiet">
        {t('wayIn.hostKeyWhy')}
      </Text>
      <Group gap={8} mt={4}>
        <GuardedButton
          may="providers.configure"
          variant="default"
          size="compact-md"
          leftSection={<IconKey size={16} />}
          loading={look.isPending}
          blocked={askable ? undefined : t('wayIn.serverFirst')}
          onClick={() => look.mutate(server)}
        >
          {t('wayIn.showKeys')}
        </GuardedButton>
        {value !== '' && <YesNoBadge yes>{t('wayIn.trusted')}</YesNoBadge>}
      </Group>
      {fault !== undefined && value === '' && (
        <Text size="xs" c="var(--tone-bad)" role="alert">
          {fault}
        </Text>
      )}
      {look.error && <ErrorPanel fault={look.error} />}
      {look.data && (
        <ul className={styles.keys} aria-label={t('wayIn.keysOf', { host: server.host })}>
          {look.data.map((key) => (
            <li key={key.fingerprint}>
              <span className="quiet">{key.type}</span>
              <span className={styles.fingerprint}>{key.fingerprint}</span>
              <Button
                mt={4}
                size="compact-sm"
                variant={value === key.line ? 'light' : 'default'}
                leftSection={<IconShieldCheck size={14} />}
                onClick={() => change(key.line)}
              >
                {t('wayIn.trust')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
