import { type Role, roles } from '@banrimkwae/contract/roles';
import { Select } from '@mantine/core';
import { useText } from '../../text/use-text.ts';

/** A role with what it may do, in a sentence below. */
export function RoleSelect({ value, choose }: { value: Role; choose: (role: Role) => void }) {
  const { t } = useText();
  return (
    <Select
      label={t('settings.role')}
      description={t(`settings.roleMeans.${value}`)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      allowDeselect={false}
      value={value}
      data={roles.map((role) => ({ value: role, label: t(`access.roles.${role}`) }))}
      onChange={(role) => role && choose(role)}
    />
  );
}
