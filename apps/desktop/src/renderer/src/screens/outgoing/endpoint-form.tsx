import { type OutgoingType, outgoingTypes } from '@banrimkwae/contract/outgoing';
import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';

export type EndpointFields = { name: string; url: string; types: OutgoingType[] };

type EndpointFormProps = {
  start: EndpointFields;
  verb: string;
  busy: boolean;
  fault: unknown;
  cancel: () => void;
  submit: (fields: EndpointFields) => void;
};

const LEAST = 2;

export function EndpointForm({ start, verb, busy, fault, cancel, submit }: EndpointFormProps) {
  const { t } = useText();
  const form = useForm<EndpointFields>({
    initialValues: start,
    validate: {
      name: (value) => (value.trim().length < LEAST ? t('outgoing.nameShort') : null),
      url: (value) => (isAddress(value) ? null : t('outgoing.urlWrong')),
      types: (value) => (value.length === 0 ? t('outgoing.noType') : null),
    },
  });
  return (
    <form onSubmit={form.onSubmit(({ name, url, types }) => submit({ name: name.trim(), url: url.trim(), types }))}>
      <Stack gap={16}>
        <TextInput
          label={t('settings.name')}
          description={t('outgoing.nameWhy')}
          autoFocus
          maxLength={60}
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t('outgoing.url')}
          description={t('outgoing.urlWhy')}
          maxLength={500}
          inputMode="url"
          spellCheck={false}
          placeholder="https://"
          {...form.getInputProps('url')}
        />
        <Checkbox.Group label={t('outgoing.types')} description={t('outgoing.typesWhy')} {...form.getInputProps('types')}>
          <Stack gap={8} mt={8} mb={4}>
            {outgoingTypes.map((type) => (
              <Checkbox key={type} value={type} label={t(`outgoing.told.${type}`)} description={<span className="mono">{type}</span>} />
            ))}
          </Stack>
        </Checkbox.Group>
        {fault !== null && fault !== undefined && <ErrorPanel fault={fault} />}
        <Group gap={8}>
          <GuardedButton may="outgoing.manage" type="submit" loading={busy}>
            {verb}
          </GuardedButton>
          <Button variant="default" onClick={cancel}>
            {t('feedback.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function isAddress(text: string): boolean {
  const url = URL.parse(text.trim());
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
}
