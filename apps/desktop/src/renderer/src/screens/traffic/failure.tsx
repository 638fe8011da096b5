import { IconAlertTriangle } from '@tabler/icons-react';
import styles from './traffic.module.css';

/** Why a thing did not work, in the words it was recorded with. */
export function Failure({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <p className={styles.failure} role="note">
      <IconAlertTriangle size={16} aria-hidden />
      <span>{text}</span>
    </p>
  );
}
