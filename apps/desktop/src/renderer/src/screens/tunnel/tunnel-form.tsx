import type { TunnelOption } from '@banrimkwae/contract/tunnel';
import { Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { faultWords } from '../../agent/agent-fault.ts';
import { CopyableId } from '../../details/copyable-id.tsx';
import { ConfirmDialog } from '../../feedback/confirm-dialog.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { YesNoBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ConfigurationField } from '../connections/configuration-field.tsx';
import { fieldFault, startValues, type Values, valuesToSend } from '../connections/form-values.ts';
import { HostKey } from './host-key.tsx';

/** The key of an SSH server is not typed but compared and trusted, so its field gets its own face. */
const TRUSTED_KEY = 'hostKey';

/** The form of one way in; saving it starts it. */
export function TunnelForm({ option }: { option: TunnelOption }) {
  const { t, pick } = useText();
  const [values, setValues] = useState<Values>(() => startValues(option.fields));
  const [tried, setTried] = useState(false);
  const save = useSave();
  const faultOf = useFieldFaults({ option, values, tried, refusal: save.error });
  const set = (name: string, value: string | boolean) => setValues((before) => ({ ...before, [name]: value }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (save.isPending || option.fields.some((field) => fieldFault(field, values[field.name]))) return;
    save.mutate(
      { kind: option.kind, values: valuesToSend(option.fields, values) },
      { onSuccess: () => setValues((before) => withoutSecrets(option, before)) },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap={16}>
        {option.toCopy.map(({ label, value }) => (
          <div key={value}>
            <Text fw={500}>{pick(label)}</Text>
            <CopyableId value={value} label={pick(label)} />
          </div>
        ))}
        {option.fields.map((field) => {
          const about = { field, fault: faultOf(field.name), change: (value: string | boolean) => set(field.name, value) };
          return field.name === TRUSTED_KEY ? (
            <HostKey key={field.name} {...about} value={String(values[field.name] ?? '')} server={serverOf(values)} />
          ) : (
            <ConfigurationField key={field.name} {...about} value={values[field.name] ?? ''} />
          );
        })}
        {save.error && <ErrorPanel fault={save.error} />}
        <Group gap={8}>
          <GuardedButton
            may="providers.configure"
            type="submit"
            loading={save.isPending}
            blocked={option.missing ? pick(option.missing) : undefined}
          >
            {t('wayIn.save', { name: option.name })}
          </GuardedButton>
          {option.chosen && <Remove name={option.name} />}
          {save.isSuccess && <YesNoBadge yes>{t('wayIn.saved')}</YesNoBadge>}
        </Group>
      </Stack>
    </form>
  );
}

/** A saved secret does not stay in the page. */
function withoutSecrets({ fields }: TunnelOption, values: Values): Values {
  return { ...values, ...Object.fromEntries(fields.filter(({ secret }) => secret).map(({ name }) => [name, ''])) };
}

function serverOf({ host, port }: Values): { host: string; port: number } {
  const number = Number(port === undefined || port === '' ? 22 : port);
  return { host: typeof host === 'string' ? host.trim() : '', port: number };
}

type FaultInput = { option: TunnelOption; values: Values; tried: boolean; refusal: unknown };

/** Why a field cannot be saved: ours once it was tried, else what the agent said of it. */
function useFieldFaults({ option, values, tried, refusal }: FaultInput): (name: string) => string | undefined {
  const { t, language } = useText();
  const refused = refusal ? faultWords(refusal, language).fields : {};
  return (name) => {
    const field = option.fields.find((one) => one.name === name);
    const fault = field && fieldFault(field, values[name]);
    return tried && fault ? t(`connections.faults.${fault}`, { example: field.example ?? '' }) : refused[name];
  };
}

function useSave() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation(
    api.tunnel.configure.mutationOptions({
      onSuccess: (status) => {
        queries.setQueryData(api.tunnel.status.queryKey(), status);
        return Promise.all([
          queries.invalidateQueries({ queryKey: api.tunnel.options.key() }),
          queries.invalidateQueries({ queryKey: api.providers.webhookCards.key() }),
        ]);
      },
    }),
  );
}

function Remove({ name }: { name: string }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const [opened, setOpened] = useState(false);
  const remove = useMutation(
    api.tunnel.remove.mutationOptions({
      onSuccess: () => {
        setOpened(false);
        return queries.invalidateQueries({ queryKey: api.tunnel.key() });
      },
    }),
  );
  return (
    <>
      <GuardedButton may="providers.configure" variant="default" onClick={() => setOpened(true)}>
        {t('wayIn.remove')}
      </GuardedButton>
      <ConfirmDialog
        opened={opened}
        close={() => setOpened(false)}
        verb={t('wayIn.removeVerb', { name })}
        consequence={t('wayIn.removeConsequence')}
        keep={t('wayIn.keep')}
        color="red"
        busy={remove.isPending}
        fault={remove.error}
        onConfirm={() => remove.mutate({})}
      />
    </>
  );
}
