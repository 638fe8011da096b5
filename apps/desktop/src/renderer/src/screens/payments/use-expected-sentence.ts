import type { Payment } from '@banrimkwae/contract/payments';
import type { Bilingual, Money } from '@banrimkwae/contract/primitives';
import { useTranslation } from 'react-i18next';
import { showMoney } from '../../money/money-text.tsx';

/** What to tell the guest before the refund is asked for: how long it takes depends on how they paid. */
export function useExpectedSentence(payment: Payment, amount: Money): { sentence: Bilingual; title: Bilingual } {
  const { i18n } = useTranslation();
  const inBoth = (say: (t: typeof i18n.t) => string): Bilingual => ({ en: say(i18n.getFixedT('en')), th: say(i18n.getFixedT('th')) });
  return {
    title: inBoth((t) => t('refund.slipTitle')),
    sentence: inBoth((t) =>
      t(`refund.expect.${payment.method}`, {
        amount: showMoney(amount),
        method: payment.methodDetail ?? t(`refund.to.${payment.method}`),
      }),
    ),
  };
}
