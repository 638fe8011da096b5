import { roles } from '@banrimkwae/contract/roles';
import { Select, TextInput } from '@mantine/core';
import { useText } from '../../text/use-text.ts';
import styles from './money-rules.module.css';
import { RemoveButton } from './row-buttons.tsx';
import { RuleSection } from './rule-section.tsx';
import type { LimitDraft } from './rules-draft.ts';
import type { SectionProps } from './section-props.ts';
import { useHolderName } from './use-rule-words.ts';

const holders = [...roles.filter((role) => role !== 'viewer'), 'api_key'] as const;

/** Up to which amount one person refunds alone. */
export function LimitsSection({ rows, set, choices, wrong, newKey }: SectionProps<LimitDraft>) {
  const { t } = useText();
  const holderName = useHolderName();
  const change = (key: string, part: Partial<LimitDraft>) => set(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  const free = holders.find((holder) => !rows.some((row) => row.holder === holder && row.currency === choices.usual));
  return (
    <RuleSection
      title={t('moneyRules.limits')}
      why={t('moneyRules.limitsWhy')}
      none={rows.length === 0 ? t('moneyRules.limitsNone') : undefined}
      add={t('moneyRules.addLimit')}
      onAdd={() => set([...rows, { key: newKey(), holder: free ?? 'front_desk', currency: choices.usual, amount: '' }])}
    >
      {rows.map((row) => (
        <div key={row.key} className={styles.row}>
          <Select
            w={180}
            aria-label={t('moneyRules.who')}
            allowDeselect={false}
            value={row.holder}
            data={holders.map((holder) => ({ value: holder, label: holderName(holder) }))}
            onChange={(value) => change(row.key, { holder: holders.find((one) => one === value) ?? row.holder })}
          />
          <span>{t('moneyRules.upToWords')}</span>
          <TextInput
            w={140}
            aria-label={t('moneyRules.amountOf', { what: holderName(row.holder) })}
            inputMode="decimal"
            value={row.amount}
            error={wrong.has(row.key)}
            onChange={({ currentTarget: { value } }) => change(row.key, { amount: value })}
          />
          <Select
            w={96}
            aria-label={t('moneyRules.currency')}
            allowDeselect={false}
            value={row.currency}
            data={choices.currencies}
            onChange={(value) => change(row.key, { currency: value ?? row.currency })}
          />
          <RemoveButton what={`${holderName(row.holder)}, ${row.currency}`} remove={() => set(rows.filter(({ key }) => key !== row.key))} />
          {wrong.has(row.key) && row.amount !== '' && <span className={styles.wrong}>{t('moneyRules.wrongLimit')}</span>}
        </div>
      ))}
    </RuleSection>
  );
}
