import { Button, Group, TextInput } from '@mantine/core';
import { useText } from '../text/use-text.ts';
import { addDays, dayAt } from './format-time.ts';
import { useResort } from './resort.tsx';

export type Days = { from: string; to: string };

const spans = [7, 30, 90] as const;

/** The days chosen in the address; the last `count` days where none are. A range the wrong way round is its first day. */
export function useDays({ from, to }: { from?: string | undefined; to?: string | undefined }, count: number): Days {
  const today = dayAt(new Date(), useResort().timeZone);
  const end = to ?? today;
  const start = from ?? addDays(end, 1 - count);
  return { from: start, to: end < start ? start : end };
}

/** Chooses calendar days of the resort, both included: a usual span, or any two days. */
export function DayRange({ days, choose }: { days: Days; choose: (days: Days) => void }) {
  const { t } = useText();
  const today = dayAt(new Date(), useResort().timeZone);
  const isLast = (span: number) => days.to === today && days.from === addDays(today, 1 - span);
  return (
    <Group gap={8} align="flex-end">
      <TextInput
        type="date"
        w={138}
        label={t('feedback.from')}
        max={today}
        value={days.from}
        onChange={({ currentTarget: { value } }) => value !== '' && choose({ from: value, to: value > days.to ? value : days.to })}
      />
      <TextInput
        type="date"
        w={138}
        label={t('feedback.to')}
        min={days.from}
        max={today}
        value={days.to}
        onChange={({ currentTarget: { value } }) => value !== '' && choose({ ...days, to: value })}
      />
      <Button.Group>
        {spans.map((span) => (
          <Button
            key={span}
            px={14}
            variant="default"
            {...(isLast(span) && { bg: 'var(--chosen)', c: 'var(--accent-text)' })}
            aria-pressed={isLast(span)}
            onClick={() => choose({ from: addDays(today, 1 - span), to: today })}
          >
            {t('feedback.lastDays', { count: span })}
          </Button>
        ))}
      </Button.Group>
    </Group>
  );
}
