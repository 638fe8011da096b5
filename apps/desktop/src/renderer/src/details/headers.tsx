import { Fragment } from 'react';
import { useText } from '../text/use-text.ts';
import styles from './details.module.css';

/** HTTP headers, secrets hidden before they came here. */
export function Headers({ headers }: { headers: Readonly<Record<string, string>> }) {
  const { t } = useText();
  const pairs = Object.entries(headers);
  if (pairs.length === 0) return <p className={styles.empty}>{t('feedback.emptyBody')}</p>;
  return (
    <dl className={styles.pairs}>
      {pairs.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
