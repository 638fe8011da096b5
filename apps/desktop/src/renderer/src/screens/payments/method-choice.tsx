import { PaymentMethod, type paymentsContract } from '@banrimkwae/contract/payments';
import { UnstyledButton } from '@mantine/core';
import type { InferContractRouterOutputs } from '@orpc/contract';
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
import { useText } from '../../text/use-text.ts';
import styles from './payments.module.css';

type Option = InferContractRouterOutputs<typeof paymentsContract>['options'][number];
type MethodChoiceProps = { options: readonly Option[]; value: PaymentMethod | null; choose: (method: PaymentMethod) => void };

const icons: Record<PaymentMethod, Icon> = {
  card_link: IconLink,
  card_token: IconCreditCard,
  promptpay_qr: IconQrcode,
  paypal: IconBrandPaypal,
  scb_easy: IconDeviceMobile,
  mobile_banking: IconBuildingBank,
  truemoney: IconWallet,
};

/** The ways to pay that work now; one that does not says why. */
export function MethodChoice({ options, value, choose }: MethodChoiceProps) {
  const { t } = useText();
  const works = (method: PaymentMethod) => options.some((option) => option.method === method && option.available);
  const first = ([...PaymentMethod.options] as PaymentMethod[]).toReversed().find(works);
  useEffect(() => {
    if (value === null && first) choose(first);
  }, [value, first, choose]);
  return (
    <div className={styles.methods} role="radiogroup" aria-label={t('payments.method')}>
      {PaymentMethod.options.toReversed().map((method) => {
        const Mark = icons[method];
        const usable = works(method);
        const reason = options.find((option) => option.method === method)?.reason;
        return (
          <UnstyledButton
            key={method}
            role="radio"
            className={styles.method}
            aria-checked={value === method}
            aria-disabled={!usable}
            onClick={() => usable && choose(method)}
          >
            <Mark size={20} stroke={1.75} aria-hidden />
            <span>
              <span className={styles.methodName}>{t(`payments.methods.${method}`)}</span>
              <span className={styles.methodWhy}>
                {usable ? t(`payments.methodHint.${method}`) : (reason ?? t('payments.methodMissing'))}
              </span>
            </span>
          </UnstyledButton>
        );
      })}
    </div>
  );
}
