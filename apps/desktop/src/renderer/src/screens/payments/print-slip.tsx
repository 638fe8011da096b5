import type { Bilingual } from '@banrimkwae/contract/primitives';
import { Button } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useAgent } from '../../agent/agent-context.tsx';
import { useText } from '../../text/use-text.ts';
import { useResort } from '../../time/resort.tsx';

export type SlipText = { title: Bilingual; lines: readonly string[]; sentence: Bilingual };

/** Prints a slip for the guest. One to a screen, as everything made for paper is printed together. */
export function PrintSlip({ slip, children }: { slip: SlipText; children?: ReactNode }) {
  const { t } = useText();
  const { platform } = useAgent();
  return (
    <>
      <Button variant="default" size="compact-sm" leftSection={<IconPrinter size={14} />} onClick={() => void platform.print()}>
        {t('refund.print')}
      </Button>
      <Paper {...slip}>{children}</Paper>
    </>
  );
}

/** The only thing on paper when this screen is printed. */
function Paper({ sentence, title, lines, children }: SlipText & { children: ReactNode }) {
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
      {children}
      <p lang="th">{sentence.th}</p>
      <p lang="en">{sentence.en}</p>
    </div>,
    document.body,
  );
}
