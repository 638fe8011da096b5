import type { Payment } from '@banrimkwae/contract/payments';
import type { TFunction } from 'i18next';

const warnings = [
  'made_with_stolen_card',
  'made_with_lost_card',
  'made_with_counterfeit_card',
  'card_never_received',
  'fraudulent_card_application',
  'unauthorized_use_of_card',
] as const;
const pending = ['waiting_for_guest', 'insufficient_funds', 'processing', 'charge_pending'] as const;

/** Why a card network warns, in words; a reason nobody has told us of stays as it came. */
export function warningWords(reason: string, t: TFunction): string {
  const known = warnings.find((one) => one === reason);
  return known ? t(`payments.warnings.${known}`) : reason.replaceAll('_', ' ');
}

/** Why a refund waits at the provider, in words; a reason nobody has told us of stays as it came. */
export function pendingWords(reason: string, t: TFunction): string {
  const known = pending.find((one) => one === reason);
  return known ? t(`refund.pending.${known}`) : reason.replaceAll('_', ' ');
}

/** What the guest paid with, short enough for a line: the bank's long reference of a QR is no name. */
export function paidWith({ method, methodDetail }: Pick<Payment, 'method' | 'methodDetail'>, t: TFunction): string {
  return (method === 'promptpay_qr' ? null : methodDetail) ?? t(`payments.methods.${method}`);
}
