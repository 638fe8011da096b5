import type { Money } from '@banrimkwae/contract/primitives';
import { Group, Select, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { faultWords } from '../../agent/agent-fault.ts';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useResort, useTimeStyle } from '../../time/resort.tsx';
import type { TakeForm } from './take-fields.ts';

type AmountFieldsProps = { form: TakeForm; currencies: readonly string[]; amount: Money | undefined };

/** How much, in the money the guest thinks in; beside it what that is at home. */
export function AmountFields({ form, currencies, amount }: AmountFieldsProps) {
  const { t } = useText();
  const { currency } = useResort();
  return (
    <div>
      <Group gap={8} align="flex-start" wrap="nowrap">
        <TextInput
          label={t('payments.amount')}
          size="lg"
          flex={1}
          inputMode="decimal"
          autoComplete="off"
          autoFocus
          {...form.getInputProps('amount')}
        />
        <Select
          label={t('payments.currency')}
          size="lg"
          w={116}
          allowDeselect={false}
          data={[...currencies]}
          value={form.values.currency}
          onChange={(value) => form.setFieldValue('currency', value ?? currency)}
        />
      </Group>
      {amount && amount.currency !== currency && <AtHome amount={amount} currency={currency} />}
    </div>
  );
}

const TYPING = 300;

/** By the daily rate, for the conversation at the desk: the guest's bank decides what it really costs. */
function AtHome({ amount, currency }: { amount: Money; currency: string }) {
  const { t, language } = useText();
  const style = useTimeStyle();
  const [asked] = useDebouncedValue(amount, TYPING);
  const home = useQuery({
    ...useApi().fx.convert.queryOptions({ input: { amount: asked.amount, currency: asked.currency, to: currency } }),
    placeholderData: (before) => before,
    retry: false,
  });
  const said = () => {
    if (home.error) return t('payments.noRate', { why: faultWords(home.error, language).message });
    if (!home.data || home.data.of.currency !== amount.currency) return '…';
    const { money, rate, source, at } = home.data;
    return t('payments.atHome', { money: showMoney(money), rate, time: formatInstant(at, 'dayAndClock', style), source });
  };
  return (
    <Text size="xs" className="quiet" mt={4} role="status">
      {said()}
    </Text>
  );
}
