import { Tooltip } from '@mantine/core';
import { formatAgo, formatInstant } from './format-time.ts';
import { useTimeStyle } from './resort.tsx';
import { useNow } from './use-now.ts';

const EVERY = 10_000;

/** "4 min ago", the exact time on hover and for screen readers. */
export function TimeAgo({ at }: { at: string }) {
  const style = useTimeStyle();
  const now = useNow(EVERY);
  const exact = formatInstant(at, 'exact', style);
  return (
    <Tooltip label={exact}>
      <time dateTime={at}>{formatAgo(at, now, style.language) ?? formatInstant(at, 'day', style)}</time>
    </Tooltip>
  );
}

/** A moment in full, its distance on hover. */
export function ExactTime({ at }: { at: string }) {
  const style = useTimeStyle();
  return (
    <Tooltip label={formatAgo(at, new Date(), style.language) ?? formatInstant(at, 'exact', style)}>
      <time dateTime={at}>{formatInstant(at, 'exact', style)}</time>
    </Tooltip>
  );
}

/** Today's moments as a clock time, older ones with their day. */
export function ClockTime({ at }: { at: string }) {
  const style = useTimeStyle();
  const today = formatInstant(new Date().toISOString(), 'day', style) === formatInstant(at, 'day', style);
  return (
    <Tooltip label={formatInstant(at, 'exact', style)}>
      <time dateTime={at}>{formatInstant(at, today ? 'clock' : 'dayAndClock', style)}</time>
    </Tooltip>
  );
}
