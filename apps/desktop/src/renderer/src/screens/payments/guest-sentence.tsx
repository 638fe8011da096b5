import type { Bilingual } from '@banrimkwae/contract/primitives';
import { Group, Text } from '@mantine/core';
import { CopyText } from './copy-text.tsx';
import styles from './payments.module.css';
import { PrintSlip } from './print-slip.tsx';

/** What to tell the guest, in Thai and English, to copy into a message or to hand over on paper. */
export function GuestSentence({ sentence, slip }: { sentence: Bilingual; slip: { title: Bilingual; lines: readonly string[] } }) {
  return (
    <div className={styles.sentence}>
      <Text lang="th">{sentence.th}</Text>
      <Text lang="en">{sentence.en}</Text>
      <Group gap={8} mt={8}>
        <CopyText text={`${sentence.th}\n${sentence.en}`} />
        <PrintSlip slip={{ ...slip, sentence }} />
      </Group>
    </div>
  );
}
