import type { ProviderHealth } from '@banrimkwae/contract/providers';
import { useText } from '../text/use-text.ts';
import styles from './connections.module.css';

const HEIGHT = 24;
const STEP = 5;

/** One path for all bars, by their heights in px. */
function bars(heights: readonly number[]): string {
  return heights.map((height, index) => `M${index * STEP} ${HEIGHT}v${-height}h${STEP - 1}v${height}z`).join('');
}

/** Requests of the last two hours, a bar every five minutes, failures in red. A slice without requests stays empty. */
export function Sparkline({ recent }: { recent: ProviderHealth['recent'] }) {
  const { t } = useText();
  const most = Math.max(1, ...recent.map(({ total }) => total));
  const total = recent.reduce((sum, slice) => sum + slice.total, 0);
  const failed = recent.reduce((sum, slice) => sum + slice.failed, 0);
  const heightOf = (count: number) => (count === 0 ? 0 : Math.max(2, Math.round((count / most) * HEIGHT)));
  return (
    <svg
      className={styles.spark}
      width={recent.length * STEP}
      height={HEIGHT}
      role="img"
      aria-label={t('connections.sparkline', { total, failed })}
    >
      <line x1={0} x2={recent.length * STEP} y1={HEIGHT} y2={HEIGHT} stroke="var(--line)" />
      <path d={bars(recent.map((slice) => heightOf(slice.total)))} fill="var(--accent-text)" opacity={0.6} />
      <path d={bars(recent.map((slice) => heightOf(slice.failed)))} fill="var(--tone-bad)" />
    </svg>
  );
}
