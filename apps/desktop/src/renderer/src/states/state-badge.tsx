import type { Icon } from '@tabler/icons-react';
import styles from './state-badge.module.css';
import type { Tone } from './tone.ts';

export type StateLook = { tone: Tone; icon: Icon };

/** A state as icon, word and colour: never by colour alone. */
export function StateBadge({ look, children }: { look: StateLook; children: string }) {
  const Mark = look.icon;
  return (
    <span className={styles.badge} data-tone={look.tone}>
      <Mark size={14} stroke={2} aria-hidden />
      {children}
    </span>
  );
}
