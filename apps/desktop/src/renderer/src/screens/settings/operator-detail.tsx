import type { Operator } from '@banrimkwae/contract/access';
import type { Role } from '@banrimkwae/contract/roles';
import { PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBan, IconUserCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useSession } from '../../access/session-context.tsx';
import details from '../../details/details.module.css';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { ConfirmDialog } from '../../feedback/confirm-dialog.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';
import { OperatorBadge } from './operator-badge.tsx';
import { LEAST_PASSWORD } from './passwords.ts';
import { RoleSelect } from './role-select.tsx';
import { useOperatorChange } from './use-operator-change.ts';

export function OperatorDetail({ operator, close }: { operator: Operator; close: () => void }) {
  const { t } = useText();
  return (
    <DetailDrawer
      title={operator.name}
      aside={<OperatorBadge disabled={operator.disabled} />}
      onClose={close}
      footer={<Entry operator={operator} />}
    >
      <NameAndRole operator={operator} />
      <NewPassword operator={operator} />
      <Section title={t('settings.operators.whatTheyDid')}>
        <Link to="/audit" search={{ actor: operator.id }} className={details.link}>
          {t('settings.operators.toAudit', { name: operator.name })}
        </Link>
      </Section>
    </DetailDrawer>
  );
}

function NameAndRole({ operator }: { operator: Operator }) {
  const { t } = useText();
  const [name, setName] = useState(operator.name);
  const [role, setRole] = useState<Role>(operator.role);
  const change = useOperatorChange(() => notifications.show({ message: t('feedback.saved'), color: 'river' }));
  const same = name.trim() === operator.name && role === operator.role;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!same && name.trim() !== '') change.mutate({ id: operator.id, name: name.trim(), role });
      }}
    >
      <Stack gap={12}>
        <TextInput
          label={t('settings.name')}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={name.trim() === '' && t('payments.required')}
        />
        <RoleSelect value={role} choose={setRole} />
        {change.error && <ErrorPanel fault={change.error} />}
        <div>
          <GuardedButton
            may="operators.manage"
            type="submit"
            loading={change.isPending}
            blocked={same ? t('settings.operators.nothingChanged') : undefined}
          >
            {t('settings.operators.save', { name: operator.name })}
          </GuardedButton>
        </div>
      </Stack>
    </form>
  );
}

function NewPassword({ operator }: { operator: Operator }) {
  const { t } = useText();
  const [password, setPassword] = useState('');
  const change = useOperatorChange(() => {
    setPassword('');
    notifications.show({ message: t('settings.operators.passwordSet', { name: operator.name }), color: 'river' });
  });
  const short = password.length < LEAST_PASSWORD;
  return (
    <Section title={t('settings.operators.newPassword')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!short) change.mutate({ id: operator.id, password });
        }}
      >
        <Stack gap={12}>
          <Text size="xs" className="quiet">
            {t('settings.operators.newPasswordWhy')}
          </Text>
          <PasswordInput
            label={t('access.password')}
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {change.error && <ErrorPanel fault={change.error} />}
          <div>
            <GuardedButton
              may="operators.manage"
              type="submit"
              variant="default"
              loading={change.isPending}
              blocked={short ? t('settings.operators.passwordShort', { count: LEAST_PASSWORD }) : undefined}
            >
              {t('settings.operators.setPassword')}
            </GuardedButton>
          </div>
        </Stack>
      </form>
    </Section>
  );
}

/** Whether the person may sign in. Nobody locks themselves out. */
function Entry({ operator }: { operator: Operator }) {
  const { t } = useText();
  const me = useSession().operator.id === operator.id;
  const [opened, setOpened] = useState(false);
  const change = useOperatorChange(() => setOpened(false));
  if (operator.disabled) {
    return (
      <>
        {change.error && <ErrorPanel fault={change.error} />}
        <GuardedButton
          may="operators.manage"
          leftSection={<IconUserCheck size={16} />}
          loading={change.isPending}
          onClick={() => change.mutate({ id: operator.id, disabled: false })}
        >
          {t('settings.operators.enable', { name: operator.name })}
        </GuardedButton>
      </>
    );
  }
  return (
    <>
      <GuardedButton
        may="operators.manage"
        variant="default"
        leftSection={<IconBan size={16} />}
        blocked={me ? t('settings.operators.notYourself') : undefined}
        onClick={() => setOpened(true)}
      >
        {t('settings.operators.disable', { name: operator.name })}
      </GuardedButton>
      <ConfirmDialog
        opened={opened}
        close={() => setOpened(false)}
        verb={t('settings.operators.disable', { name: operator.name })}
        consequence={t('settings.operators.disableConsequence')}
        keep={t('settings.operators.keep')}
        color="red"
        busy={change.isPending}
        fault={change.error}
        onConfirm={() => change.mutate({ id: operator.id, disabled: true })}
      />
    </>
  );
}
