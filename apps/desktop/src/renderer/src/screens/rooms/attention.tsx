import type { AttentionCode } from '@banrimkwae/contract/channel';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { useText } from '../../text/use-text.ts';
import styles from './rooms.module.css';

/** Why a person should look at a reservation, each with the next step. */
export function AttentionList({ attention }: { attention: readonly AttentionCode[] }) {
  const { t } = useText();
  if (attention.length === 0) return null;
  return (
    <ul className={styles.attention}>
      {attention.map((code) => (
        <li key={code}>
          <IconAlertTriangle size={18} aria-hidden className={styles.mark} />
          <div>
            <p className={styles.what}>{t(`rooms.attention.${code}.what`)}</p>
            <p className={styles.next}>{t(`rooms.attention.${code}.next`)}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** How many reservations need a look, for the head of a screen. */
export function AttentionLine() {
  const { t } = useText();
  const overview = useQuery(useApi().system.overview.queryOptions());
  if (!overview.data) return <>&nbsp;</>;
  const { attention } = overview.data.rooms;
  return attention === 0 ? t('rooms.allWell') : t('rooms.needsLook', { count: attention });
}
