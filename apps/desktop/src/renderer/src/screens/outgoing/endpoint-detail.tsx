import type { OutgoingEndpoint } from '@banrimkwae/contract/outgoing';
import { Button, Group, Text } from '@mantine/core';
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import { Facts } from '../../details/facts.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { ConfirmDialog } from '../../feedback/confirm-dialog.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { EndpointBadge } from '../../states/desk-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import { Deliveries } from './deliveries.tsx';
import { EndpointForm } from './endpoint-form.tsx';
import { SigningSecret } from './signing-secret.tsx';

/** One system that is told: how it stands, what it was told, its secret. */
export function EndpointDetail({ endpoint, close }: { endpoint: OutgoingEndpoint; close: () => void }) {
  const { t } = useText();
  const [editing, setEditing] = useState(false);
  const update = useUpdate(() => setEditing(false));
  const { id, name, url, types } = endpoint;
  return (
    <DetailDrawer
      title={name}
      aside={<EndpointBadge state={endpoint.state} />}
      onClose={close}
      footer={!editing && <Actions endpoint={endpoint} edit={() => setEditing(true)} removed={close} />}
    >
      {editing ? (
        <EndpointForm
          start={{ name, url, types }}
          verb={t('outgoing.save', { name })}
          busy={update.isPending}
          fault={update.error}
          cancel={() => setEditing(false)}
          submit={(fields) => update.mutate({ id, ...fields })}
        />
      ) : (
        <>
          <State endpoint={endpoint} />
          <SigningSecret endpoint={endpoint} />
          <Deliveries endpoint={endpoint} />
        </>
      )}
    </DetailDrawer>
  );
}

function State({ endpoint }: { endpoint: OutgoingEndpoint }) {
  const { t } = useText();
  return (
    <>
      <Text fw={600}>{t(`outgoing.next.${endpoint.state}`)}</Text>
      <Facts
        facts={[
          [t('outgoing.url'), <CopyableId key="url" value={endpoint.url} />],
          [
            t('outgoing.last'),
            endpoint.lastDeliveredAt === null ? t('settings.never') : <ExactTime key="last" at={endpoint.lastDeliveredAt} />,
          ],
          [t('outgoing.lastError'), endpoint.lastError],
          [t('outgoing.made'), <ExactTime key="made" at={endpoint.createdAt} />],
        ]}
      />
      <Section title={t('outgoing.types')}>{endpoint.types.map((type) => t(`outgoing.told.${type}`)).join(' · ')}</Section>
    </>
  );
}

function useUpdate(done: () => void) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation(
    api.outgoing.update.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: api.outgoing.key() });
        done();
      },
    }),
  );
}

type ActionsProps = { endpoint: OutgoingEndpoint; edit: () => void; removed: () => void };

function Actions({ endpoint: { id, name, enabled }, edit, removed }: ActionsProps) {
  const { t } = useText();
  const toggle = useUpdate(() => undefined);
  return (
    <>
      <Group gap={8}>
        <Button variant="default" leftSection={<IconPencil size={16} />} onClick={edit}>
          {t('outgoing.edit')}
        </Button>
        <GuardedButton
          may="outgoing.manage"
          variant="default"
          loading={toggle.isPending}
          leftSection={enabled ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
          onClick={() => toggle.mutate({ id, enabled: !enabled })}
        >
          {t(enabled ? 'outgoing.switchOff' : 'outgoing.switchOn')}
        </GuardedButton>
        <Remove id={id} name={name} removed={removed} />
      </Group>
      {toggle.error && <ErrorPanel fault={toggle.error} />}
    </>
  );
}

function Remove({ id, name, removed }: { id: string; name: string; removed: () => void }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const [opened, setOpened] = useState(false);
  const remove = useMutation(
    api.outgoing.remove.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: api.outgoing.endpoints.key() });
        removed();
      },
    }),
  );
  return (
    <>
      <GuardedButton may="outgoing.manage" variant="default" leftSection={<IconTrash size={16} />} onClick={() => setOpened(true)}>
        {t('outgoing.remove')}
      </GuardedButton>
      <ConfirmDialog
        opened={opened}
        close={() => setOpened(false)}
        verb={t('outgoing.removeVerb', { name })}
        consequence={t('outgoing.removeConsequence')}
        keep={t('outgoing.keep')}
        color="red"
        busy={remove.isPending}
        fault={remove.error}
        onConfirm={() => remove.mutate({ id })}
      />
    </>
  );
}
