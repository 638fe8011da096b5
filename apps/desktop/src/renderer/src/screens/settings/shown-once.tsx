import { Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useText } from '../../text/use-text.ts';
import styles from './settings.module.css';

type ShownOnceProps = {
  value: string;
  /** That it is shown only now, and where it belongs. */
  why: string;
  copy: string;
  done: string;
  close: () => void;
};

/** A secret that nobody can look up again: to be copied now. */
export function ShownOnce({ value, why, copy: copyText, done, close }: ShownOnceProps) {
  const { t } = useText();
  return (
    <Stack gap={16}>
      <Text>{why}</Text>
      <div className={styles.key}>{value}</div>
      <Group gap={8}>
        <CopyButton value={value} timeout={2000}>
          {({ copied, copy }) => (
            <Button leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />} onClick={copy}>
              {copied ? t('feedback.copied') : copyText}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" onClick={close}>
          {done}
        </Button>
      </Group>
    </Stack>
  );
}
