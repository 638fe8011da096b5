import type { Choices } from './use-choices.ts';

export type SectionProps<Row> = {
  rows: readonly Row[];
  set: (rows: Row[]) => void;
  choices: Choices;
  /** Keys of the rows that are not right yet. */
  wrong: ReadonlySet<string>;
  newKey: () => string;
};
