import type { PaymentMethod } from '@banrimkwae/contract/payments';
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import * as z from 'zod';
import { useApi } from '../../agent/agent-context.tsx';
import { useAttemptKey } from '../../agent/attempt-key.ts';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { showMoney } from '../../money/money-text.tsx';
import { parseAmount } from '../../money/parse-amount.ts';
import { useText } from '../../text/use-text.ts';
import { useResort } from '../../time/resort.tsx';
import { MethodChoice } from './method-choice.tsx';

type Fields = {
  amount: string;
  method: PaymentMethod | null;
  guest: string;
  email: string;
  phone: string;
  room: string;
  booking: string;
  about: string;
};

/** Taking money: how much, how, from whom. Ends with a QR or a link for the guest. */
export function TakePayment() {
  const { t } = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: '/payments' });
  const options = useQuery(useApi().payments.options.queryOptions({ refetchOnMount: 'always' }));
  const { currency } = useResort();
  const form = useTakeForm(currency);
  const close = () => void navigate({ to: '/payments', search });
  const create = useCreate();
  const amount = parseAmount(form.values.amount, currency);
  const works = options.data?.some((option) => option.method === form.values.method && option.available) ?? false;
  return (
    <DetailDrawer title={t('payments.take')} onClose={close}>
      <form onSubmit={form.onSubmit((values) => create.submit(values, currency))}>
        <Stack gap={16}>
          <TextInput
            label={t('payments.amount')}
            size="lg"
            inputMode="decimal"
            autoComplete="off"
            autoFocus
            leftSection={<span aria-hidden>{currency === 'THB' ? '฿' : currency}</span>}
            {...form.getInputProps('amount')}
          />
          <Loaded query={options} skeleton={null}>
            {(data) => <MethodChoice options={data} value={form.values.method} choose={(method) => form.setFieldValue('method', method)} />}
          </Loaded>
          <TextInput label={t('payments.guest')} maxLength={120} {...form.getInputProps('guest')} />
          <Group grow>
            <TextInput label={t('payments.room')} maxLength={30} {...form.getInputProps('room')} />
            <TextInput label={t('payments.booking')} maxLength={80} {...form.getInputProps('booking')} />
          </Group>
          <TextInput label={t('payments.about')} maxLength={200} {...form.getInputProps('about')} />
          <Group grow align="flex-start">
            <TextInput label={t('payments.email')} description={t('payments.emailWhy')} type="email" {...form.getInputProps('email')} />
            <TextInput label={t('payments.phone')} description={t('payments.optional')} maxLength={30} {...form.getInputProps('phone')} />
          </Group>
          {create.error && <ErrorPanel fault={create.error} />}
          <Group gap={8}>
            <GuardedButton
              may="payments.take"
              type="submit"
              loading={create.isPending}
              blocked={form.values.method === null || works ? undefined : t('payments.methodDown')}
            >
              {amount && form.values.method
                ? t(`payments.takeVerb.${form.values.method}`, { amount: showMoney(amount) })
                : t('payments.take')}
            </GuardedButton>
            <Button variant="default" onClick={close}>
              {t('feedback.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </DetailDrawer>
  );
}

function useTakeForm(currency: string) {
  const { t } = useText();
  const required = (value: string) => (value.trim() === '' ? t('payments.required') : null);
  return useForm<Fields>({
    initialValues: { amount: '', method: null, guest: '', email: '', phone: '', room: '', booking: '', about: t('payments.defaultAbout') },
    validate: {
      amount: (value) => (parseAmount(value, currency) ? null : t('payments.amountWrong')),
      guest: required,
      about: required,
      email: (value) => (value.trim() === '' || z.email().safeParse(value.trim()).success ? null : t('payments.emailWrong')),
    },
  });
}

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());

function useCreate() {
  const api = useApi();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const key = useAttemptKey();
  const create = useMutation(
    api.payments.create.mutationOptions({
      onError: key.refused,
      onSuccess: async (payment) => {
        await navigate({ to: payment.action ? '/pay/$paymentId' : '/payments/$paymentId', params: { paymentId: payment.id } });
        await queries.invalidateQueries({ queryKey: api.payments.key() });
      },
    }),
  );
  const submit = (values: Fields, currency: string) => {
    const amount = parseAmount(values.amount, currency);
    if (!amount || values.method === null || create.isPending) return;
    create.mutate({
      idempotencyKey: key.value,
      method: values.method,
      amount,
      description: values.about.trim(),
      guest: { name: values.guest.trim(), email: orNull(values.email), phone: orNull(values.phone) },
      reservationId: orNull(values.booking),
      room: orNull(values.room),
    });
  };
  return { submit, error: create.error, isPending: create.isPending };
}
