import type { PaymentAction } from '@banrimkwae/contract/payments';
import styles from './guest-pays.module.css';
import { QrCode } from './qr-code.tsx';

/** What the guest scans: the bank's code, the provider's picture of it, or the link as a code for their phone. */
export function PaymentCode({ action, label }: { action: PaymentAction; label: string }) {
  if (action.kind === 'qr_image') return <img src={action.image} alt={label} className={styles.qr} />;
  return <QrCode text={action.kind === 'qr' ? action.payload : action.url} label={label} />;
}
