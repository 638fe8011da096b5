import type { Operator } from '@banrimkwae/contract/access';
import type { Role } from '@banrimkwae/contract/roles';
import { Button, Group, PasswordInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { languageNames } from '../../shell/language.tsx';
import { type Language, languages } from '../../text/i18n.ts';
import { useText } from '../../text/use-text.ts';
import { LEAST_PASSWORD } from './passwords.ts';
import { RoleSelect } from './role-select.tsx';

type Fields = { name: string; username: string; role: Role; language: Language; password: string };

const USERNAME = /^[a-z0-9._-]{2,40}$/;

function useOperatorForm() {
  const { t } = useText();
  return useForm<Fields>({
    initialValues: { name: '', username: '', role: 'front_desk', language: 'th', password: '' },
    validate: {
      name: (value) => (value.trim() === '' ? t('payments.required') : null),
      username: (value) => (USERNAME.test(value.trim().toLowerCase()) ? null : t('settings.operators.usernameWrong')),
      password: (value) => (value.length < LEAST_PASSWORD ? t('settings.operators.passwordShort', { count: LEAST_PASSWORD }) : null),
    },
  });
}

export function NewOperator({ close, added }: { close: () => void; added: (operator: Operator) => void }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const form = useOperatorForm();
  const create = useMutation(
    api.access.createOperator.mutationOptions({
      onSuccess: async (operator) => {
        await queries.invalidateQueries({ queryKey: api.access.operators.key() });
        added(operator);
      },
    }),
  );
  return (
    <DetailDrawer title={t('settings.operators.add')} onClose={close}>
      <form
        onSubmit={form.onSubmit(({ name, username, ...rest }) =>
          create.mutate({ ...rest, name: name.trim(), username: username.trim().toLowerCase() }),
        )}
      >
        <Stack gap={16}>
          <TextInput label={t('settings.name')} autoFocus maxLength={100} {...form.getInputProps('name')} />
          <TextInput
            label={t('access.username')}
            description={t('settings.operators.usernameWhy')}
            autoComplete="off"
            maxLength={40}
            {...form.getInputProps('username')}
          />
          <RoleSelect value={form.values.role} choose={(role) => form.setFieldValue('role', role)} />
          <div>
            <Text fw={500} mb={4}>
              {t('settings.language')}
            </Text>
            <SegmentedControl
              aria-label={t('settings.language')}
              data={languages.map((value) => ({ value, label: languageNames[value] }))}
              {...form.getInputProps('language')}
            />
          </div>
          <PasswordInput
            label={t('access.password')}
            description={t('settings.operators.passwordWhy', { count: LEAST_PASSWORD })}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          {create.error && <ErrorPanel fault={create.error} />}
          <Group gap={8}>
            <GuardedButton may="operators.manage" type="submit" loading={create.isPending}>
              {form.values.name.trim() === ''
                ? t('settings.operators.add')
                : t('settings.operators.addVerb', { name: form.values.name.trim() })}
            </GuardedButton>
            <Button variant="default" onClick={close}>
              {t('feedback.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </DetailDrawer>
  );
}
