import type { Reservation } from '@banrimkwae/contract/channel';
import { Group, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconBed, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { useProviderName } from '../../connections/provider-name.tsx';
import type { Column } from '../../lists/data-table.tsx';
import { LiveList } from '../../lists/live-list.tsx';
import { NothingListed } from '../../lists/nothing-listed.tsx';
import { at, byCursor } from '../../lists/page-options.ts';
import { useSearchText } from '../../lists/use-search-text.ts';
import { MoneyText } from '../../money/money-text.tsx';
import { Page } from '../../shell/page.tsx';
import { ReservationBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import { AttentionLine } from './attention.tsx';
import { ChannelJobButton } from './channel-job.tsx';
import styles from './rooms.module.css';
import { StayText } from './stay-text.tsx';

/** Every reservation, the newest first; one of them open at the right. */
export function ReservationsScreen() {
  const { t } = useText();
  const navigate = useNavigate();
  const { q } = useSearch({ from: '/rooms/reservations' });
  const { reservationId } = useParams({ strict: false });
  const query = useInfiniteQuery(
    useApi().channel.reservations.infiniteOptions({
      ...byCursor,
      input: (cursor: string | undefined) => ({ ...at(cursor), ...(q && { q }) }),
      refetchOnMount: 'always',
    }),
  );
  const open = (id: string) =>
    void navigate({
      to: '/rooms/reservations/$reservationId',
      params: { reservationId: id },
      search: { q },
      replace: reservationId !== undefined,
    });
  return (
    <Page
      title={t('rooms.reservations')}
      state={<AttentionLine />}
      fills
      besideDetail={reservationId !== undefined}
      actions={<ChannelJobButton kind="import" />}
    >
      <SearchField q={q} />
      <LiveList<Reservation>
        label={t('rooms.reservations')}
        query={query}
        scope={q ?? ''}
        columns={useColumns()}
        selectedId={reservationId}
        onOpen={open}
        empty={
          <NothingListed
            icon={IconBed}
            filtered={q !== undefined}
            showAll={() => void navigate({ to: '/rooms/reservations', search: {} })}
            title={t('rooms.none')}
            why={t('rooms.noneWhy')}
          />
        }
      />
      <Outlet />
    </Page>
  );
}

function SearchField({ q }: { q: string | undefined }) {
  const { t } = useText();
  const navigate = useNavigate();
  const [text, setText] = useSearchText(q, (next) => void navigate({ to: '.', search: { q: next }, replace: true }));
  return (
    <Group gap={8}>
      <TextInput
        w={320}
        leftSection={<IconSearch size={16} />}
        placeholder={t('rooms.searchHint')}
        aria-label={t('rooms.search')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </Group>
  );
}

function useColumns(): Column<Reservation>[] {
  const { t } = useText();
  const nameOf = useProviderName();
  return useMemo(
    () => [
      { id: 'guest', header: t('rooms.guest'), width: 'minmax(140px, 2fr)', cell: (row) => <GuestCell reservation={row} /> },
      { id: 'stay', header: t('rooms.stay'), width: 'minmax(196px, 2fr)', cell: (row) => <StayText stay={row} /> },
      { id: 'channel', header: t('rooms.channel'), width: 'minmax(100px, 1fr)', from: 780, cell: (row) => nameOf(row.provider) },
      {
        id: 'number',
        header: t('rooms.number'),
        width: '128px',
        from: 940,
        cell: (row) => <span className="mono">{row.channelReservationId}</span>,
      },
      { id: 'state', header: t('rooms.state'), width: '140px', cell: (row) => <ReservationBadge state={row.state} /> },
      { id: 'total', header: t('rooms.total'), width: '124px', align: 'right', cell: (row) => <MoneyText value={row.total} /> },
      {
        id: 'booked',
        header: t('rooms.booked'),
        width: '112px',
        align: 'right',
        from: 800,
        cell: (row) => <ClockTime at={row.bookedAt ?? row.importedAt} />,
      },
    ],
    [t, nameOf],
  );
}

function GuestCell({ reservation }: { reservation: Reservation }) {
  const { t } = useText();
  const { attention, guestName } = reservation;
  return (
    <>
      {attention.length > 0 && <IconAlertTriangle size={16} className={styles.mark} aria-label={t('rooms.needsLook', { count: 1 })} />}{' '}
      {guestName}
    </>
  );
}
