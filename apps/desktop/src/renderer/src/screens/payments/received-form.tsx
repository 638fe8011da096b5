import type { Payment } from '@banrimkwae/contract/payments';
import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconCoin } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { faultWords } from '../../agent/agent-fault.ts';
import { useAttemptKey } from '../../agent/attempt-key.ts';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';

/** Where no provider can tell, a person says that the money has come; a second one looks before it counts. */
export function ReceivedButton({ payment }: { payment: Payment }) {
  const { t } = useText();
  const [opened, setOpened] = useState(false);
  const close = () => setOpened(false);
  const verb = t('payments.receivedVerb', { amount: showMoney(payment.amount) });
  return (
    <>
      <GuardedButton may="payments.confirm" variant="default" leftSection={<IconCoin size={16} />} onClick={() => setOpened(true)}>
        {t('payments.received')}
      </GuardedButton>
      <Modal opened={opened} onClose={close} title={verb} closeButtonProps={{ 'aria-label': t('feedback.close') }}>
        {opened && <Form payment={payment} verb={verb} close={close} />}
      </Modal>
    </>
  );
}

const NOTE_LEAST = 3;

function Form({ payment, verb, close }: { payment: Payment; verb: string; close: () => void }) {
  const { t } = useText();
  const [slip, setSlip] = useState('');
  const [note, setNote] = useState('');
  const noteField = useRef<HTMLTextAreaElement>(null);
  const received = useReceived(close);
  const slipFault = useSlipFault(received.error);
  const blocked = note.trim().length < NOTE_LEAST ? t('payments.receivedNoteFirst') : undefined;
  const submit = () => received.mutate({ id: payment.id, slip: slip.trim() === '' ? null : slip.trim(), note: note.trim() });
  return (
    <Stack gap={16}>
      <Text>{t('payments.receivedWhat', { guest: payment.guest.name })}</Text>
      <TextInput
        data-autofocus
        label={t('payments.slip')}
        description={t('payments.slipHint')}
        spellCheck={false}
        autoComplete="off"
        maxLength={500}
        value={slip}
        error={slipFault}
        onChange={(event) => setSlip(event.currentTarget.value)}
        onKeyDown={(event) => {
          // A scanner ends with Enter: that must not send anything.
          if (event.key !== 'Enter') return;
          event.preventDefault();
          noteField.current?.focus();
        }}
      />
      <Textarea
        ref={noteField}
        label={t('payments.receivedNote')}
        placeholder={t('payments.receivedNoteHint')}
        required
        autosize
        minRows={2}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {received.error && !slipFault && <ErrorPanel fault={received.error} />}
      <Group gap={8}>
        <GuardedButton may="payments.confirm" loading={received.isPending} blocked={blocked} onClick={submit}>
          {verb}
        </GuardedButton>
        <Button variant="default" onClick={close}>
          {t('payments.notYet')}
        </Button>
      </Group>
    </Stack>
  );
}

/** What is wrong with the slip, at its field. The agent's words are English. */
function useSlipFault(fault: unknown): string | undefined {
  const { t, language } = useText();
  const said = fault ? faultWords(fault, language).fields.slip : undefined;
  return said === undefined || language === 'en' ? said : t('payments.slipWrong');
}

function useReceived(close: () => void) {
  const api = useApi();
  const queries = useQueryClient();
  const key = useAttemptKey();
  const received = useMutation(
    api.payments.received.mutationOptions({
      onError: key.refused,
      onSuccess: async () => {
        close();
        await Promise.all([
          queries.invalidateQueries({ queryKey: api.payments.key() }),
          queries.invalidateQueries({ queryKey: api.approvals.key() }),
        ]);
      },
    }),
  );
  return {
    ...received,
    mutate: (said: { id: string; slip: string | null; note: string }) => received.mutate({ ...said, idempotencyKey: key.value }),
  };
}
