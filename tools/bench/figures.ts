import type { Ratio } from './rounds.ts';

/** One line of the table. Without an aim it is told for what it is. */
export type Figure = { name: string; ratio: Ratio; aim?: Aim };
export type Aim = { atLeast: number } | { atMost: number };
/** What a bench hands back; `notes` are measured on the way and have no aim. */
export type Outcome = { figures: readonly Figure[]; notes?: readonly string[] } | { skipped: string };

const HEAD = ['figure', 'ratio', 'spread', 'aim', ''];

export function met({ ratio, aim }: Figure): boolean | undefined {
  if (!aim) return undefined;
  return 'atLeast' in aim ? ratio.median >= aim.atLeast : ratio.median <= aim.atMost;
}

/** The table at the end: figure, ratio (the median), spread over the rounds, aim, met or not. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = [HEAD, ...figures.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function rowOf(figure: Figure): string[] {
  const { name, ratio, aim } = figure;
  const verdict = met(figure);
  const wanted = aim === undefined ? '-' : 'atLeast' in aim ? `>= ${aim.atLeast}` : `<= ${aim.atMost}`;
  return [
    name,
    short(ratio.median),
    `${short(ratio.lowest)}..${short(ratio.highest)}`,
    wanted,
    verdict === undefined ? '' : verdict ? 'met' : 'NOT MET',
  ];
}

/** Two digits after the point where they say something. */
function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
