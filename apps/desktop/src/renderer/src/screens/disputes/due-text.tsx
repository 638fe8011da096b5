import { Tooltip } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useText } from '../../text/use-text.ts';
import { formatAgo, formatInstant } from '../../time/format-time.ts';
import { useTimeStyle } from '../../time/resort.tsx';
import { useNow } from '../../time/use-now.ts';
import styles from './disputes.module.css';
import { dueSoon } from './due-soon.ts';

const EVERY = 60_000;

/** By when it must be answered, in words; with a mark and in red from three days on. */
export function DueText({ at }: { at: string }) {
  const { t } = useText();
  const style = useTimeStyle();
  const now = useNow(EVERY);
  const exact = formatInstant(at, 'exact', style);
  const over = Date.parse(at) <= now.getTime();
  return (
    <Tooltip label={exact}>
      <time dateTime={at} className={styles.due} data-soon={dueSoon(at, now) || undefined}>
        {dueSoon(at, now) && <IconAlertTriangle size={14} aria-hidden />}
        {over ? t('disputes.over') : (formatAgo(at, now, style.language) ?? formatInstant(at, 'day', style))}
      </time>
    </Tooltip>
  );
}
