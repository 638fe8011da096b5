import { type Payment, paymentMethods, paymentStates } from '@banrimkwae/contract/payments';
import { toDecimal } from '@banrimkwae/money';
import { Group, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useAgent } from '../../agent/agent-context.tsx';
import { ProviderFilter, useProviderName } from '../../connections/provider-name.tsx';
import { ExportButton } from '../../lists/export-button.tsx';
import { useSearchText } from '../../lists/use-search-text.ts';
import { useText } from '../../text/use-text.ts';
import { useResort } from '../../time/resort.tsx';
import { type PaymentFilter, wanted } from './payment-filter.ts';
import styles from './payments.module.css';

/** Narrows the list by guest, state, provider, way and day; what is left can be saved as a table. */
export function PaymentFilters({ filter }: { filter: PaymentFilter }) {
  const { t } = useText();
  const navigate = useNavigate();
  const set = (next: PaymentFilter) => void navigate({ to: '.', search: next, replace: true });
  const [text, setText] = useSearchText(filter.q, (q) => set({ ...filter, q }));
  return (
    <Group gap={8}>
      <TextInput
        w={256}
        leftSection={<IconSearch size={16} />}
        placeholder={t('payments.searchHint')}
        aria-label={t('payments.search')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Select
        w={150}
        clearable
        clearButtonProps={{ 'aria-label': t('payments.anyState') }}
        placeholder={t('payments.anyState')}
        aria-label={t('payments.state')}
        value={filter.state ?? null}
        data={paymentStates.map((state) => ({ value: state, label: t(`states.payment.${state}`) }))}
        onChange={(state) => set({ ...filter, state: state ?? undefined })}
      />
      <Select
        w={150}
        clearable
        clearButtonProps={{ 'aria-label': t('payments.anyMethod') }}
        placeholder={t('payments.anyMethod')}
        aria-label={t('payments.method')}
        value={filter.method ?? null}
        data={paymentMethods.map((method) => ({ value: method, label: t(`payments.methods.${method}`) }))}
        onChange={(method) => set({ ...filter, method: method ?? undefined })}
      />
      <ProviderFilter value={filter.provider} choose={(provider) => set({ ...filter, provider })} />
      <DayField label={t('payments.fromDay')} value={filter.from} choose={(from) => set({ ...filter, from })} />
      <DayField label={t('payments.toDay')} value={filter.to} choose={(to) => set({ ...filter, to })} />
    </Group>
  );
}

type DayFieldProps = { label: string; value: string | undefined; choose: (day: string | undefined) => void };

function DayField({ label, value, choose }: DayFieldProps) {
  return (
    <TextInput
      w={188}
      type="date"
      aria-label={label}
      leftSection={<span className={styles.dayLabel}>{label}</span>}
      leftSectionWidth={56}
      value={value ?? ''}
      onChange={(event) => choose(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    />
  );
}

/** The list as it is filtered, with what the provider really gave, for the books. */
export function PaymentExport({ filter }: { filter: PaymentFilter }) {
  const { t } = useText();
  const { client } = useAgent();
  const { timeZone } = useResort();
  const nameOf = useProviderName();
  return (
    <ExportButton<Payment>
      name="payments"
      read={(paging) => client.payments.search({ ...paging, ...wanted(filter, timeZone) })}
      columns={[
        [t('payments.ourId'), ({ id }) => id],
        [t('payments.created'), ({ createdAt }) => createdAt],
        [t('payments.paidAt'), ({ paidAt }) => paidAt ?? ''],
        [t('payments.state'), ({ state }) => t(`states.payment.${state}`)],
        [t('payments.guest'), ({ guest }) => guest.name],
        [t('payments.room'), ({ room }) => room ?? ''],
        [t('payments.booking'), ({ reservationId }) => reservationId ?? ''],
        [t('payments.about'), ({ description }) => description],
        [t('payments.method'), ({ method, methodDetail }) => methodDetail ?? t(`payments.methods.${method}`)],
        [t('payments.provider'), ({ provider }) => nameOf(provider)],
        [t('payments.reference'), ({ providerPaymentId }) => providerPaymentId ?? ''],
        [t('payments.currency'), ({ amount }) => amount.currency],
        [t('payments.amount'), ({ amount }) => toDecimal(amount)],
        [t('payments.captured'), ({ captured }) => toDecimal(captured)],
        [t('refund.refunded'), ({ refunded }) => toDecimal(refunded)],
        [t('payments.settlementCurrency'), ({ settlement }) => settlement?.net.currency ?? ''],
        [t('payments.gross'), ({ settlement }) => (settlement ? toDecimal(settlement.gross) : '')],
        [t('payments.fee'), ({ settlement, fee }) => (settlement ? toDecimal(settlement.fee) : fee ? toDecimal(fee) : '')],
        [t('payments.net'), ({ settlement }) => (settlement ? toDecimal(settlement.net) : '')],
        [t('payments.rate'), ({ settlement }) => settlement?.rate ?? ''],
        [t('payments.settledAt'), ({ settlement }) => settlement?.at ?? ''],
      ]}
    />
  );
}
