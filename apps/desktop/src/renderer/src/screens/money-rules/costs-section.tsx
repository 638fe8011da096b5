import { PaymentMethod } from '@banrimkwae/contract/payments';
import { Select, TextInput } from '@mantine/core';
import { useText } from '../../text/use-text.ts';
import styles from './money-rules.module.css';
import { RemoveButton } from './row-buttons.tsx';
import { RuleSection } from './rule-section.tsx';
import type { CostDraft } from './rules-draft.ts';
import type { SectionProps } from './section-props.ts';

/** What a payment costs where, by which the cheapest provider is chosen. */
export function CostsSection({ rows, set, choices, wrong, newKey }: SectionProps<CostDraft>) {
  const { t } = useText();
  const [first] = choices.providers;
  return (
    <RuleSection
      title={t('moneyRules.costs')}
      why={t('moneyRules.costsWhy')}
      none={rows.length === 0 ? t('moneyRules.costsNone') : undefined}
      add={t('moneyRules.addCost')}
      onAdd={() =>
        set([
          ...rows,
          { key: newKey(), provider: first?.value ?? '', method: 'card_link', percent: '', fixed: '', currency: choices.usual },
        ])
      }
    >
      {rows.map((row, index) => (
        <Cost
          key={row.key}
          row={row}
          choices={choices}
          wrong={wrong.has(row.key)}
          change={(part) => set(rows.with(index, { ...row, ...part }))}
          remove={() => set(rows.filter(({ key }) => key !== row.key))}
        />
      ))}
    </RuleSection>
  );
}

type CostProps = Pick<SectionProps<CostDraft>, 'choices'> & {
  row: CostDraft;
  wrong: boolean;
  change: (part: Partial<CostDraft>) => void;
  remove: () => void;
};

function Cost({ row, choices, wrong, change, remove }: CostProps) {
  const { t } = useText();
  const provider = choices.providers.find(({ value }) => value === row.provider)?.label ?? row.provider;
  const what = `${provider}, ${t(`payments.methods.${row.method}`)}`;
  return (
    <div className={styles.row}>
      <Select
        w={150}
        aria-label={t('payments.provider')}
        allowDeselect={false}
        value={row.provider}
        data={choices.providers}
        onChange={(value) => change({ provider: value ?? row.provider })}
      />
      <Select
        w={190}
        aria-label={t('payments.method')}
        allowDeselect={false}
        value={row.method}
        data={choices.methods}
        onChange={(value) => change({ method: PaymentMethod.options.find((one) => one === value) ?? row.method })}
      />
      <TextInput
        w={96}
        aria-label={t('moneyRules.percentOf', { what })}
        inputMode="decimal"
        rightSection="%"
        value={row.percent}
        error={wrong}
        onChange={({ currentTarget: { value } }) => change({ percent: value })}
      />
      <span aria-hidden>+</span>
      <TextInput
        w={110}
        aria-label={t('moneyRules.fixedOf', { what })}
        placeholder={t('moneyRules.noFixed')}
        inputMode="decimal"
        value={row.fixed}
        error={wrong}
        onChange={({ currentTarget: { value } }) => change({ fixed: value })}
      />
      <Select
        w={96}
        aria-label={t('moneyRules.currency')}
        allowDeselect={false}
        value={row.currency}
        data={choices.currencies}
        onChange={(value) => change({ currency: value ?? row.currency })}
      />
      <RemoveButton what={what} remove={remove} />
      {wrong && row.percent !== '' && <span className={styles.wrong}>{t('moneyRules.wrongCost')}</span>}
    </div>
  );
}
