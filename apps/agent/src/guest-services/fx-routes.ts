import { api } from '../access/index.ts';
import type { ExchangeRates } from './exchange-rates.ts';

export function fxRoutes(room: Pick<ExchangeRates, 'rates' | 'refresh' | 'convert'>) {
  return {
    rates: api.fx.rates.handler(() => room.rates()),
    refresh: api.fx.refresh.handler(() => room.refresh()),
    convert: api.fx.convert.handler(({ input: { amount, currency, to } }) => room.convert({ amount, currency }, to)),
  };
}
