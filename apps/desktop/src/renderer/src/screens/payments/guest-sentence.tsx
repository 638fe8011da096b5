import type { Bilingual } from '@banrimkwae/contract/primitives';
import { Button, CopyButton, Group, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconPrinter } from '@tabler/icons-react';
import { createPortal } from 'react-dom';
import { useAgent } from '../../agent/agent-context.tsx';
import { useText } from '../../text/use-text.ts';
import { useResort } from '../../time/resort.tsx';
import styles from './payments.module.css';

/** What to tell the guest, in Thai and English, to copy into a message or to hand over on paper. */
export function GuestSentence({ sentence, slip }: { sentence: Bilingual; slip: { title: Bilingual; lines: readonly string[] } }) {
  const { t } = useText();
  const { platform } = useAgent();
  return (
    <div className={styles.sentence}>
      <Text lang="th">{sentence.th}</Text>
      <Text lang="en">{sentence.en}</Text>
      <Group gap={8} mt={8}>
        <CopyButton value={`${sentence.th}\n${sentence.en}`}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              size="compact-sm"
              leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              onClick={copy}
            >
              {t(copied ? 'feedback.copied' : 'feedback.copy')}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" size="compact-sm" leftSection={<IconPrinter size={14} />} onClick={() => void platform.print()}>
          {t('refund.print')}
        </Button>
      </Group>
      <Slip sentence={sentence} {...slip} />
    </div>
  );
}

/** The only thing on paper when this screen is printed. */
function Slip({ sentence, title, lines }: { sentence: Bilingual; title: Bilingual; lines: readonly string[] }) {
  const resort = useResort();
  return createPortal(
    <div className="print-only">
      <h1>
        {resort.name.th} · {resort.name.en}
      </h1>
      <p>{resort.address}</p>
      <h2>
        {title.th} · {title.en}
      </h2>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <p lang="th">{sentence.th}</p>
      <p lang="en">{sentence.en}</p>
    </div>,
    document.body,
  );
}
