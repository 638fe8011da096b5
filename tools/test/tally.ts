import * as z from 'zod';

/** What a part of `npm test` found. `failed` and `skipped` are names; a test that was not run without saying why counts as failed. */
export const Tally = z.object({
  passed: z.number(),
  failed: z.array(z.string()).readonly(),
  skipped: z.array(z.object({ name: z.string(), reason: z.string() })).readonly(),
});
export type Tally = z.infer<typeof Tally>;

export const NOTHING: Tally = { passed: 0, failed: [], skipped: [] };
export const passed = (count: number): Tally => ({ ...NOTHING, passed: count });
export const failure = (name: string): Tally => ({ ...NOTHING, failed: [name] });
export const skip = (name: string, reason: string): Tally => ({ ...NOTHING, skipped: [{ name, reason }] });

export function add(...tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failed: tallies.flatMap((tally) => tally.failed),
    skipped: tallies.flatMap((tally) => tally.skipped),
  };
}

/** A test that did not run: kept with its reason (given to `skip`, or as "(skipped: …)" in its name), refused without one. */
export function notRun(name: string, note: string | undefined): Tally {
  const reason = note ?? /\(skipped: (.+?)\)(?: |$)/.exec(name)?.[1];
  return reason === undefined ? failure(`${name} (not run, and no reason given)`) : skip(name, reason);
}

/** The end of the output: what was skipped and why, what failed, and the counts as the very last line. */
export function summary(tally: Tally): string[] {
  return [
    ...(tally.skipped.length === 0 ? [] : ['Skipped:', ...tally.skipped.map(({ name, reason }) => `  ${name}: ${reason}`)]),
    ...(tally.failed.length === 0 ? [] : ['Failed:', ...tally.failed.map((name) => `  ${name}`)]),
    counts(tally),
  ];
}

export function counts(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed.length} failed, ${tally.skipped.length} skipped`;
}

export const exitCode = (tally: Tally): 0 | 1 => (tally.failed.length === 0 ? 0 : 1);
