import type { PaymentMethod } from '@banrimkwae/contract/payments';
import type { Overview } from '@banrimkwae/contract/system';
import { UnstyledButton } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { type Icon, IconBed, IconCash, IconCheck, IconCoin, IconHelp, IconInbox, IconX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';
import { TimeAgo } from '../../time/time-ago.tsx';
import { HelpCard } from './help-card.tsx';
import styles from './today.module.css';

type Tile = { icon: Icon; title: string; main: ReactNode; more: ReactNode; tone?: 'bad' | 'warn' | undefined; open: () => void };

/** The five questions asked with a guest at the desk. Always in the same place, and on the keys 1 to 5. */
export function Tiles({ overview }: { overview: Overview }) {
  const [help, { open, close }] = useDisclosure(false);
  const tiles = useTiles(overview, open);
  useHotkeys(tiles.map((tile, index) => [String(index + 1), tile.open]));
  return (
    <>
      <div className={styles.tiles}>
        {tiles.map((tile, index) => (
          <UnstyledButton
            key={tile.title}
            className={styles.tile}
            data-tone={tile.tone}
            onClick={tile.open}
            aria-keyshortcuts={String(index + 1)}
          >
            <span className={styles.tileHead}>
              <tile.icon size={18} stroke={1.75} aria-hidden />
              {tile.title}
              <kbd className={styles.key}>{index + 1}</kbd>
            </span>
            <span className={styles.tileMain}>{tile.main}</span>
            <span className={styles.tileMore}>{tile.more}</span>
          </UnstyledButton>
        ))}
      </div>
      <HelpCard opened={help} close={close} />
    </>
  );
}

function useTiles(overview: Overview, help: () => void): Tile[] {
  const { t } = useText();
  const navigate = useNavigate();
  const { takeMoney, paidToday, rooms, waiting } = overview;
  const waits = Object.values(waiting).reduce((sum, count) => sum + count, 0);
  const canTake = takeMoney.some(({ works }) => works);
  return [
    {
      icon: IconCash,
      title: t('today.takeMoney'),
      main: <Ways takeMoney={takeMoney} />,
      more: t(canTake ? 'today.takeMoneyHint' : 'today.noWayToPay'),
      tone: canTake ? undefined : 'bad',
      open: () => void navigate({ to: '/payments/new' }),
    },
    {
      icon: IconCoin,
      title: t('today.paid'),
      main: showMoney(paidToday.total),
      more: <PaidToday paid={paidToday} />,
      open: () => void navigate({ to: '/payments' }),
    },
    {
      icon: IconBed,
      title: t('today.roomsSafe'),
      main: t('today.inSync', { inSync: rooms.inSync, channels: rooms.channels }),
      more: rooms.attention > 0 ? t('today.attention', { count: rooms.attention }) : t('today.noAttention'),
      tone: rooms.attention > 0 || rooms.inSync < rooms.channels ? 'warn' : undefined,
      open: () => void navigate({ to: rooms.attention > 0 ? '/rooms/reservations' : '/rooms' }),
    },
    {
      icon: IconInbox,
      title: t('today.waiting'),
      main: waits === 0 ? t('today.nothing') : t('today.waitingCount', { count: waits }),
      more: <Waiting waiting={waiting} />,
      tone: waits > 0 ? 'warn' : undefined,
      open: () => void navigate(whereItWaits(waiting)),
    },
    { icon: IconHelp, title: t('today.help'), main: t('today.helpMain'), more: t('today.helpMore'), open: help },
  ];
}

/** Money first, in the order the tile tells it. */
function whereItWaits({ unknownOutcomes, approvals, disputes, differences, unreadMessages, deadJobs }: Overview['waiting']) {
  if (unknownOutcomes > 0) return { to: '/payments' } as const;
  if (approvals > 0) return { to: '/payments/approvals' } as const;
  if (disputes > 0) return { to: '/payments/disputes' } as const;
  if (differences > 0) return { to: '/payments/reconciliation' } as const;
  return { to: unreadMessages === 0 && deadJobs > 0 ? '/traffic/dead-letters' : '/guests' } as const;
}

/** Card and QR are asked for every time; of the rest only what works has room here. A card on the resort's own site is not taken at the desk. */
const always: readonly PaymentMethod[] = ['card_link', 'promptpay_qr'];

function Ways({ takeMoney }: Pick<Overview, 'takeMoney'>) {
  const { t } = useText();
  const told = takeMoney.filter(({ method, works }) => method !== 'card_token' && (works || always.includes(method)));
  if (takeMoney.length === 0) return t('today.noWay');
  return told.map(({ method, works }) => (
    <span key={method} className={styles.way} data-works={works} data-many={told.length > 3 || undefined}>
      {t(`today.way.${method}`)}
      {works ? (
        <IconCheck size={18} stroke={2.5} aria-label={t('today.works')} />
      ) : (
        <IconX size={18} stroke={2.5} aria-label={t('today.worksNot')} />
      )}
    </span>
  ));
}

function PaidToday({ paid }: { paid: Overview['paidToday'] }) {
  const { t } = useText();
  if (paid.lastAt === null) return t('today.nonePaid');
  return (
    <>
      {t('today.paidCount', { count: paid.count })} · <TimeAgo at={paid.lastAt} />
    </>
  );
}

/** Money first; what has no room is counted. */
const NAMED = 3;

function Waiting({ waiting }: Pick<Overview, 'waiting'>) {
  const { t } = useText();
  const { unknownOutcomes, approvals, disputes, differences, unreadMessages, deadJobs } = waiting;
  const kinds = [
    { count: unknownOutcomes, words: t('today.unknown', { count: unknownOutcomes }) },
    { count: approvals, words: t('today.approvals', { count: approvals }) },
    { count: disputes, words: t('today.disputes', { count: disputes }) },
    { count: differences, words: t('today.differences', { count: differences }) },
    { count: unreadMessages, words: t('today.messages', { count: unreadMessages }) },
    { count: deadJobs, words: t('today.jobs', { count: deadJobs }) },
  ].filter(({ count }) => count > 0);
  if (kinds.length === 0) return t('today.nothingWaits');
  const rest = kinds.slice(NAMED).reduce((sum, { count }) => sum + count, 0);
  const parts = kinds.slice(0, NAMED).map(({ words }) => words);
  if (rest > 0) parts.push(t('today.further', { count: rest }));
  return parts.map((part, index) => (
    <span key={part} className={styles.part}>
      {part}
      {index < parts.length - 1 && ' · '}
    </span>
  ));
}
