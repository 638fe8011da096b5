import { Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FaultWords, faultWords } from '../agent/agent-fault.ts';
import { CopyableId } from '../details/copyable-id.tsx';
import { useText } from '../text/use-text.ts';
import styles from './error-panel.module.css';

/** What went wrong in a sentence, the next step, and details folded below. */
export function ErrorPanel({ fault, retry }: { fault: unknown; retry?: () => void }) {
  const { t, language } = useText();
  const words = faultWords(fault, language);
  return (
    <div className={styles.panel} role="alert">
      <IconAlertTriangle size={20} aria-hidden className={styles.mark} />
      <div className={styles.words}>
        <Text fw={600}>{words.message}</Text>
        <Text>{words.hint}</Text>
        <FaultDetails words={words} />
        {retry && (
          <Group mt="xs">
            <Button size="compact-sm" variant="default" onClick={retry}>
              {t('feedback.tryAgain')}
            </Button>
          </Group>
        )}
      </div>
    </div>
  );
}

function FaultDetails({ words }: { words: FaultWords }) {
  const { t } = useText();
  const fields = Object.entries(words.fields);
  return (
    <details className={styles.details}>
      <summary>{t('feedback.details')}</summary>
      <dl>
        <dt>{t('feedback.code')}</dt>
        <dd className="mono">{words.code}</dd>
        {words.requestId !== undefined && (
          <>
            <dt>{t('feedback.requestId')}</dt>
            <dd>
              <CopyableId value={words.requestId} />
            </dd>
          </>
        )}
        {words.exact !== undefined && (
          <>
            <dt>{t('feedback.exactWords')}</dt>
            <dd lang="en">{words.exact}</dd>
          </>
        )}
        {fields.map(([name, text]) => (
          <div key={name} className={styles.pair}>
            <dt className="mono">{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
