import { IconKeyOff } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import { Facts } from '../../details/facts.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { ConfirmDialog } from '../../feedback/confirm-dialog.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import { type ApiKey, KeyBadge } from './key-badge.tsx';
import styles from './settings.module.css';

export function ApiKeyDetail({ apiKey, close }: { apiKey: ApiKey; close: () => void }) {
  const { t } = useText();
  return (
    <DetailDrawer
      title={apiKey.name}
      aside={<KeyBadge apiKey={apiKey} />}
      onClose={close}
      footer={<Revoke apiKey={apiKey} revoked={close} />}
    >
      <Facts
        facts={[
          [
            t('settings.keys.start'),
            <span key="start" className="mono">
              {apiKey.start}…
            </span>,
          ],
          [t('settings.keys.made'), <ExactTime key="made" at={apiKey.createdAt} />],
          [t('settings.keys.used'), apiKey.lastUsedAt === null ? t('settings.never') : <ExactTime key="used" at={apiKey.lastUsedAt} />],
          [
            t('settings.keys.until'),
            apiKey.expiresAt === null ? t('settings.keys.noEnd') : <ExactTime key="until" at={apiKey.expiresAt} />,
          ],
          [t('settings.keys.id'), <CopyableId key="id" value={apiKey.id} />],
        ]}
      />
      <Section title={t('settings.keys.rightsLong')}>
        <ul className={styles.rights}>
          {apiKey.permissions.map((permission) => (
            <li key={permission}>{t(`settings.permissions.${permission}`)}</li>
          ))}
        </ul>
      </Section>
    </DetailDrawer>
  );
}

function Revoke({ apiKey, revoked }: { apiKey: ApiKey; revoked: () => void }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const [opened, setOpened] = useState(false);
  const revoke = useMutation(
    api.access.revokeApiKey.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: api.access.apiKeys.key() });
        revoked();
      },
    }),
  );
  return (
    <>
      <GuardedButton may="api_keys.manage" variant="default" leftSection={<IconKeyOff size={16} />} onClick={() => setOpened(true)}>
        {t('settings.keys.revoke')}
      </GuardedButton>
      <ConfirmDialog
        opened={opened}
        close={() => setOpened(false)}
        verb={t('settings.keys.revokeVerb', { name: apiKey.name })}
        consequence={t('settings.keys.revokeConsequence')}
        keep={t('settings.keys.keep')}
        color="red"
        busy={revoke.isPending}
        fault={revoke.error}
        onConfirm={() => revoke.mutate({ id: apiKey.id })}
      />
    </>
  );
}
