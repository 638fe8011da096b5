import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { add, failure, notRun, passed, type Tally } from './tally.ts';

const root = resolve(import.meta.dirname, '../..');
export const VITEST_TALLY = resolve(root, '.cache/test/vitest.json');

/** Writes the tally of a Vitest run; unlike the JSON reporter it knows why a test was skipped, and of files that did not load. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { message?: string }[]): void {
    const tally = add(
      ...modules.map(tallyOf),
      ...unhandled.map(({ message }) => failure(`an error outside of any test: ${message ?? 'unknown'}`)),
    );
    mkdirSync(dirname(VITEST_TALLY), { recursive: true });
    writeFileSync(VITEST_TALLY, JSON.stringify(tally));
  }
}

function tallyOf(module: TestModule): Tally {
  const file = relative(root, module.moduleId);
  const broken = [module, ...module.children.allSuites()].filter((part) => part.errors().length > 0);
  return add(
    ...broken.map((part) =>
      failure(`${file}${part.type === 'suite' ? ` > ${part.fullName}` : ''}: ${part.errors()[0]?.message ?? 'failed'}`),
    ),
    ...[...module.children.allTests()].map((test) => ofTest(file, test)),
  );
}

function ofTest(file: string, test: TestCase): Tally {
  const name = `${file} > ${test.fullName}`;
  const result = test.result();
  if (result.state === 'passed') return passed(1);
  if (result.state === 'failed') return failure(name);
  return notRun(name, result.state === 'skipped' ? result.note : undefined);
}
