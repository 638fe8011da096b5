import type { ChannelStatus } from '@banrimkwae/contract/channel';
import { Button, Group } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconListDetails, IconPlug } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { Empty } from '../../feedback/empty.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { CardsSkeleton, ListSkeleton } from '../../feedback/skeletons.tsx';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../text/use-text.ts';
import { addDays, dayAt, formatDay } from '../../time/format-time.ts';
import { useResort } from '../../time/resort.tsx';
import { AttentionLine } from './attention.tsx';
import { CalendarGrid, keyOf, type Night } from './calendar-grid.tsx';
import { ChannelCard } from './channel-card.tsx';
import { MappingForm } from './mapping-form.tsx';
import { NightsForm } from './nights-form.tsx';
import styles from './rooms.module.css';

type Opened = { night: Night } | { mapping: ChannelStatus } | undefined;

const SHOWN_DAYS = 14;
const WEEK = 7;

/** The calendar all channels are fed from, and how each of them stands. */
export function RoomsScreen() {
  const { t } = useText();
  const navigate = useNavigate();
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  return (
    <Page
      title={t('shell.places.rooms')}
      state={<AttentionLine />}
      besideDetail={opened !== undefined}
      actions={
        <Button
          variant="default"
          leftSection={<IconListDetails size={16} />}
          onClick={() => void navigate({ to: '/rooms/reservations', search: {} })}
        >
          {t('rooms.reservations')}
        </Button>
      }
    >
      <Channels editMapping={(mapping) => setOpened({ mapping })} />
      <Calendar opened={opened} open={(night) => setOpened({ night })} close={close} />
      {opened && 'mapping' in opened && <MappingForm status={opened.mapping} close={close} />}
    </Page>
  );
}

function Channels({ editMapping }: { editMapping: (status: ChannelStatus) => void }) {
  const { t } = useText();
  const navigate = useNavigate();
  const channels = useQuery(useApi().channel.status.queryOptions({ refetchOnMount: 'always' }));
  return (
    <Loaded query={channels} skeleton={<CardsSkeleton />}>
      {(data) =>
        data.length === 0 ? (
          <Empty
            icon={IconPlug}
            title={t('rooms.noChannel')}
            why={t('rooms.noChannelWhy')}
            next={<Button onClick={() => void navigate({ to: '/connections' })}>{t('rooms.toConnections')}</Button>}
          />
        ) : (
          <div className={styles.channels}>
            {data.map((status) => (
              <ChannelCard key={status.provider} status={status} editMapping={() => editMapping(status)} />
            ))}
          </div>
        )
      }
    </Loaded>
  );
}

type CalendarProps = { opened: Opened; open: (night: Night) => void; close: () => void };

function Calendar({ opened, open, close }: CalendarProps) {
  const { timeZone } = useResort();
  const today = dayAt(new Date(), timeZone);
  const { from = today } = useSearch({ from: '/rooms' });
  const days = useMemo(() => Array.from({ length: SHOWN_DAYS }, (_, index) => addDays(from, index)), [from]);
  const api = useApi();
  const types = useQuery(api.channel.rooms.queryOptions());
  const nights = useQuery(api.channel.inventory.queryOptions({ input: { from, to: addDays(from, SHOWN_DAYS - 1) } }));
  const cells = useMemo(() => new Map((nights.data ?? []).map((cell) => [keyOf(cell), cell])), [nights.data]);
  const night = opened && 'night' in opened ? opened.night : undefined;
  const type = types.data?.find(({ id }) => id === night?.roomTypeId);
  return (
    <section>
      <CalendarHead from={from} today={today} />
      <Loaded query={types} skeleton={<ListSkeleton />}>
        {(data) => (
          <Loaded query={nights} skeleton={<ListSkeleton />}>
            {() => <CalendarGrid types={data} days={days} today={today} cells={cells} selected={night} onOpen={open} />}
          </Loaded>
        )}
      </Loaded>
      {night && type && <NightsForm key={keyOf(night)} type={type} night={night} cell={cells.get(keyOf(night))} close={close} />}
    </section>
  );
}

function CalendarHead({ from, today }: { from: string; today: string }) {
  const { t, language } = useText();
  const navigate = useNavigate();
  const go = (day: string) => void navigate({ to: '/rooms', search: day === today ? {} : { from: day }, replace: true });
  return (
    <Group justify="space-between" mb={8}>
      <h2 className={styles.heading}>
        {t('rooms.calendar')} · {formatDay(from, 'month', language)}
      </h2>
      <Group gap={8}>
        <Button variant="default" leftSection={<IconChevronLeft size={16} />} onClick={() => go(addDays(from, -WEEK))}>
          {t('rooms.earlier')}
        </Button>
        <Button variant="default" onClick={() => go(today)}>
          {t('rooms.today')}
        </Button>
        <Button variant="default" rightSection={<IconChevronRight size={16} />} onClick={() => go(addDays(from, WEEK))}>
          {t('rooms.later')}
        </Button>
      </Group>
    </Group>
  );
}
