import * as z from 'zod';
import { Conversion } from './payments.ts';
import { Instant, Money } from './primitives.ts';
import { route } from './route.ts';

/** Units of `quote` for one of `base`, exact decimals. `buying`: what a bank gives for foreign notes or transfers, where it is told. */
export const FxRate = z.object({
  base: z.string(),
  quote: z.string(),
  rate: z.string(),
  buying: z.string().nullable(),
  selling: z.string().nullable(),
  source: z.string(),
  sourceName: z.string(),
  /** When the source says it holds, and when we heard it. */
  at: Instant,
  fetchedAt: Instant,
  /** Older than a working day's rate should be. */
  stale: z.boolean(),
});
export type FxRate = z.infer<typeof FxRate>;

export const fxContract = {
  rates: route('weather.read', 'GET /fx/rates', 'The newest rate of each currency, from the first source that has it').output(
    z.array(FxRate),
  ),
  refresh: route('providers.test', 'POST /fx/rates/refresh', 'Fetch them now').output(z.array(FxRate)),
  convert: route('weather.read', 'GET /fx/conversion', 'An amount in another currency, with the rate and its time')
    .input(z.object({ amount: z.coerce.number().int(), currency: z.string().regex(/^[A-Z]{3}$/), to: z.string().regex(/^[A-Z]{3}$/) }))
    .output(Conversion.extend({ of: Money })),
};
