export type BenchOptions = {
  /** Rotating rounds, after one that is thrown away. */
  rounds: number;
  /** Rows of the request log that the dashboard is asked over. */
  rows: number;
};

export const DEFAULTS: BenchOptions = { rounds: 7, rows: 10_000_000 };
