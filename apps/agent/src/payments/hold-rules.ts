import type { HoldRules } from '@banrimkwae/contract/money-rules';
import type { HoldReason } from '@banrimkwae/contract/payments';
import { type Money, money } from '@banrimkwae/money';
import type { PaymentRow } from './payment-row.ts';

/** What is looked at before money is taken. `tries`: payments that this guest asked for within a day, this one included. */
export type Suspect = Pick<PaymentRow, 'amount' | 'currency' | 'conversion' | 'risk' | 'guest_country'> & { tries: number };

/** Whether any of the rules is on. */
export function holdsAnything({ riskLevels, amountOver, countryMismatch, triesOver }: HoldRules): boolean {
  return riskLevels.length > 0 || amountOver.length > 0 || countryMismatch || triesOver !== null;
}

/** What speaks against taking the money without a person. Empty: nothing. */
export function holdReasons(rules: HoldRules, suspect: Suspect): HoldReason[] {
  const { risk, guest_country: guestCountry } = suspect;
  const found: Readonly<Record<HoldReason, boolean>> = {
    risk: rules.riskLevels.some((level) => level === risk?.level),
    amount: isOver(rules.amountOver, suspect),
    country: rules.countryMismatch && guestCountry !== null && (risk?.country ?? guestCountry) !== guestCountry,
    tries: rules.triesOver !== null && suspect.tries > rules.triesOver,
  };
  return (Object.keys(found) as HoldReason[]).filter((reason) => found[reason]);
}

/** By the limit in the payment's own currency; where there is none, by the daily rate. */
function isOver(limits: readonly Money[], { amount, currency, conversion }: Suspect): boolean {
  const own = limits.filter((limit) => limit.currency === currency);
  const compared = own.length > 0 ? money(amount, currency) : conversion?.money;
  return limits.some((limit) => limit.currency === compared?.currency && compared.amount > limit.amount);
}

type Contact = Pick<PaymentRow, 'guest_email' | 'guest_phone'>;

/** E-mail or phone tell a guest again, however they are written: capitals, spaces, +66 or 0 before the number. */
export function isSameGuest(left: Contact, right: Contact): boolean {
  const email = (contact: Contact) => contact.guest_email?.trim().toLowerCase();
  const phone = (contact: Contact) => (contact.guest_phone ?? '').replaceAll(/\D/g, '').slice(-NATIONAL_DIGITS);
  const samePhone = phone(left).length >= FEWEST_DIGITS && phone(left) === phone(right);
  return samePhone || (left.guest_email !== null && email(left) === email(right));
}

/** A Thai mobile number without its 0 or +66. */
const NATIONAL_DIGITS = 9;
/** Fewer are an extension, shared by many. */
const FEWEST_DIGITS = 6;
