import type { Payment } from '@banrimkwae/contract/payments';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useApi } from '../../agent/agent-context.tsx';
import { useAttemptKey } from '../../agent/attempt-key.ts';
import details from '../../details/details.module.css';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { StaleNote } from '../../feedback/stale-note.tsx';
import { showMoney } from '../../money/money-text.tsx';
import { parseAmount } from '../../money/parse-amount.ts';
import { useText } from '../../text/use-text.ts';
import { useResort } from '../../time/resort.tsx';
import { AmountFields } from './amount-fields.tsx';
import { GuestFields } from './guest-fields.tsx';
import { MethodChoice, useObstacleWords } from './method-choice.tsx';
import { MethodFields } from './method-fields.tsx';
import { currenciesOf, type Option, type Way, waysOf } from './payment-ways.ts';
import styles from './payments.module.css';
import { createInput, missingNeed, type TakeForm, useTakeForm } from './take-fields.ts';

/** Taking money: how much, how, from whom. Ends with a QR or a link for the guest. */
export function TakePayment() {
  const { t } = useText();
  const navigate = useNavigate();
  const { again, ...search } = useSearch({ from: '/payments/new' });
  const api = useApi();
  const options = useQuery(api.payments.options.queryOptions({ refetchOnMount: 'always' }));
  const before = useQuery({ ...api.payments.get.queryOptions({ input: { id: again ?? '-' } }), enabled: again !== undefined });
  const close = () => void navigate({ to: '/payments', search });
  if (options.data && options.data.length > 0 && (again === undefined || before.data)) {
    return <Form key={again} options={options} data={options.data} again={before.data} close={close} />;
  }
  return (
    <DetailDrawer title={t('payments.take')} onClose={close}>
      {again !== undefined && before.error ? <ErrorPanel fault={before.error} /> : <Loaded query={options}>{() => <NoWay />}</Loaded>}
    </DetailDrawer>
  );
}

type FormProps = {
  options: Parameters<typeof StaleNote>[0]['query'];
  data: readonly Option[];
  again: Payment | undefined;
  close: () => void;
};

/** The button stays in sight while the fields scroll. */
function Form({ options, data, again, close }: FormProps) {
  const { t } = useText();
  const { currency } = useResort();
  const form = useTakeForm(currency, again);
  const create = useCreate();
  const { values } = form;
  const amount = parseAmount(values.amount, values.currency);
  const ways = waysOf(data, { currency: values.currency, amount, hold: values.hold, provider: values.provider });
  const way = ways.find(({ method }) => method === values.method);
  const footer = (
    <>
      <Take form={form} way={way} busy={create.isPending} verb={amount && showMoney(amount)} />
      <Button variant="default" onClick={close}>
        {t('feedback.cancel')}
      </Button>
    </>
  );
  return (
    <form onSubmit={form.onSubmit(() => create.submit(form, way))} noValidate className={styles.sheet}>
      <DetailDrawer title={t('payments.take')} onClose={close} footer={footer}>
        <StaleNote query={options} />
        <AmountFields form={form} currencies={currenciesOf(data, currency)} amount={amount} />
        <MethodChoice
          ways={ways}
          currency={values.currency}
          value={values.method}
          choose={(method) => form.setValues({ method, provider: null, bank: null })}
        />
        <MethodFields form={form} way={way} options={data} />
        <GuestFields form={form} way={way} />
        {create.error && <ErrorPanel fault={create.error} />}
      </DetailDrawer>
    </form>
  );
}

function Take({ form, way, busy, verb }: { form: TakeForm; way: Way | undefined; busy: boolean; verb: string | undefined }) {
  const { t } = useText();
  const words = useObstacleWords(form.values.currency);
  const missing = missingNeed(way, form.values);
  const blocked = way?.obstacle ? words(way.obstacle) : missing && t(`payments.missing.${missing}`);
  return (
    <GuardedButton may="payments.take" type="submit" loading={busy} blocked={blocked}>
      {verb !== undefined && way ? t(`payments.takeVerb.${way.method}`, { amount: verb }) : t('payments.take')}
    </GuardedButton>
  );
}

function NoWay() {
  const { t } = useText();
  return (
    <p role="note">
      {t('payments.noWay')}{' '}
      <Link to="/connections" className={details.link}>
        {t('payments.noWayNext')}
      </Link>
    </p>
  );
}

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
  const submit = (form: TakeForm, way: Way | undefined) => {
    const input = createInput(form.values, way);
    if (input && !create.isPending) create.mutate({ idempotencyKey: key.value, ...input });
  };
  return { submit, error: create.error, isPending: create.isPending };
}
