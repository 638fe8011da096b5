import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useText } from '../../text/use-text.ts';

/** A button that copies a text and says so. `children`: what it copies, where "Copy" alone does not tell. */
export function CopyText({ text, children }: { text: string; children?: string }) {
  const { t } = useText();
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button variant="default" size="compact-sm" leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />} onClick={copy}>
          {copied ? t('feedback.copied') : (children ?? t('feedback.copy'))}
        </Button>
      )}
    </CopyButton>
  );
}
