import type { Reservation } from '@banrimkwae/contract/channel';
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../access/session-context.tsx';
import { useApi } from '../../agent/agent-context.tsx';
import { useText } from '../../text/use-text.ts';
import { formatDay } from '../../time/format-time.ts';

const TYPING = 250;
const SHOWN = 8;

/** Finds a booking by guest or number, so that nobody types a name twice. */
export function ReservationPicker({ choose }: { choose: (stay: Reservation) => void }) {
  const { t, language } = useText();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<Reservation>();
  const [typed] = useDebouncedValue(text.trim(), TYPING);
  // The label of what was chosen stands in the field and is no search.
  const q = chosen && typed.startsWith(chosen.guestName) ? chosen.guestName : typed;
  const may = useMay()('channel.read');
  const found = useQuery({
    ...useApi().channel.reservations.queryOptions({ input: { limit: SHOWN, ...(q !== '' && { q }) } }),
    placeholderData: (before) => before,
    enabled: may,
  });
  if (!may) return null;
  const others = (found.data?.items ?? []).filter(({ id }) => id !== chosen?.id);
  const stays = chosen ? [chosen, ...others] : others;
  const when = (stay: Reservation) =>
    `${formatDay(stay.arrival, 'dayShort', language)} – ${formatDay(stay.departure, 'dayShort', language)}`;
  return (
    <Select
      label={t('payments.findBooking')}
      placeholder={t('payments.findBookingHint')}
      leftSection={<IconSearch size={16} />}
      searchable
      filter={({ options }) => options}
      nothingFoundMessage={found.isFetching ? t('payments.searching') : t('payments.noBooking')}
      value={chosen?.id ?? null}
      searchValue={text}
      onSearchChange={setText}
      data={stays.map((stay) => ({
        value: stay.id,
        label: [stay.guestName, when(stay), stay.channelReservationId].join(' · '),
      }))}
      onChange={(id) => {
        const stay = stays.find((one) => one.id === id);
        setChosen(stay);
        if (stay) choose(stay);
      }}
    />
  );
}
