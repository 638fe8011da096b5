import { type Refund, RefundReason } from '@banrimkwae/contract/payments';
import type { Money } from '@banrimkwae/contract/primitives';
import { toDecimal } from '@banrimkwae/money';
import { Button, Chip, Group, Select, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { useAttemptKey } from '../../agent/attempt-key.ts';
import { useProviderName } from '../../connections/provider-name.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { showMoney } from '../../money/money-text.tsx';
import { parseAmount } from '../../money/parse-amount.ts';
import { useText } from '../../text/use-text.ts';
import { GuestSentence } from './guest-sentence.tsx';
import styles from './payments.module.css';
import { amountFault, isDisputed, needsSecondPerson, noteMissing, suggestions } from './refund-arithmetic.ts';
import { RefundBar } from './refund-bar.tsx';
import type { ShownPayment } from './shown-payment.ts';
import { refundTarget, useExpectedSentence } from './use-refund-words.ts';
import { useStay } from './use-stay.ts';

type RefundFormProps = {
  payment: ShownPayment;
  onRefunded: (refund: Refund) => void;
  cancel: () => void /** What stands above the form. */;
  children: ReactNode;
};
type Reason = Refund['reason'];

/** How much, why, what follows; the button says it all, asks where a second person is needed, and stays in sight. */
export function RefundForm({ payment, onRefunded, cancel, children }: RefundFormProps) {
  const { t } = useText();
  const { largest, partial } = payment.canRefund;
  const [text, setText] = useState(partial ? '' : toDecimal(largest));
  const [reason, setReason] = useState<Reason | null>(null);
  const [note, setNote] = useState('');
  const amount = parseAmount(text, largest.currency);
  const fault = amountFault(amount, largest);
  const refund = useRefund(onRefunded);
  const key = useAttemptKey();
  const blocked = fault
    ? t(`refund.faults.${fault}`)
    : reason === null
      ? t('refund.faults.reason')
      : noteMissing(reason, note)
        ? t('refund.faults.note')
        : undefined;
  const submit = () => {
    if (!amount || reason === null || refund.isPending) return;
    const input = { id: payment.id, idempotencyKey: key.value, amount, reason, note: note.trim() === '' ? null : note.trim() };
    refund.mutate(input, { onError: key.refused });
  };
  const footer = (
    <>
      <GuardedButton may="payments.refund" loading={refund.isPending} blocked={blocked} onClick={submit}>
        {amount && !fault ? verbOf(payment, amount, t) : t('refund.open')}
      </GuardedButton>
      <Button variant="default" onClick={cancel} ref={focusOnce}>
        {t('feedback.cancel')}
      </Button>
    </>
  );
  return (
    <DetailDrawer title={t('refund.title')} onClose={cancel} footer={footer}>
      {children}
      <RefundBar payment={payment} />
      <WayNote payment={payment} />
      <AmountField payment={payment} text={text} setText={setText} amount={amount} tooMuch={fault === 'tooMuch'} />
      <ReasonFields reason={reason} setReason={setReason} note={note} setNote={setNote} />
      {amount && !fault && <Expectation payment={payment} amount={amount} />}
      {refund.error && <ErrorPanel fault={refund.error} />}
    </DetailDrawer>
  );
}

/** The way out holds the focus, so that an Enter too many moves no money. */
function focusOnce(button: HTMLButtonElement | null): void {
  button?.focus({ preventScroll: true });
}

function verbOf(payment: ShownPayment, amount: Money, t: ReturnType<typeof useText>['t']): string {
  const { way } = payment.canRefund;
  const words = { amount: showMoney(amount), method: refundTarget(payment, way, t) };
  if (way === 'manual_transfer') return t('refund.transferVerb', words);
  return t(needsSecondPerson(payment.canRefund, amount) ? 'refund.askVerb' : 'refund.verb', words);
}

/** A dispute that is not over, what the provider cannot do itself, and from which amount on one person is not enough. */
function WayNote({ payment }: { payment: ShownPayment }) {
  const { t, pick } = useText();
  const nameOf = useProviderName();
  const { way, approvalAbove, note } = payment.canRefund;
  const words = [
    isDisputed(payment.disputes) ? t('refund.disputed', { provider: nameOf(payment.provider) }) : undefined,
    // The provider's own note says the same and more.
    way === 'manual_transfer' && note === null ? t('refund.byHand', { provider: nameOf(payment.provider) }) : undefined,
    way === 'provider' && approvalAbove !== null ? t('refund.above', { limit: showMoney(approvalAbove) }) : undefined,
    note === null ? undefined : pick(note),
  ].filter((line) => line !== undefined);
  if (words.length === 0) return null;
  return (
    <div className={styles.wayNote} role="note">
      {words.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}

function useRefund(onRefunded: (refund: Refund) => void) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation(
    api.payments.refund.mutationOptions({
      onSuccess: (refund) => {
        onRefunded(refund);
        return queries.invalidateQueries({ queryKey: api.payments.key() });
      },
    }),
  );
}

type AmountFieldProps = {
  payment: ShownPayment;
  text: string;
  setText: (text: string) => void;
  amount: Money | undefined;
  tooMuch: boolean;
};

function AmountField({ payment, text, setText, amount, tooMuch }: AmountFieldProps) {
  const { t } = useText();
  const stay = useStay(payment.reservationId);
  const { largest, partial } = payment.canRefund;
  const offered = partial ? suggestions({ captured: payment.captured, refundable: largest }, stay.data) : [];
  const chosen = offered.find((one) => one.amount.amount === amount?.amount)?.name ?? null;
  const pick = (name: string | null) => {
    const found = offered.find((one) => one.name === name);
    if (found) setText(toDecimal(found.amount));
  };
  return (
    <div>
      <TextInput
        label={t('refund.amount')}
        inputMode="decimal"
        autoComplete="off"
        leftSection={<span aria-hidden>{largest.currency === 'THB' ? '฿' : largest.currency}</span>}
        leftSectionWidth={largest.currency === 'THB' ? undefined : 48}
        readOnly={!partial}
        description={partial ? undefined : t('refund.wholeOnly')}
        value={text}
        error={tooMuch ? t('refund.tooMuch', { left: showMoney(largest) }) : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Chip.Group value={chosen} onChange={pick}>
        <Group gap={6} mt={8} role="group" aria-label={t('refund.suggested')}>
          {offered.map(({ name, amount: offer }) => (
            <Chip key={name} value={name} size="sm" variant="outline">
              {t(`refund.chips.${name}`)} {showMoney(offer)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </div>
  );
}

type ReasonFieldsProps = {
  reason: Reason | null;
  setReason: (reason: Reason | null) => void;
  note: string;
  setNote: (note: string) => void;
};

function ReasonFields({ reason, setReason, note, setNote }: ReasonFieldsProps) {
  const { t } = useText();
  const forced = reason === 'other';
  return (
    <>
      <Select
        label={t('refund.reason')}
        placeholder={t('refund.chooseReason')}
        value={reason}
        data={RefundReason.options.map((one) => ({ value: one, label: t(`refund.reasons.${one}`) }))}
        onChange={(value) => setReason(RefundReason.options.find((one) => one === value) ?? null)}
      />
      <Textarea
        label={t(forced ? 'refund.noteForced' : 'refund.note')}
        required={forced}
        autosize
        minRows={1}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </>
  );
}

/** What follows: what is left then, what the guest will see and when. */
function Expectation({ payment, amount }: { payment: ShownPayment; amount: Money }) {
  const { t } = useText();
  const { sentence, title } = useExpectedSentence(payment, amount, payment.canRefund.way);
  const rest = { ...amount, amount: payment.refundable.amount - amount.amount };
  return (
    <section className={styles.expectation} aria-label={t('refund.tellGuest')}>
      <Text size="xs" className="quiet">
        {t('refund.after', { rest: showMoney(rest) })}
      </Text>
      <Text fw={600} mt={8}>
        {t('refund.tellGuest')}
      </Text>
      <GuestSentence sentence={sentence} slip={{ title, lines: [payment.guest.name, showMoney(amount)] }} />
    </section>
  );
}
