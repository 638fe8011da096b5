import { type PaymentMethod, paymentMethods, paymentStates } from '@banrimkwae/contract/payments';
import { addDays } from '../../time/format-time.ts';
import { instantAt } from '../../time/wall-clock.ts';

/** As it stands in the address; days are calendar days at the resort, both included. */
export type PaymentFilter = {
  q?: string | undefined;
  state?: string | undefined;
  provider?: string | undefined;
  method?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

export const isFiltered = (filter: PaymentFilter) => Object.values(filter).some((value) => value !== undefined);

/** The filter as the agent takes it. */
export function wanted({ q, state, provider, method, from, to }: PaymentFilter, timeZone: string) {
  const known = paymentStates.find((one) => one === state);
  const way: PaymentMethod | undefined = paymentMethods.find((one) => one === method);
  const start = from && instantAt(`${from}T00:00`, timeZone);
  const end = to && instantAt(`${addDays(to, 1)}T00:00`, timeZone);
  return {
    ...(q && { q }),
    ...(known && { state: known }),
    ...(provider && { provider }),
    ...(way && { method: way }),
    ...(start && { from: start }),
    ...(end && { to: end }),
  };
}
