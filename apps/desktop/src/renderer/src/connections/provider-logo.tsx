import type { Provider } from '@banrimkwae/contract/providers';
import { type Icon, IconBed, IconCloud, IconCreditCard, IconMessage, IconPlug, IconUsers } from '@tabler/icons-react';
import styles from './connections.module.css';

/** Path data of simple-icons by slug, put here by the build for the slugs that manifests name. */
declare const PROVIDER_LOGOS: Readonly<Record<string, string>>;

const marks: Record<Provider['type'], Icon> = {
  payment: IconCreditCard,
  booking: IconBed,
  communication: IconMessage,
  utility: IconCloud,
  social: IconUsers,
};

/** The provider's own mark in one colour, or ours for its kind of work where that is known. The name always stands beside it. */
export function ProviderLogo({ logo, type, size = 20 }: { logo: string | null; type?: Provider['type']; size?: number }) {
  const path = logo === null ? undefined : PROVIDER_LOGOS[logo];
  const Mark = type === undefined ? IconPlug : marks[type];
  return (
    <span className={styles.logo} style={{ width: size + 14, height: size + 14 }} aria-hidden>
      {path === undefined ? (
        <Mark size={size} stroke={1.75} />
      ) : (
        <svg viewBox="0 0 24 24" width={size} height={size} fill="currentColor" aria-hidden="true">
          <path d={path} />
        </svg>
      )}
    </span>
  );
}
