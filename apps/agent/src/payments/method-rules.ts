import type { PaymentMethodRules } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError } from '@banrimkwae/contract/errors';
import type { Guest, MethodDetails, PaymentMethod, PaymentNeed } from '@banrimkwae/contract/payments';
import { formatMoney, type Money, money } from '@banrimkwae/money';
import type * as z from 'zod';

/** What is asked of a provider when a payment is made. */
export type WantedPayment = {
  method: PaymentMethod;
  amount: Money;
  capture: 'automatic' | 'manual';
  guest: Pick<z.infer<typeof Guest>, 'email' | 'phone'>;
  details: MethodDetails;
};

/** Why a provider would refuse this payment, told before anything is stored; null: it fits. */
export function refusalByRules(name: string, rules: PaymentMethodRules, wanted: WantedPayment): AppError | null {
  return (
    wrongCurrency(name, rules, wanted) ??
    wrongAmount(name, rules, wanted) ??
    wrongCapture(name, rules, wanted) ??
    missingNeed(name, rules, wanted)
  );
}

function wrongCurrency(name: string, { currencies }: PaymentMethodRules, { amount }: WantedPayment): AppError | null {
  if (currencies.length === 0 || currencies.includes(amount.currency)) return null;
  return new AppError('currency_mismatch', {
    message: `${name} takes this kind of payment in ${currencies.join(', ')} only.`,
    fields: { 'amount.currency': `One of ${currencies.join(', ')}` },
  });
}

/** Limits are told in the only currency a method takes. */
function wrongAmount(name: string, { minimum, maximum }: PaymentMethodRules, { amount }: WantedPayment): AppError | null {
  const shown = (bound: number) => formatMoney(money(bound, amount.currency), 'en');
  if (minimum !== undefined && amount.amount < minimum)
    return new AppError('invalid_input', {
      message: `${name} takes at least ${shown(minimum)} this way.`,
      fields: { 'amount.amount': `At least ${shown(minimum)}` },
    });
  if (maximum !== undefined && amount.amount > maximum)
    return new AppError('invalid_input', {
      message: `${name} takes at most ${shown(maximum)} this way.`,
      fields: { 'amount.amount': `At most ${shown(maximum)}` },
    });
  return null;
}

function wrongCapture(name: string, { manualCapture }: PaymentMethodRules, { capture }: WantedPayment): AppError | null {
  if (capture === 'automatic' || manualCapture) return null;
  return new AppError('not_supported', {
    message: `${name} cannot hold this kind of payment; it is taken at once.`,
    fields: { capture: 'Choose to take it at once' },
  });
}

type Need = { given: (wanted: WantedPayment, rules: PaymentMethodRules) => boolean; what: string; field: string; hint: string };
const NEEDS: Readonly<Record<PaymentNeed, Need>> = {
  email: {
    given: ({ guest }) => guest.email !== null,
    what: 'the guest’s e-mail address',
    field: 'guest.email',
    hint: 'Needed for a later refund',
  },
  phone: {
    given: ({ guest, details }) => (details.phone ?? guest.phone) !== null,
    what: 'the guest’s phone number',
    field: 'details.phone',
    hint: 'The number the guest pays with',
  },
  bank: {
    given: ({ details }, { banks }) => details.bank !== undefined && (banks?.some(({ id }) => id === details.bank) ?? true),
    what: 'the guest’s bank',
    field: 'details.bank',
    hint: 'Choose one of the list',
  },
  token: {
    given: ({ details }) => details.token !== undefined,
    what: 'the token of a card',
    field: 'details.token',
    hint: 'Made by the card form',
  },
};

function missingNeed(name: string, rules: PaymentMethodRules, wanted: WantedPayment): AppError | null {
  const missing = rules.needs.map((need) => NEEDS[need]).find(({ given }) => !given(wanted, rules));
  if (missing === undefined) return null;
  const { what, field, hint } = missing;
  return new AppError('invalid_input', { message: `${name} needs ${what} for this kind of payment.`, fields: { [field]: hint } });
}
