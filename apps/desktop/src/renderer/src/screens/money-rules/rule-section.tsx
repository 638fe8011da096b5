import { Button, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './money-rules.module.css';

export type RuleSectionProps = {
  title: string;
  /** What these rules do, in one sentence. */
  why: string;
  /** Said while there is none. */
  none: string | undefined;
  add: string;
  onAdd: () => void;
  children: ReactNode;
};

/** One kind of rules: what they do, the rules, and a way to add one. */
export function RuleSection({ title, why, none, add, onAdd, children }: RuleSectionProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <Title order={2}>{title}</Title>
      <p className={styles.why}>{why}</p>
      {none !== undefined && <p className={styles.none}>{none}</p>}
      {children}
      <Button variant="default" size="compact-sm" w="fit-content" leftSection={<IconPlus size={14} />} onClick={onAdd}>
        {add}
      </Button>
    </section>
  );
}
