import type { Payment, Refund } from '@banrimkwae/contract/payments';
import type { Bilingual, Money } from '@banrimkwae/contract/primitives';
import type { TFunction } from 'i18next';
import { showMoney } from '../../money/money-text.tsx';
import { useInBoth } from './use-guest-words.ts';

/** Where the money goes: what the guest paid with, or their bank account where a person sends it. */
export function refundTarget(payment: Payment, way: Refund['way'], t: TFunction): string {
  const byQr = way === 'manual_transfer' || payment.method === 'promptpay_qr';
  return byQr ? t('refund.to.promptpay_qr') : (payment.methodDetail ?? t(`refund.to.${payment.method}`));
}

/** What to tell the guest before the refund is asked for: how long it takes depends on how they paid. */
export function useExpectedSentence(payment: Payment, amount: Money, way: Refund['way']): { sentence: Bilingual; title: Bilingual } {
  const inBoth = useInBoth();
  return {
    title: inBoth((t) => t('refund.slipTitle')),
    sentence: inBoth((t) =>
      way === 'manual_transfer'
        ? t('refund.expectByHand', { amount: showMoney(amount) })
        : t(`refund.expect.${payment.method}`, { amount: showMoney(amount), method: refundTarget(payment, way, t) }),
    ),
  };
}
