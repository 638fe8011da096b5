import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useText } from '../text/use-text.ts';
import { ErrorPanel } from './error-panel.tsx';

export type ConfirmDialogProps = {
  opened: boolean;
  close: () => void;
  /** Verb, object and amount; the button says the same. */
  verb: string;
  /** What follows from it. */
  consequence: ReactNode;
  /** The way back, which holds the focus. */
  keep: string;
  /** Asks for a reason, which goes into the audit log. */
  withReason?: boolean;
  color?: 'red';
  busy: boolean;
  fault: unknown;
  onConfirm: (reason: string) => void;
};

const LEAST = 3;

/** Only for money, for deletion, and for what is kept with a reason. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useText();
  return (
    <Modal
      opened={props.opened}
      onClose={props.close}
      title={props.verb}
      // While it is being done, Esc belongs to whatever asks above it.
      closeOnEscape={!props.busy}
      closeButtonProps={{ 'aria-label': t('feedback.close') }}
    >
      {props.opened && <Body {...props} />}
    </Modal>
  );
}

function Body({ close, verb, consequence, keep, withReason = false, color, busy, fault, onConfirm }: ConfirmDialogProps) {
  const { t } = useText();
  const [reason, setReason] = useState('');
  const ready = !withReason || reason.trim().length >= LEAST;
  return (
    <Stack gap={16}>
      <Text component="div">{consequence}</Text>
      {withReason && (
        <Textarea
          label={t('feedback.reason')}
          description={t('feedback.reasonKept')}
          autosize
          minRows={2}
          maxLength={300}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      {fault !== null && fault !== undefined && <ErrorPanel fault={fault} />}
      <Group gap={8} justify="flex-start">
        <Button loading={busy} disabled={!ready} onClick={() => onConfirm(reason.trim())} {...(color && { color })}>
          {verb}
        </Button>
        <Button variant="default" data-autofocus onClick={close}>
          {keep}
        </Button>
      </Group>
    </Stack>
  );
}
