import { Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import styles from './page.module.css';

export type PageProps = {
  title: string;
  /** One line on how things stand. */
  state?: ReactNode;
  actions?: ReactNode;
  /** Whether a detail is open at the right: the content makes room for it. */
  besideDetail?: boolean;
  /** Fills the window's height, so that a list scrolls in itself. */
  fills?: boolean;
  children: ReactNode;
};

export function Page({ title, state, actions, besideDetail = false, fills = false, children }: PageProps) {
  const { t } = useText();
  useDocumentTitle(`${title} · ${t('shell.product')}`);
  return (
    <div className={styles.page} data-beside={besideDetail || undefined} data-fills={fills || undefined}>
      <header className={styles.head}>
        <div className={styles.words}>
          <Title order={1}>{title}</Title>
          {state !== undefined && <p className={styles.state}>{state}</p>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
