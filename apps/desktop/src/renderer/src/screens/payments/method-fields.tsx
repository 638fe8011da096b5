import { Checkbox, Select, Text } from '@mantine/core';
import details from '../../details/details.module.css';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';
import { banksOf, limitsOf, needsOf, type Option, type Way } from './payment-ways.ts';
import type { TakeForm } from './take-fields.ts';

type MethodFieldsProps = { form: TakeForm; way: Way | undefined; options: readonly Option[] };

/** What the chosen way asks for, its limits, whether the amount is only held, and which provider, should that matter. */
export function MethodFields({ form, way, options }: MethodFieldsProps) {
  const { t } = useText();
  const { method } = form.values;
  const ofMethod = options.filter((option) => option.method === method && option.deskUse);
  const needs = way && needsOf(way);
  const asksBank = needs?.must.includes('bank') || needs?.may.includes('bank');
  return (
    <>
      {way && <Limits way={way} currency={form.values.currency} />}
      {way && asksBank && (
        <Select
          label={t('payments.bank')}
          placeholder={t('payments.chooseBank')}
          required={needs?.must.includes('bank') ?? false}
          data={banksOf(way).map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('bank')}
        />
      )}
      {options.some(({ manualCapture, deskUse }) => manualCapture && deskUse) && (
        <Checkbox label={t('payments.hold')} description={t('payments.holdWhat')} {...form.getInputProps('hold', { type: 'checkbox' })} />
      )}
      {ofMethod.length > 1 && <ProviderFold form={form} options={ofMethod} />}
    </>
  );
}

function Limits({ way, currency }: { way: Way; currency: string }) {
  const { t } = useText();
  const { least, most } = limitsOf(way, currency);
  if (!least && !most) return null;
  const words =
    least && most
      ? t('payments.limits.both', { least: showMoney(least), most: showMoney(most) })
      : least
        ? t('payments.limits.least', { least: showMoney(least) })
        : t('payments.limits.most', { most: most ? showMoney(most) : '' });
  return (
    <Text size="xs" className="quiet" mt={-12}>
      {words}
    </Text>
  );
}

function ProviderFold({ form, options }: { form: TakeForm; options: readonly Option[] }) {
  const { t } = useText();
  return (
    <details className={details.fold}>
      <summary>{t('payments.byProvider')}</summary>
      <Select
        mt={8}
        clearable
        clearButtonProps={{ 'aria-label': t('payments.byRules') }}
        aria-label={t('payments.provider')}
        placeholder={t('payments.byRules')}
        description={t('payments.byRulesWhy')}
        data={options.map(({ provider, providerName, available }) => ({ value: provider, label: providerName, disabled: !available }))}
        {...form.getInputProps('provider')}
      />
    </details>
  );
}
