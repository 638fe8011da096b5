import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useState, useSyncExternalStore } from 'react';
import { useAgent } from '../agent/agent-context.tsx';
import { ErrorPanel } from '../feedback/error-panel.tsx';
import { useText } from '../text/use-text.ts';
import { useSystem } from '../time/resort.tsx';
import { useSession } from './session-context.tsx';

/** Above every other dialog: one of them may have made the call. */
const ABOVE_ALL = 400;

/** Asks who sits here for the password when money is about to move and nobody has worked at this desk for a while. What was typed below stays. */
export function PasswordAgain() {
  const { t } = useText();
  const { passwordGate } = useAgent();
  const asking = useSyncExternalStore(passwordGate.subscribe, passwordGate.isAsking);
  const leave = () => passwordGate.answer(false);
  // Who signs out meanwhile does not go on with it.
  useEffect(() => () => passwordGate.answer(false), [passwordGate]);
  return (
    <Modal
      opened={asking}
      onClose={leave}
      title={t('access.again.title')}
      zIndex={ABOVE_ALL}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('feedback.close') }}
    >
      {asking && <Question leave={leave} confirmed={() => passwordGate.answer(true)} />}
    </Modal>
  );
}

function Question({ leave, confirmed }: { leave: () => void; confirmed: () => void }) {
  const { t } = useText();
  const { operator } = useSession();
  const { api } = useAgent();
  const practice = useSystem().profile === 'practice';
  const [password, setPassword] = useState('');
  const confirm = useMutation(api.access.confirm.mutationOptions({ onSuccess: confirmed }));
  const submit = () => {
    if (!confirm.isPending && (practice || password !== '')) confirm.mutate({ password: practice ? null : password });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') submit();
  };
  return (
    <Stack gap={16}>
      <Text>{t(practice ? 'access.again.practice' : 'access.again.why', { name: operator.name })}</Text>
      {!practice && (
        <PasswordInput
          label={t('access.again.password', { name: operator.name })}
          data-autofocus
          autoComplete="current-password"
          maxLength={200}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          onKeyDown={onKey}
        />
      )}
      {confirm.error && <ErrorPanel fault={confirm.error} />}
      <Group gap={8}>
        <Button
          loading={confirm.isPending}
          disabled={!practice && password === ''}
          onClick={submit}
          {...(practice && { 'data-autofocus': true })}
        >
          {t('access.again.goOn')}
        </Button>
        <Button variant="default" onClick={leave}>
          {t('access.again.leave')}
        </Button>
      </Group>
    </Stack>
  );
}
