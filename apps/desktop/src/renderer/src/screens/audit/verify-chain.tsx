import { IconShieldCheck, IconShieldOff, IconShieldSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useTimeStyle } from '../../time/resort.tsx';
import styles from './audit.module.css';

/** Walks the chain of hashes only when asked: it reads every entry there is. */
export function VerifyChain() {
  const { t } = useText();
  const verdict = useQuery(useApi().access.verifyAudit.queryOptions({ enabled: false, retry: false, gcTime: 0 }));
  return (
    <>
      <div className={styles.chain} data-tone={toneOf(verdict.data)} aria-live="polite">
        <Verdict verdict={verdict.data} at={verdict.dataUpdatedAt} />
        <GuardedButton
          variant="default"
          leftSection={<IconShieldSearch size={16} />}
          loading={verdict.isFetching}
          onClick={() => void verdict.refetch()}
        >
          {t(verdict.data ? 'audit.verifyAgain' : 'audit.verify')}
        </GuardedButton>
      </div>
      {verdict.error && <ErrorPanel fault={verdict.error} />}
    </>
  );
}

type Answer = { intact: boolean; entries: number; firstBroken: number | null };

function toneOf(verdict: Answer | undefined): 'good' | 'bad' | undefined {
  if (!verdict) return undefined;
  return verdict.intact ? 'good' : 'bad';
}

function Verdict({ verdict, at }: { verdict: Answer | undefined; at: number }) {
  const { t } = useText();
  const style = useTimeStyle();
  if (!verdict) {
    return (
      <span className={styles.words}>
        <IconShieldSearch size={20} aria-hidden /> {t('audit.notVerified')}
      </span>
    );
  }
  const Mark = verdict.intact ? IconShieldCheck : IconShieldOff;
  const time = formatInstant(new Date(at).toISOString(), 'clockWithSeconds', style);
  return (
    <span className={styles.words}>
      <Mark size={20} aria-hidden />
      {verdict.intact
        ? t('audit.intact', { count: verdict.entries, time })
        : t('audit.broken', { number: verdict.firstBroken ?? verdict.entries, time })}
    </span>
  );
}
