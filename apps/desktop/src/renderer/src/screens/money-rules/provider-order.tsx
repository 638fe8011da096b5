import { Select } from '@mantine/core';
import { useText } from '../../text/use-text.ts';
import styles from './money-rules.module.css';
import { MoveButtons, RemoveButton } from './row-buttons.tsx';
import { moved } from './rules-draft.ts';
import type { Choices } from './use-choices.ts';

type Props = { providers: string[]; choices: Choices['providers']; set: (providers: string[]) => void };

/** Who is asked first, second, …: moved by buttons, so also by keyboard. */
export function ProviderOrder({ providers, choices, set }: Props) {
  const { t } = useText();
  const others = choices.filter(({ value }) => !providers.includes(value));
  const nameOf = (id: string) => choices.find(({ value }) => value === id)?.label ?? id;
  return (
    <div>
      <p className={styles.label}>{t('moneyRules.order')}</p>
      <ol className={styles.order}>
        {providers.map((provider, index) => (
          <li key={provider} className={styles.provider}>
            <span className={styles.place}>{index + 1}</span>
            <span className={styles.providerName}>{nameOf(provider)}</span>
            <MoveButtons
              what={nameOf(provider)}
              first={index === 0}
              last={index === providers.length - 1}
              move={(step) => set(moved(providers, index, step))}
            />
            <RemoveButton what={nameOf(provider)} remove={() => set(providers.filter((one) => one !== provider))} />
          </li>
        ))}
        {others.length > 0 && (
          <li>
            <Select
              w={190}
              size="xs"
              aria-label={t('moneyRules.addProvider')}
              placeholder={t('moneyRules.addProvider')}
              value={null}
              data={others}
              onChange={(value) => value !== null && set([...providers, value])}
            />
          </li>
        )}
      </ol>
    </div>
  );
}
