import { Button, Group, PasswordInput, Select, Switch, Text, TextInput } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useText } from '../../text/use-text.ts';
import styles from './connections.module.css';
import type { Field } from './form-values.ts';

type ConfigurationFieldProps = {
  field: Field;
  value: string | boolean;
  fault: string | undefined;
  change: (value: string | boolean) => void;
};

/** One field of the manifest as the control it asks for. */
export function ConfigurationField({ field, value, fault, change }: ConfigurationFieldProps) {
  const { pick } = useText();
  if (field.secret) return <SecretField field={field} value={String(value)} fault={fault} change={change} />;
  const about = {
    label: pick(field.label),
    ...(field.description && { description: pick(field.description) }),
    ...(fault !== undefined && { error: fault }),
  };
  if (field.type === 'checkbox') {
    return <Switch {...about} checked={value === true} onChange={(event) => change(event.currentTarget.checked)} />;
  }
  if (field.type === 'select') {
    const data = (field.options ?? []).map((option) => ({ value: option.value, label: pick(option.label) }));
    return <Select {...about} required={field.required} data={data} value={String(value)} onChange={(next) => change(next ?? '')} />;
  }
  return (
    <TextInput
      {...about}
      required={field.required}
      {...(field.example !== undefined && { placeholder: field.example })}
      value={String(value)}
      spellCheck={false}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

/** A secret goes one way only: it shows that it is set, and can be replaced. */
function SecretField({ field, value, fault, change }: ConfigurationFieldProps & { value: string }) {
  const { t, pick } = useText();
  const [replacing, setReplacing] = useState(!field.isSet);
  if (!replacing) {
    return (
      <div>
        <Text fw={500}>{pick(field.label)}</Text>
        <Group gap={8} className={styles.secret}>
          <IconLock size={16} aria-hidden />
          <span>{field.lastFour === null ? t('connections.secretSet') : t('connections.secretSetEnds', { lastFour: field.lastFour })}</span>
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => setReplacing(true)}
            aria-label={t('connections.replaceNamed', { name: pick(field.label) })}
          >
            {t('connections.replace')}
          </Button>
        </Group>
      </div>
    );
  }
  return (
    <PasswordInput
      label={pick(field.label)}
      required={field.required && !field.isSet}
      {...(field.description && { description: pick(field.description) })}
      {...(field.example !== undefined && { placeholder: field.example })}
      {...(fault !== undefined && { error: fault })}
      autoComplete="off"
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
