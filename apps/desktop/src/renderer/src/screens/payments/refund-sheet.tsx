import type { Payment, Refund } from '@banrimkwae/contract/payments';
import type { Bilingual } from '@banrimkwae/contract/primitives';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { useProviderName } from '../../connections/provider-name.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { StaleNote } from '../../feedback/stale-note.tsx';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';
import { formatDay, formatInstant } from '../../time/format-time.ts';
import { useTimeStyle } from '../../time/resort.tsx';
import styles from './payments.module.css';
import { RefundForm } from './refund-form.tsx';
import { RefundReceipt } from './refund-receipt.tsx';
import { useStay } from './use-stay.ts';
import { paidWith } from './words.ts';

/** Giving money back: who, from what, how much is left, how much now, why, what the guest will see; then one button that says it all. */
export function RefundSheet() {
  const { t } = useText();
  const { paymentId } = useParams({ from: '/payments/$paymentId/refund' });
  const search = useSearch({ from: '/payments' });
  const navigate = useNavigate();
  const payment = useQuery(useApi().payments.get.queryOptions({ input: { id: paymentId }, refetchOnMount: 'always' }));
  const [refund, setRefund] = useState<Refund>();
  const back = () => void navigate({ to: '/payments/$paymentId', params: { paymentId }, search });
  const { data } = payment;
  if (data?.canRefund.allowed && !refund) {
    return (
      <RefundForm payment={data} onRefunded={setRefund} cancel={back}>
        <StaleNote query={payment} />
        <Original payment={data} />
      </RefundForm>
    );
  }
  return (
    <DetailDrawer title={t('refund.title')} onClose={back}>
      <Loaded query={payment}>
        {(loaded) => (
          <>
            <Original payment={loaded} />
            {refund ? (
              <RefundReceipt payment={loaded} first={refund} done={back} />
            ) : (
              <Refused reason={loaded.canRefund.reason} back={back} />
            )}
          </>
        )}
      </Loaded>
    </DetailDrawer>
  );
}

function Refused({ reason, back }: { reason: Bilingual | null; back: () => void }) {
  const { t, pick } = useText();
  return (
    <>
      <p role="alert">{reason ? pick(reason) : t('refund.nothingLeft')}</p>
      <Button variant="default" onClick={back} w="fit-content">
        {t('refund.back')}
      </Button>
    </>
  );
}

/** Guest, room and stay; then the payment the money goes back along. */
function Original({ payment }: { payment: Payment }) {
  const { t } = useText();
  const style = useTimeStyle();
  const nameOf = useProviderName();
  const stay = useStay(payment.reservationId);
  const method = paidWith(payment, t);
  const paid = payment.paidAt ?? payment.createdAt;
  return (
    <div>
      <p className={styles.who}>
        {[
          payment.guest.name,
          payment.room && t('refund.room', { room: payment.room }),
          stay.data &&
            `${formatDay(stay.data.arrival, 'dayShort', style.language)} – ${formatDay(stay.data.departure, 'day', style.language)}`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <p className={styles.from}>
        {t('refund.original', {
          amount: showMoney(payment.captured),
          method,
          date: formatInstant(paid, 'dayAndClock', style),
          provider: nameOf(payment.provider),
        })}
      </p>
    </div>
  );
}
