import { CopyButton, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useText } from '../text/use-text.ts';
import styles from './details.module.css';

/** An id, a reference or an address in fixed-width letters; a click copies it. */
export function CopyableId({ value, label }: { value: string; label?: string }) {
  const { t } = useText();
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('feedback.copied') : t('feedback.copy')}>
          <UnstyledButton
            className={styles.copyable}
            aria-label={t('feedback.copyValue', { value: label ?? value })}
            onClick={(event) => {
              event.stopPropagation();
              copy();
            }}
          >
            <span className={styles.id}>{value}</span>
            {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden className={styles.copyMark} />}
          </UnstyledButton>
        </Tooltip>
      )}
    </CopyButton>
  );
}
