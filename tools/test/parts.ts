import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { electronBinary } from '../start/window.ts';
import { judgeCoverage } from './coverage.ts';
import { has, installCommand, TOOLS } from './debian.ts';
import { readReport } from './playwright-report.ts';
import { root, run, tool } from './run.ts';
import { openSecretSession } from './secret-session.ts';
import { add, failure, NOTHING, passed, skip, Tally } from './tally.ts';
import { VITEST_TALLY } from './vitest-reporter.ts';

/** A part of `npm test`, in the order they run. */
export type Part = { name: string; run: (say: (line: string) => void) => Promise<Tally> };

const CHECKS = [
  { name: 'types', command: tool('tsc', '-b') },
  { name: 'lint', command: tool('biome', 'check', '--error-on-warnings', '--max-diagnostics=30', '.') },
  { name: 'arrows between rooms', command: tool('depcruise', 'apps', 'packages', 'tools', '--output-type', 'err-long') },
  { name: 'dead code', command: tool('knip', '--no-progress') },
] as const;

export const checks: Part = {
  name: 'Checks',
  run: async (say) => {
    const tallies = CHECKS.map(async ({ name, command }) => {
      const { code, output } = await run(command, false);
      if (code !== 0) say(output.trimEnd());
      say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
      return code === 0 ? passed(1) : failure(name);
    });
    return add(...(await Promise.all(tallies)));
  },
};

export const unitTests: Part = { name: 'Unit tests', run: () => vitest('--project=!integration') };

export const allTests: Part = {
  name: 'Unit and integration tests, with coverage',
  run: async (say) => {
    const report = join(root, '.cache/coverage/coverage-summary.json');
    rmSync(report, { force: true });
    const tally = await vitest('--coverage');
    if (!existsSync(report)) return add(tally, failure('coverage: no report was written'));
    const coverage = judgeCoverage(JSON.parse(readFileSync(report, 'utf8')), root);
    say(coverage.text);
    return add(tally, coverage.tally);
  },
};

async function vitest(...args: readonly string[]): Promise<Tally> {
  const session = openSecretSession();
  rmSync(VITEST_TALLY, { force: true });
  const reporters = ['--reporter=default', `--reporter=${join(import.meta.dirname, 'vitest-reporter.ts')}`];
  const { code } = await run(session.wrap(tool('vitest', 'run', ...reporters, ...args)), true);
  session.end();
  if (!existsSync(VITEST_TALLY)) return failure(`Vitest ended with status ${code} before it could report`);
  const tally = Tally.parse(JSON.parse(readFileSync(VITEST_TALLY, 'utf8')));
  return code !== 0 && tally.failed.length === 0
    ? add(tally, failure(`Vitest ended with status ${code} though no test failed: see above`))
    : tally;
}

export const endToEnd: Part = {
  name: 'End to end: browser and desktop',
  run: async () => {
    const projects = ['browser', 'electron'].filter((name) => globSync(`apps/desktop/e2e/${name}/**/*.spec.ts`, { cwd: root }).length > 0);
    if (projects.length === 0) return NOTHING;
    const missing = TOOLS.filter(({ command }) => command === 'chromium' && !has(command));
    if (missing.length > 0)
      return add(...projects.map((name) => skip(`end to end: ${name}`, `no Chromium here; ${installCommand(missing, has('apt-get'))}`)));
    const report = join(root, '.cache/test/playwright.json');
    mkdirSync(dirname(report), { recursive: true });
    rmSync(report, { force: true });
    const command = tool('playwright', 'test', '--reporter=list,json', ...projects.map((name) => `--project=${name}`));
    const { code } = await run({ ...onDisplay(command), env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report } }, true);
    if (!existsSync(report)) return failure(`Playwright ended with status ${code} before it could report`);
    return readReport(JSON.parse(readFileSync(report, 'utf8')));
  },
};

/** A real Electron needs a display; the stand-in and the browser do not. */
function onDisplay<Line extends { command: string; args: readonly string[] }>(line: Line): Line {
  if (electronBinary(root) === undefined || process.env.DISPLAY || !has('xvfb-run')) return line;
  return { ...line, command: 'xvfb-run', args: ['-a', line.command, ...line.args] };
}
