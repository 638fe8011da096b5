/** One thing that is done, and what a person should see of it. `act` tells what was seen. */
export type Step = { gateway: string; what: string; expected: string; act: () => Promise<string> };
export type Seen = Pick<Step, 'gateway' | 'what' | 'expected'> & { seen: string; milliseconds: number };

/** One after the other, whatever becomes of the one before: a fault is what was seen of its step. */
export async function runSteps(steps: readonly Step[], tell: (seen: Seen) => void): Promise<Seen[]> {
  const done: Seen[] = [];
  for (const { act, ...step } of steps) {
    const begun = performance.now();
    const seen = await act().catch((fault: unknown) => `fault: ${fault instanceof Error ? fault.message : String(fault)}`);
    const row = { ...step, seen, milliseconds: performance.now() - begun };
    done.push(row);
    tell(row);
  }
  return done;
}

export function asExpected({ expected, seen }: Pick<Seen, 'expected' | 'seen'>): boolean {
  return expected === seen;
}

const HEAD = ['gateway', 'step', 'expected', 'seen', 'ms', ''];

/** A row a step; what is not as expected says so at its end. */
export function tableOf(rows: readonly Seen[]): string {
  const cells = [HEAD, ...rows.map((row) => [row.gateway, row.what, row.expected, shown(row), row.milliseconds.toFixed(0), verdict(row)])];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lineOf = (line: readonly string[]) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return cells.map((line) => lineOf(line).trimEnd()).join('\n');
}

/** What is as expected is not told twice. */
function shown(row: Seen): string {
  return asExpected(row) ? 'the same' : row.seen;
}

function verdict(row: Seen): string {
  return asExpected(row) ? 'ok' : 'NOT AS EXPECTED';
}

/** The last line: how it went, in one sentence. */
export function summaryOf(rows: readonly Seen[], seconds: number): string {
  const wrong = rows.filter((row) => !asExpected(row)).length;
  const gateways = new Set(rows.map(({ gateway }) => gateway)).size;
  const outcome = wrong === 0 ? 'everything as expected' : `${wrong} NOT as expected`;
  return `${rows.length} steps at ${gateways} places in ${seconds.toFixed(1)} s: ${outcome}`;
}
