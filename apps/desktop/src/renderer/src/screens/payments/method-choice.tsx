import { ERRORS } from '@banrimkwae/contract/errors';
import type { PaymentMethod } from '@banrimkwae/contract/payments';
import { UnstyledButton } from '@mantine/core';
import {
  type Icon,
  IconBrandPaypal,
  IconBuildingBank,
  IconCreditCard,
  IconDeviceMobile,
  IconLink,
  IconQrcode,
  IconWallet,
} from '@tabler/icons-react';
import { useEffect } from 'react';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';
import type { Obstacle, Way } from './payment-ways.ts';
import styles from './payments.module.css';

type MethodChoiceProps = {
  ways: readonly Way[];
  currency: string;
  value: PaymentMethod | null;
  choose: (method: PaymentMethod) => void;
};

const icons: Record<PaymentMethod, Icon> = {
  card_link: IconLink,
  card_token: IconCreditCard,
  promptpay_qr: IconQrcode,
  paypal: IconBrandPaypal,
  scb_easy: IconDeviceMobile,
  mobile_banking: IconBuildingBank,
  truemoney: IconWallet,
};

/** The ways to pay, those without a provider last; one that does not fit says why and what to do. */
export function MethodChoice({ ways, currency, value, choose }: MethodChoiceProps) {
  const { t } = useText();
  const words = useObstacleWords(currency);
  const usable = ways.filter(({ obstacle }) => obstacle === undefined);
  const first = (usable.find(({ method }) => method === 'promptpay_qr') ?? usable[0])?.method;
  const stuck = ways.some(({ method, obstacle }) => method === value && obstacle?.kind === 'currency');
  useEffect(() => {
    if ((value === null || stuck) && first) choose(first);
  }, [value, stuck, first, choose]);
  return (
    <div className={styles.methods} role="radiogroup" aria-label={t('payments.method')}>
      {ways.map(({ method, obstacle }) => {
        const Mark = icons[method];
        return (
          <UnstyledButton
            key={method}
            role="radio"
            className={styles.method}
            aria-checked={value === method}
            aria-disabled={obstacle !== undefined}
            onClick={() => obstacle === undefined && choose(method)}
          >
            <Mark size={20} stroke={1.75} aria-hidden />
            <span>
              <span className={styles.methodName}>{t(`payments.methods.${method}`)}</span>
              <span className={styles.methodWhy}>{obstacle ? words(obstacle) : t(`payments.methodHint.${method}`)}</span>
            </span>
          </UnstyledButton>
        );
      })}
    </div>
  );
}

/** Why a way cannot be taken, in the words of the reader. The agent gives a code of its table where it has one. */
export function useObstacleWords(currency: string): (obstacle: Obstacle) => string {
  const { t, pick, language } = useText();
  return (obstacle) => {
    if (obstacle.kind === 'currency') return t('payments.obstacles.currency', { currency });
    if (obstacle.kind === 'hold') return t('payments.obstacles.hold');
    if (obstacle.kind === 'tooLittle') return t('payments.obstacles.tooLittle', { amount: showMoney(obstacle.least) });
    if (obstacle.kind === 'tooMuch') return t('payments.obstacles.tooMuch', { amount: showMoney(obstacle.most) });
    const row = Object.entries(ERRORS).find(([code]) => code === obstacle.reason)?.[1];
    if (row) return `${pick(row.message)} ${pick(row.hint)}`;
    return language === 'en' && obstacle.reason !== null ? obstacle.reason : t('payments.methodDown');
  };
}
