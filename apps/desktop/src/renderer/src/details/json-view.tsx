import { useText } from '../text/use-text.ts';
import styles from './details.module.css';

/** A body as it was sent: indented when it is JSON, as it came when not. */
export function JsonView({ text, label }: { text: string; label: string }) {
  const { t } = useText();
  return (
    <section aria-label={label}>
      {text === '' ? <p className={styles.empty}>{t('feedback.emptyBody')}</p> : <pre className={styles.block}>{prettyJson(text)}</pre>}
    </section>
  );
}

/** JSON indented by two; any other text unchanged. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch (fault) {
    if (fault instanceof SyntaxError) return text;
    throw fault;
  }
}
