import { Kbd, Modal, Stack, Text, Title } from '@mantine/core';
import { useText } from '../../text/use-text.ts';
import styles from './today.module.css';

const questions = ['cannotPay', 'notPaid', 'unclear', 'overbooked', 'agentGone'] as const;
const keys = [
  ['1 – 5', 'tiles'],
  ['Ctrl K', 'search'],
  ['↑ ↓', 'walk'],
  ['Esc', 'close'],
] as const;

/** What to do and whom to ask, for the hour in which nobody else is awake. */
export function HelpCard({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useText();
  return (
    <Modal opened={opened} onClose={close} title={t('today.help')} size="lg" closeButtonProps={{ 'aria-label': t('feedback.close') }}>
      <Stack gap={16}>
        {questions.map((question) => (
          <div key={question}>
            <Title order={3}>{t(`today.questions.${question}.if`)}</Title>
            <Text>{t(`today.questions.${question}.do`)}</Text>
          </div>
        ))}
        <dl className={styles.keys}>
          {keys.map(([key, what]) => (
            <div key={key}>
              <dt>
                <Kbd>{key}</Kbd>
              </dt>
              <dd>{t(`today.keys.${what}`)}</dd>
            </div>
          ))}
        </dl>
      </Stack>
    </Modal>
  );
}
