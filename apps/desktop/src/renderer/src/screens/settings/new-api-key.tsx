import { type Permission, permissions } from '@banrimkwae/contract/roles';
import { Button, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';
import { ShownOnce } from './shown-once.tsx';

type Fields = { name: string; permissions: Permission[]; days: string };

const NO_END = 'none';
/** What another system of the resort asks for to take, see and refund payments. */
const deskPermissions: Permission[] = ['payments.take', 'payments.read', 'payments.refund'];
const spans = ['30', '90', '365', NO_END] as const;

/** A new key. The agent keeps only its digest, so it is shown this once. */
export function NewApiKey({ close }: { close: () => void }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const create = useMutation(
    api.access.createApiKey.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: api.access.apiKeys.key() }),
    }),
  );
  return (
    <DetailDrawer title={create.data ? create.data.name : t('settings.keys.add')} onClose={close}>
      {create.data ? (
        <ShownOnce
          value={create.data.key}
          why={t('settings.keys.shownOnce')}
          copy={t('settings.keys.copy')}
          done={t('settings.keys.done')}
          close={close}
        />
      ) : (
        <KeyForm
          busy={create.isPending}
          fault={create.error}
          cancel={close}
          submit={({ name, permissions: chosen, days }) =>
            create.mutate({ name: name.trim(), permissions: chosen, expiresInDays: days === NO_END ? null : Number(days) })
          }
        />
      )}
    </DetailDrawer>
  );
}

type KeyFormProps = { busy: boolean; fault: unknown; cancel: () => void; submit: (fields: Fields) => void };

function KeyForm({ busy, fault, cancel, submit }: KeyFormProps) {
  const { t } = useText();
  const form = useForm<Fields>({
    initialValues: { name: '', permissions: [], days: '365' },
    validate: {
      name: (value) => (value.trim().length < 2 ? t('settings.keys.nameShort') : null),
      permissions: (value) => (value.length === 0 ? t('settings.keys.noRight') : null),
    },
  });
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Stack gap={16}>
        <TextInput
          label={t('settings.name')}
          description={t('settings.keys.nameWhy')}
          autoFocus
          maxLength={60}
          {...form.getInputProps('name')}
        />
        <Select
          label={t('settings.keys.validFor')}
          allowDeselect={false}
          data={spans.map((value) => ({ value, label: t(`settings.keys.spans.${value}`) }))}
          {...form.getInputProps('days')}
        />
        <Checkbox.Group
          label={t('settings.keys.rightsLong')}
          description={`${t('settings.keys.rightsWhy')} ${t('settings.keys.forDeskWhy')}`}
          {...form.getInputProps('permissions')}
        >
          <Button
            mt={8}
            variant="default"
            size="compact-sm"
            onClick={() => form.setFieldValue('permissions', [...new Set([...form.values.permissions, ...deskPermissions])])}
          >
            {t('settings.keys.forDesk')}
          </Button>
          <Stack gap={8} mt={8} mb={4}>
            {permissions.map((permission) => (
              <Checkbox key={permission} value={permission} label={t(`settings.permissions.${permission}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
        {fault !== null && <ErrorPanel fault={fault} />}
        <Group gap={8}>
          <GuardedButton may="api_keys.manage" type="submit" loading={busy}>
            {t('settings.keys.create')}
          </GuardedButton>
          <Button variant="default" onClick={cancel}>
            {t('feedback.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
