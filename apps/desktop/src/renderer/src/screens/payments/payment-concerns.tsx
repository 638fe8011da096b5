import type { Dispute } from '@banrimkwae/contract/disputes';
import type { Payment, PaymentWarning } from '@banrimkwae/contract/payments';
import { Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useAgent, useApi } from '../../agent/agent-context.tsx';
import { useProviderName } from '../../connections/provider-name.tsx';
import { SubjectLink } from '../../details/subject-link.tsx';
import { Section } from '../../drawer/section.tsx';
import { MoneyText } from '../../money/money-text.tsx';
import { DisputeBadge } from '../../states/desk-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime, TimeAgo } from '../../time/time-ago.tsx';
import { useReasonText } from '../disputes/use-reason-text.ts';
import styles from './payments.module.css';
import { SecondPerson } from './second-person.tsx';
import type { ShownPayment } from './shown-payment.ts';
import { warningWords } from './words.ts';

/** What a person should know or do about a payment before anything else. */
export function PaymentConcerns({ payment }: { payment: ShownPayment }) {
  return (
    <>
      {payment.failure && (
        <p className={styles.failure} role="note">
          {payment.failure.message}
        </p>
      )}
      <Approvals payment={payment} />
      {payment.warnings.map((warning) => (
        <Warning key={warning.id} warning={warning} />
      ))}
      {payment.disputes.length > 0 && <Disputes disputes={payment.disputes} />}
    </>
  );
}

const MOST = 200;

/** Everything about this payment that waits for a second person, in the words of the request. */
function Approvals({ payment }: { payment: Payment }) {
  const { pick } = useText();
  const words = useHoldWords();
  const waiting = useQuery(useApi().approvals.list.queryOptions({ input: { state: 'waiting', limit: MOST } }));
  const ofThis = (waiting.data?.items ?? []).filter(({ paymentId }) => paymentId === payment.id);
  const { hold } = payment;
  return (
    <>
      {hold && !ofThis.some(({ id }) => id === hold.approvalId) && (
        <SecondPerson sentence={words(payment, hold.reasons)} approvalId={hold.approvalId} />
      )}
      {ofThis.map((approval) => (
        <SecondPerson key={approval.id} sentence={pick(approval.sentence)} approvalId={approval.id} />
      ))}
    </>
  );
}

function useHoldWords() {
  const { t } = useText();
  return ({ state }: Payment, reasons: NonNullable<Payment['hold']>['reasons']): string => {
    if (reasons.length === 0) return t('payments.receivedWaits');
    const list = reasons.map((reason) => t(`payments.holdReasons.${reason}`)).join(', ');
    return t(state === 'paid' ? 'payments.reviewWaits' : 'payments.holdWaits', { reasons: list });
  };
}

function Warning({ warning }: { warning: PaymentWarning }) {
  const { t } = useText();
  return (
    <div className={styles.warning} role="note">
      <IconAlertTriangle size={24} aria-hidden />
      <div>
        <p className={styles.secondTitle}>{t('payments.warning', { reason: warningWords(warning.reason, t) })}</p>
        <p>{t(warning.actionable ? 'payments.warningDo' : 'payments.warningKnow')}</p>
        <Text size="xs">
          <TimeAgo at={warning.at} />
        </Text>
      </div>
    </div>
  );
}

/** Those that must be answered soonest come first. */
function Disputes({ disputes }: { disputes: readonly Dispute[] }) {
  const { t } = useText();
  const due = ({ dueAt }: Dispute) => dueAt ?? '9999';
  return (
    <Section title={t('payments.disputes')}>
      <ul className={styles.refunds}>
        {disputes
          .toSorted((left, right) => due(left).localeCompare(due(right)))
          .map((dispute) => (
            <DisputeLine key={dispute.id} dispute={dispute} />
          ))}
      </ul>
    </Section>
  );
}

function DisputeLine({ dispute }: { dispute: Dispute }) {
  const { t } = useText();
  const { platform } = useAgent();
  const nameOf = useProviderName();
  const reasonText = useReasonText();
  const { url } = dispute;
  return (
    <li>
      <Group justify="space-between" gap={8}>
        <MoneyText value={dispute.amount} />
        <DisputeBadge state={dispute.state} />
      </Group>
      <Text size="xs">
        {dispute.dueAt !== null && (
          <>
            {t('payments.dueBy')} <ExactTime at={dispute.dueAt} /> ·{' '}
          </>
        )}
        {reasonText(dispute.reason)} · <SubjectLink id={dispute.id} />
      </Text>
      {url !== null && (
        <Button
          mt={4}
          variant="default"
          size="compact-sm"
          rightSection={<IconExternalLink size={14} />}
          onClick={() => void platform.openExternal(url)}
        >
          {t('payments.answerAt', { provider: nameOf(dispute.provider) })}
        </Button>
      )}
    </li>
  );
}
