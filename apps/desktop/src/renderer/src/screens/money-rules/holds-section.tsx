import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { useText } from '../../text/use-text.ts';
import styles from './money-rules.module.css';
import { RemoveButton } from './row-buttons.tsx';
import { RuleSection } from './rule-section.tsx';
import type { HoldsDraft, OverDraft } from './rules-draft.ts';
import type { SectionProps } from './section-props.ts';

const levels = ['elevated', 'highest'] as const;
const MOST_TRIES = 50;
const USUAL_TRIES = 4;

type HoldsProps = Pick<SectionProps<OverDraft>, 'choices' | 'wrong' | 'newKey'> & { holds: HoldsDraft; set: (holds: HoldsDraft) => void };

/** What makes a payment wait for a person before the money is taken. */
export function HoldsSection({ holds, set, choices, wrong, newKey }: HoldsProps) {
  const { t } = useText();
  const { riskLevels, amountOver, countryMismatch, triesOver } = holds;
  const over = (rows: OverDraft[]) => set({ ...holds, amountOver: rows });
  return (
    <RuleSection
      title={t('moneyRules.holds')}
      why={t('moneyRules.holdsWhy')}
      none={undefined}
      add={t('moneyRules.addOver')}
      onAdd={() => over([...amountOver, { key: newKey(), currency: choices.usual, amount: '' }])}
    >
      {levels.map((level) => (
        <Checkbox
          key={level}
          label={t(`moneyRules.risks.${level}`)}
          checked={riskLevels.includes(level)}
          onChange={({ currentTarget: { checked } }) =>
            set({ ...holds, riskLevels: levels.filter((one) => (one === level ? checked : riskLevels.includes(one))) })
          }
        />
      ))}
      <Checkbox
        label={t('moneyRules.country')}
        checked={countryMismatch}
        onChange={({ currentTarget: { checked } }) => set({ ...holds, countryMismatch: checked })}
      />
      <div className={styles.row}>
        <Checkbox
          label={t('moneyRules.tries')}
          checked={triesOver !== null}
          onChange={({ currentTarget: { checked } }) => set({ ...holds, triesOver: checked ? USUAL_TRIES : null })}
        />
        {triesOver !== null && (
          <NumberInput
            w={80}
            aria-label={t('moneyRules.triesCount')}
            min={1}
            max={MOST_TRIES}
            allowDecimal={false}
            clampBehavior="strict"
            value={triesOver}
            onChange={(value) => set({ ...holds, triesOver: Math.max(1, Number(value)) })}
          />
        )}
      </div>
      {amountOver.map((row, index) => (
        <Over
          key={row.key}
          row={row}
          currencies={choices.currencies}
          wrong={wrong.has(row.key)}
          change={(part) => over(amountOver.with(index, { ...row, ...part }))}
          remove={() => over(amountOver.filter(({ key }) => key !== row.key))}
        />
      ))}
    </RuleSection>
  );
}

type OverProps = {
  row: OverDraft;
  currencies: string[];
  wrong: boolean;
  change: (part: Partial<OverDraft>) => void;
  remove: () => void;
};

function Over({ row, currencies, wrong, change, remove }: OverProps) {
  const { t } = useText();
  return (
    <div className={styles.row}>
      <span>{t('moneyRules.over')}</span>
      <TextInput
        w={140}
        aria-label={t('moneyRules.over')}
        inputMode="decimal"
        value={row.amount}
        error={wrong}
        onChange={({ currentTarget: { value } }) => change({ amount: value })}
      />
      <Select
        w={96}
        aria-label={t('moneyRules.currency')}
        allowDeselect={false}
        value={row.currency}
        data={currencies}
        onChange={(value) => change({ currency: value ?? row.currency })}
      />
      <RemoveButton what={`${t('moneyRules.over')} ${row.amount} ${row.currency}`} remove={remove} />
    </div>
  );
}
