import type { Operation } from '../operation.ts';

export type FxProvider = {
  /** Currency of which this source is the central bank: its word counts before that of others. */
  centralBankOf?: string;
  /** Newest rates of these currencies against `quote`. One that the source does not have is left out of the answer. */
  latestRates: Operation<{ quote: string; currencies: readonly string[] }, readonly FxQuote[]>;
};

/** Exact decimals as text: units of `quote` for one of `base`. A source that quotes per 100 or the other way round is brought to this form. */
export type FxQuote = {
  base: string;
  quote: string;
  rate: string;
  buying: string | null;
  selling: string | null;
  /** When the source says it holds. */
  at: string;
};
