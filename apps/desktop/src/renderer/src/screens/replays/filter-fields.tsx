import { WebhookState } from '@banrimkwae/contract/traffic';
import { Select, SimpleGrid, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ProviderFilter } from '../../connections/provider-name.tsx';
import { useSearchText } from '../../lists/use-search-text.ts';
import { useText } from '../../text/use-text.ts';
import { useResort } from '../../time/resort.tsx';
import { instantAt, wallClockAt } from '../../time/wall-clock.ts';
import type { FilterSearch } from './replay-filter.ts';

type FieldsProps = { filter: FilterSearch; set: (next: FilterSearch) => void };

/** Which deliveries are meant. */
export function FilterFields({ filter, set }: FieldsProps) {
  const { t } = useText();
  const [type, setType] = useSearchText(filter.eventType, (eventType) => set({ ...filter, eventType }));
  const [text, setText] = useSearchText(filter.q, (q) => set({ ...filter, q }));
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing={12} verticalSpacing={8}>
      <ProviderFilter label={t('feedback.provider')} value={filter.provider} choose={(provider) => set({ ...filter, provider })} />
      <Select
        label={t('feedback.state')}
        clearable
        clearButtonProps={{ 'aria-label': t('feedback.anyState') }}
        placeholder={t('feedback.anyState')}
        value={filter.state ?? null}
        data={WebhookState.options.map((state) => ({ value: state, label: t(`states.webhook.${state}`) }))}
        onChange={(state) => set({ ...filter, state: state ?? undefined })}
      />
      <TextInput
        label={t('replay.type')}
        placeholder={t('replay.typeHint')}
        spellCheck={false}
        maxLength={200}
        value={type}
        onChange={(event) => setType(event.currentTarget.value)}
      />
      <TextInput
        label={t('replay.text')}
        placeholder={t('traffic.webhook.searchHint')}
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Span filter={filter} set={set} />
    </SimpleGrid>
  );
}

const HOUR = 3_600_000;
const spans = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR } as const;
const choices = ['any', 'hour', 'day', 'week', 'own'] as const;

/** When they were received: the usual spans, or from and to by the clock at the resort. */
function Span({ filter, set }: FieldsProps) {
  const { t } = useText();
  const { timeZone } = useResort();
  const [choice, setChoice] = useState<(typeof choices)[number]>(filter.from === undefined && filter.to === undefined ? 'any' : 'own');
  const choose = (value: string | null) => {
    const next = choices.find((one) => one === value) ?? 'any';
    setChoice(next);
    if (next === 'own') return;
    set({ ...filter, from: next === 'any' ? undefined : new Date(Date.now() - spans[next]).toISOString(), to: undefined });
  };
  const moment = (name: 'from' | 'to') => (
    <TextInput
      label={t(`replay.${name}`)}
      type="datetime-local"
      value={wallClock(filter[name], timeZone)}
      onChange={(event) => set({ ...filter, [name]: instantAt(event.currentTarget.value, timeZone) })}
    />
  );
  return (
    <>
      <Select
        label={t('replay.received')}
        allowDeselect={false}
        value={choice}
        data={choices.map((value) => ({ value, label: t(`replay.spans.${value}`) }))}
        onChange={choose}
      />
      {choice === 'own' && (
        <>
          <span />
          {moment('from')}
          {moment('to')}
        </>
      )}
    </>
  );
}

function wallClock(instant: string | undefined, timeZone: string): string {
  return instant === undefined ? '' : wallClockAt(instant, timeZone);
}
