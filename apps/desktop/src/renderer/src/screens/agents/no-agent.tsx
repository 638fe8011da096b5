import { useAgent } from '../../agent/agent-context.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { LanguageButton, useSwitchLanguage } from '../../shell/language.tsx';
import styles from './agents.module.css';
import { AgentsPanel } from './agents-panel.tsx';

/** Shown while the very first answer cannot be had: nothing else can be shown yet. */
export function NoAgent({ fault, retry }: { fault: unknown; retry: () => void }) {
  const { desk } = useAgent();
  const switchLanguage = useSwitchLanguage();
  return (
    <main className={styles.alone}>
      <ErrorPanel fault={fault} retry={retry} />
      {desk && <AgentsPanel desk={desk} />}
      <LanguageButton choose={switchLanguage} />
    </main>
  );
}
