import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconBed, IconCash, IconMessage, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay } from '../access/session-context.tsx';
import { useApi } from '../agent/agent-context.tsx';
import { showMoney } from '../money/money-text.tsx';
import { useText } from '../text/use-text.ts';
import { formatDay } from '../time/format-time.ts';
import { moneyPlaces } from './money-places.ts';
import { backOffice, frontDesk } from './navigation.ts';

const [store, spotlight] = createSpotlight();
export const openSearch = spotlight.open;

const LIMIT = 5;
const WAIT = 200;

/** Ctrl K: screens by name; guests, rooms, bookings and last four digits wherever they occur. */
export function Search() {
  const { t } = useText();
  const [text, setText] = useState('');
  return (
    <Spotlight.Root
      store={store}
      query={text}
      onQueryChange={setText}
      shortcut={['mod + K', '/']}
      attributes={{ content: { 'aria-label': t('shell.search') } }}
      scrollable
      maxHeight="60vh"
      size={620}
    >
      <Spotlight.Search
        placeholder={t('shell.searchHint')}
        aria-label={t('shell.search')}
        leftSection={<IconSearch size={18} stroke={1.5} />}
      />
      <Spotlight.ActionsList>
        <Places text={text} />
        <Found text={text.trim()} />
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function Places({ text }: { text: string }) {
  const { t } = useText();
  const may = useMay();
  const navigate = useNavigate();
  const wanted = text.trim().toLowerCase();
  const money = moneyPlaces
    .filter(({ to }) => to !== '/payments' && may('payments.read'))
    .map((place) => ({ ...place, icon: IconCash, label: t(`shell.money.${place.name}`) }));
  const places = [...[...frontDesk, ...backOffice].map((place) => ({ ...place, label: t(`shell.places.${place.name}`) })), ...money]
    .filter((place) => place.may === undefined || may(place.may))
    .filter(({ label, name }) => label.toLowerCase().includes(wanted) || name.includes(wanted));
  if (places.length === 0) return null;
  return (
    <Spotlight.ActionsGroup label={t('shell.screens')}>
      {places.map(({ name, label, to, icon: Mark }) => (
        <Spotlight.Action key={name} label={label} leftSection={<Mark size={18} stroke={1.5} />} onClick={() => void navigate({ to })} />
      ))}
    </Spotlight.ActionsGroup>
  );
}

function Found({ text }: { text: string }) {
  const { t } = useText();
  const [q] = useDebouncedValue(text, WAIT);
  const found = useFound(q);
  if (q.length < 2) return null;
  if (found.groups.every(({ hits }) => hits.length === 0)) {
    return <Spotlight.Empty>{found.searching ? t('shell.searching') : t('shell.nothingFound', { text: q })}</Spotlight.Empty>;
  }
  return found.groups.map(({ label, hits }) => (
    <Spotlight.ActionsGroup key={label} label={label}>
      {hits.map(({ id, title, description, icon, open }) => (
        <Spotlight.Action key={id} label={title} description={description} leftSection={icon} onClick={open} />
      ))}
    </Spotlight.ActionsGroup>
  ));
}

type Hit = { id: string; title: string; description: string; icon: ReactNode; open: () => void };

function useFound(q: string): { groups: { label: string; hits: Hit[] }[]; searching: boolean } {
  const { t, language } = useText();
  const api = useApi();
  const may = useMay();
  const navigate = useNavigate();
  const wanted = q.length >= 2;
  const input = { q, limit: LIMIT };
  const payments = useQuery(api.payments.search.queryOptions({ input, enabled: wanted && may('payments.read') }));
  const bookings = useQuery(api.channel.reservations.queryOptions({ input, enabled: wanted && may('channel.read') }));
  const guests = useQuery(api.messages.conversations.queryOptions({ input, enabled: wanted && may('messages.read') }));
  const groups = [
    {
      label: t('shell.places.payments'),
      hits: (payments.data?.items ?? []).map((payment) => ({
        id: payment.id,
        title: `${payment.guest.name} · ${showMoney(payment.amount)}`,
        description: [t(`states.payment.${payment.state}`), payment.room, payment.methodDetail].filter(Boolean).join(' · '),
        icon: <IconCash size={18} stroke={1.5} />,
        open: () => void navigate({ to: '/payments/$paymentId', params: { paymentId: payment.id } }),
      })),
    },
    {
      label: t('rooms.reservations'),
      hits: (bookings.data?.items ?? []).map((booking) => ({
        id: booking.id,
        title: `${booking.guestName} · ${booking.channelReservationId}`,
        description: `${formatDay(booking.arrival, 'day', language)} – ${formatDay(booking.departure, 'day', language)}`,
        icon: <IconBed size={18} stroke={1.5} />,
        open: () => void navigate({ to: '/rooms/reservations/$reservationId', params: { reservationId: booking.id } }),
      })),
    },
    {
      label: t('shell.places.guests'),
      hits: (guests.data?.items ?? []).map((conversation) => ({
        id: conversation.id,
        title: conversation.guestName,
        description: conversation.lastMessage ?? '',
        icon: <IconMessage size={18} stroke={1.5} />,
        open: () => void navigate({ to: '/guests/$conversationId', params: { conversationId: conversation.id } }),
      })),
    },
  ];
  return { groups, searching: payments.isFetching || bookings.isFetching || guests.isFetching };
}
