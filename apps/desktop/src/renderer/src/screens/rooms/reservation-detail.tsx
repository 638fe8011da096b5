import type { Reservation } from '@banrimkwae/contract/channel';
import { Text } from '@mantine/core';
import { IconCash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useApi } from '../../agent/agent-context.tsx';
import { ProviderName } from '../../connections/provider-name.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import { Facts } from '../../details/facts.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { MoneyText, showMoney } from '../../money/money-text.tsx';
import { ReservationBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { formatDay } from '../../time/format-time.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import { AttentionList } from './attention.tsx';
import styles from './rooms.module.css';
import { StayText } from './stay-text.tsx';

/** One reservation beside the list. */
export function ReservationDetail() {
  const { t } = useText();
  const { reservationId } = useParams({ from: '/rooms/reservations/$reservationId' });
  const search = useSearch({ from: '/rooms/reservations' });
  const navigate = useNavigate();
  const reservation = useQuery(useApi().channel.reservation.queryOptions({ input: { id: reservationId } }));
  const { data } = reservation;
  return (
    <DetailDrawer
      key={reservationId}
      title={data?.guestName ?? t('rooms.one')}
      aside={data && <ReservationBadge state={data.state} />}
      onClose={() => void navigate({ to: '/rooms/reservations', search })}
      footer={
        <GuardedButton
          may="payments.take"
          variant="default"
          leftSection={<IconCash size={16} />}
          onClick={() => void navigate({ to: '/payments/new', search: {} })}
        >
          {t('rooms.takePayment')}
        </GuardedButton>
      }
    >
      <Loaded query={reservation}>
        {(loaded) => (
          <>
            <div>
              <p className={styles.total}>{showMoney(loaded.total)}</p>
              <Text className="quiet">
                <StayText stay={loaded} />
              </Text>
            </div>
            <AttentionList attention={loaded.attention} />
            <Section title={t('rooms.lines')}>
              <RoomLines reservation={loaded} />
            </Section>
            <ReservationFacts reservation={loaded} />
            {loaded.remarks !== null && (
              <Section title={t('rooms.remarks')}>
                <p className={styles.remarks}>{loaded.remarks}</p>
              </Section>
            )}
          </>
        )}
      </Loaded>
    </DetailDrawer>
  );
}

function RoomLines({ reservation }: { reservation: Reservation }) {
  const { t, pick } = useText();
  const types = useQuery(useApi().channel.rooms.queryOptions());
  return (
    <ul className={styles.lines}>
      {reservation.rooms.map((line) => {
        const type = types.data?.find(({ id }) => id === line.roomTypeId);
        return (
          <li key={line.lineId}>
            <div>
              <p className={styles.what}>{type ? pick(type.name) : t('rooms.unknownRoom', { id: line.channelRoomId })}</p>
              <p className={styles.next}>
                <StayText stay={line} /> · {t('rooms.guests', { count: line.guests })}
                {line.guestName !== null && line.guestName !== reservation.guestName && ` · ${line.guestName}`}
              </p>
            </div>
            {line.total && <MoneyText value={line.total} />}
          </li>
        );
      })}
    </ul>
  );
}

function ReservationFacts({ reservation }: { reservation: Reservation }) {
  const { t, language } = useText();
  return (
    <Facts
      facts={[
        [t('rooms.arrival'), formatDay(reservation.arrival, 'day', language)],
        [t('rooms.departure'), formatDay(reservation.departure, 'day', language)],
        [t('rooms.channel'), <ProviderName key="channel" id={reservation.provider} />],
        [t('rooms.number'), <CopyableId key="number" value={reservation.channelReservationId} />],
        [t('rooms.commission'), reservation.commission && <MoneyText key="commission" value={reservation.commission} />],
        [t('rooms.email'), reservation.guestEmail],
        [t('rooms.phone'), reservation.guestPhone],
        [t('rooms.booked'), reservation.bookedAt && <ExactTime key="booked" at={reservation.bookedAt} />],
        [t('rooms.imported'), <ExactTime key="imported" at={reservation.importedAt} />],
        [
          t('rooms.acknowledged'),
          reservation.acknowledgedAt ? <ExactTime key="acknowledged" at={reservation.acknowledgedAt} /> : t('rooms.notAcknowledged'),
        ],
        [t('rooms.ourId'), <CopyableId key="id" value={reservation.id} />],
      ]}
    />
  );
}
