import type { Reservation } from '@banrimkwae/contract/channel';
import type { Payment, PaymentMethod } from '@banrimkwae/contract/payments';
import { toDecimal } from '@banrimkwae/money';
import { useForm } from '@mantine/form';
import * as z from 'zod';
import { parseAmount } from '../../money/parse-amount.ts';
import { useText } from '../../text/use-text.ts';
import type { Way } from './payment-ways.ts';
import { needsOf } from './payment-ways.ts';

export type Fields = {
  amount: string;
  currency: string;
  method: PaymentMethod | null;
  /** Null: the rules choose. */
  provider: string | null;
  hold: boolean;
  bank: string | null;
  guest: string;
  email: string;
  phone: string;
  country: string | null;
  room: string;
  booking: string;
  about: string;
};

export type TakeForm = ReturnType<typeof useTakeForm>;

/** The form of a new payment; `again`: the payment that ran out and is made anew. */
export function useTakeForm(currency: string, again: Payment | undefined) {
  const { t } = useText();
  const required = (value: string) => (value.trim() === '' ? t('payments.required') : null);
  return useForm<Fields>({
    initialValues: again ? fieldsOf(again) : emptyFields(currency, t('payments.defaultAbout')),
    validate: {
      amount: (value, values) => (parseAmount(value, values.currency) ? null : t('payments.amountWrong')),
      guest: required,
      about: required,
      email: (value) => (value.trim() === '' || z.email().safeParse(value.trim()).success ? null : t('payments.emailWrong')),
    },
  });
}

function emptyFields(currency: string, about: string): Fields {
  const none = { method: null, provider: null, hold: false, bank: null, country: null };
  return { ...none, amount: '', currency, guest: '', email: '', phone: '', room: '', booking: '', about };
}

function fieldsOf({ amount, method, guest, room, reservationId, description }: Payment): Fields {
  return {
    ...emptyFields(amount.currency, description),
    amount: toDecimal(amount),
    method,
    guest: guest.name,
    email: guest.email ?? '',
    phone: guest.phone ?? '',
    country: guest.country,
    room: room ?? '',
    booking: reservationId ?? '',
  };
}

/** What a booking tells of its guest. Our own number of it, so that the payment is found from the booking. */
export function fieldsOfStay(stay: Reservation): Partial<Fields> {
  return { booking: stay.id, guest: stay.guestName, email: stay.guestEmail ?? '', phone: stay.guestPhone ?? '' };
}

/** What the chosen way cannot do without and nobody has filled in yet. */
export function missingNeed(way: Way | undefined, { email, phone, bank }: Fields): 'email' | 'phone' | 'bank' | undefined {
  if (!way) return undefined;
  const given = { email: email.trim() !== '', phone: phone.trim() !== '', bank: bank !== null, token: true };
  return needsOf(way).must.find((need): need is 'email' | 'phone' | 'bank' => !given[need]);
}

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());

/** The form as the agent takes it; undefined while the amount or the way is missing. */
export function createInput(values: Fields, way: Way | undefined) {
  const amount = parseAmount(values.amount, values.currency);
  if (!amount || !way) return undefined;
  const { must, may } = needsOf(way);
  const asks = [...must, ...may];
  const phone = orNull(values.phone);
  return {
    ...(values.provider !== null && { provider: values.provider }),
    method: way.method,
    amount,
    description: values.about.trim(),
    guest: { name: values.guest.trim(), email: orNull(values.email), phone, country: values.country },
    reservationId: orNull(values.booking),
    room: orNull(values.room),
    capture: values.hold ? ('manual' as const) : ('automatic' as const),
    details: {
      ...(asks.includes('bank') && values.bank !== null && { bank: values.bank }),
      ...(asks.includes('phone') && phone !== null && { phone }),
    },
  };
}
