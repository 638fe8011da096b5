import * as z from 'zod';
import { add, failure, notRun, passed, type Tally } from './tally.ts';

const Test = z.object({
  projectName: z.string(),
  status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']),
  annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })),
});
const Suite = z.object({
  title: z.string(),
  specs: z.array(z.object({ title: z.string(), tests: z.array(Test) })).default([]),
  get suites() {
    return z.array(Suite).default([]);
  },
});
type Suite = z.infer<typeof Suite>;
const Report = z.object({ suites: z.array(Suite), errors: z.array(z.object({ message: z.string().optional() })) });

/** The tally of Playwright's JSON report. A test that passed only when repeated counts as failed. */
export function readReport(report: unknown): Tally {
  const { suites, errors } = Report.parse(report);
  return add(
    ...errors.map(({ message }) => failure(`end to end: ${message?.split('\n')[0] ?? 'an error outside of any test'}`)),
    ...suites.map((suite) => tallyOf(suite, [])),
  );
}

function tallyOf(suite: Suite, above: readonly string[]): Tally {
  const path = [...above, suite.title];
  const own = suite.specs.flatMap((spec) =>
    spec.tests.map((test) => ofTest(`${test.projectName}: ${[...path, spec.title].join(' > ')}`, test)),
  );
  return add(...own, ...suite.suites.map((inner) => tallyOf(inner, path)));
}

function ofTest(name: string, { status, annotations }: z.infer<typeof Test>): Tally {
  if (status === 'expected') return passed(1);
  if (status !== 'skipped') return failure(name);
  return notRun(name, annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description);
}
