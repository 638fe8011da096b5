import { PaymentMethod } from '@banrimkwae/contract/payments';
import { Select, TextInput } from '@mantine/core';
import { useText } from '../../text/use-text.ts';
import styles from './money-rules.module.css';
import { ProviderOrder } from './provider-order.tsx';
import { MoveButtons, RemoveButton } from './row-buttons.tsx';
import { RuleSection } from './rule-section.tsx';
import { moved, type RouteDraft } from './rules-draft.ts';
import type { SectionProps } from './section-props.ts';
import type { Choices } from './use-choices.ts';

/** Which provider is asked first: the first rule that fits decides. */
export function RoutingSection({ rows, set, choices, wrong, newKey }: SectionProps<RouteDraft>) {
  const { t } = useText();
  const add = () =>
    set([
      ...rows,
      {
        key: newKey(),
        method: null,
        currency: null,
        from: '',
        upTo: '',
        providers: choices.providers.slice(0, 1).map(({ value }) => value),
      },
    ]);
  return (
    <RuleSection
      title={t('moneyRules.routing')}
      why={t('moneyRules.routingWhy')}
      none={rows.length === 0 ? t('moneyRules.routingNone') : undefined}
      add={t('moneyRules.addRoute')}
      onAdd={add}
    >
      <ol className={styles.rules}>
        {rows.map((row, index) => {
          const what = t('moneyRules.rule', { number: index + 1 });
          return (
            <li key={row.key} className={styles.rule} aria-label={what}>
              <div className={styles.ruleHead}>
                <strong>{what}</strong>
                <span className={styles.buttons}>
                  <MoveButtons
                    what={what}
                    first={index === 0}
                    last={index === rows.length - 1}
                    move={(step) => set(moved(rows, index, step))}
                  />
                  <RemoveButton what={what} remove={() => set(rows.filter(({ key }) => key !== row.key))} />
                </span>
              </div>
              <Rule row={row} choices={choices} wrong={wrong.has(row.key)} change={(part) => set(rows.with(index, { ...row, ...part }))} />
            </li>
          );
        })}
      </ol>
    </RuleSection>
  );
}

type RuleProps = { row: RouteDraft; choices: Choices; wrong: boolean; change: (part: Partial<RouteDraft>) => void };

function Rule({ row, choices, wrong, change }: RuleProps) {
  const { t } = useText();
  const bound = (name: 'from' | 'upTo') => (
    <TextInput
      w={130}
      label={t(`moneyRules.${name}`)}
      inputMode="decimal"
      disabled={row.currency === null}
      placeholder={t('moneyRules.noBound')}
      value={row.currency === null ? '' : row[name]}
      error={wrong && row.providers.length > 0 && row[name] !== ''}
      onChange={({ currentTarget: { value } }) => change({ [name]: value })}
    />
  );
  return (
    <>
      <div className={styles.row}>
        <Select
          w={190}
          clearable
          label={t('payments.method')}
          placeholder={t('moneyRules.anyMethod')}
          clearButtonProps={{ 'aria-label': t('moneyRules.anyMethod') }}
          value={row.method}
          data={choices.methods}
          onChange={(value) => change({ method: PaymentMethod.options.find((one) => one === value) ?? null })}
        />
        <Select
          w={152}
          clearable
          label={t('moneyRules.currency')}
          placeholder={t('moneyRules.anyCurrency')}
          clearButtonProps={{ 'aria-label': t('moneyRules.anyCurrency') }}
          value={row.currency}
          data={choices.currencies}
          onChange={(currency) => change({ currency, ...(currency === null && { from: '', upTo: '' }) })}
        />
        {bound('from')}
        {bound('upTo')}
      </div>
      <ProviderOrder providers={row.providers} choices={choices.providers} set={(providers) => change({ providers })} />
      {wrong && <p className={styles.wrong}>{t(row.providers.length === 0 ? 'moneyRules.wrongOrder' : 'moneyRules.wrongRange')}</p>}
    </>
  );
}
