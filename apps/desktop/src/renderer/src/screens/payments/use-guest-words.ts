import type { Payment } from '@banrimkwae/contract/payments';
import type { Bilingual } from '@banrimkwae/contract/primitives';
import type { i18n } from 'i18next';
import { useTranslation } from 'react-i18next';
import { showMoney } from '../../money/money-text.tsx';
import { useResort } from '../../time/resort.tsx';

export type InBoth = (say: (t: i18n['t'], language: 'en' | 'th') => string) => Bilingual;

/** Says a thing in both languages, as the guest's is not known. */
export function useInBoth(): InBoth {
  const { i18n } = useTranslation();
  return (say) => ({ en: say(i18n.getFixedT('en'), 'en'), th: say(i18n.getFixedT('th'), 'th') });
}

/** How to pay with what is shown, for the guest's eyes. */
export function howToPay(payment: Pick<Payment, 'action' | 'method'>, t: i18n['t']): string {
  const kind = payment.action?.kind ?? 'link';
  return kind === 'link' ? t(`payments.toGuest.links.${payment.method}`) : t('payments.toGuest.qr');
}

/** The message that carries a link to the guest. */
export function useLinkMessage(payment: Payment, url: string): Bilingual {
  const inBoth = useInBoth();
  const { name } = useResort();
  return inBoth((t, language) =>
    t('payments.message', {
      resort: name[language],
      amount: showMoney(payment.amount),
      about: payment.description,
      link: url,
    }),
  );
}
