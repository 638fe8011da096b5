import { describe, expect, it } from 'vitest';
import { judgeCoverage } from './coverage.ts';
import { has, planFor, TOOLS } from './debian.ts';
import { readReport } from './playwright-report.ts';
import { add, exitCode, failure, NOTHING, notRun, passed, skip, summary } from './tally.ts';

describe('the end of npm test', () => {
  const all = add(passed(3), failure('refund > twice'), skip('redis queue', 'redis-server is missing'), passed(2), NOTHING);

  it('lists skipped tests with their reasons and failed ones by name, and counts in the last line', () => {
    expect(summary(all)).toEqual([
      'Skipped:',
      '  redis queue: redis-server is missing',
      'Failed:',
      '  refund > twice',
      '5 passed, 1 failed, 1 skipped',
    ]);
    expect(summary(passed(7))).toEqual(['7 passed, 0 failed, 0 skipped']);
  });

  it('fails when anything failed, not when something was skipped', () => {
    expect(exitCode(all)).toBe(1);
    expect(exitCode(add(passed(1), skip('a', 'b')))).toBe(0);
  });
});

describe('a test that did not run', () => {
  it('is skipped with the reason it gives', () => {
    expect(notRun('keychain', 'no D-Bus here')).toEqual(skip('keychain', 'no D-Bus here'));
    expect(notRun('keychain (skipped: needs dbus (Debian)) round trip', undefined).skipped[0]?.reason).toBe('needs dbus (Debian)');
    expect(notRun('desktop keychain (skipped: needs dbus)', undefined).skipped[0]?.reason).toBe('needs dbus');
  });
  it('counts as failed without one', () => {
    expect(notRun('keychain', undefined)).toEqual(failure('keychain (not run, and no reason given)'));
  });
});

describe('Playwright', () => {
  const test = (status: string, annotations: unknown[] = []) => ({ projectName: 'browser', status, annotations });
  const report = (specs: unknown[], errors: unknown[] = []) => ({
    suites: [{ title: 'a.spec.ts', specs: [], suites: [{ title: 'sign-in', specs }] }],
    errors,
  });

  it('is counted test by test, named with project and file', () => {
    const specs = [
      { title: 'works', tests: [test('expected')] },
      { title: 'breaks', tests: [test('unexpected')] },
      { title: 'wavers', tests: [test('flaky')] },
      { title: 'waits', tests: [test('skipped', [{ type: 'skip', description: 'needs a display' }])] },
      { title: 'forgotten', tests: [test('skipped', [{ type: 'skip' }])] },
    ];
    expect(readReport(report(specs))).toEqual({
      passed: 1,
      failed: [
        'browser: a.spec.ts > sign-in > breaks',
        'browser: a.spec.ts > sign-in > wavers',
        'browser: a.spec.ts > sign-in > forgotten (not run, and no reason given)',
      ],
      skipped: [{ name: 'browser: a.spec.ts > sign-in > waits', reason: 'needs a display' }],
    });
  });

  it('fails for an error outside of any test', () => {
    expect(readReport(report([], [{ message: 'Cannot find module x\n at y' }])).failed).toEqual(['end to end: Cannot find module x']);
  });
});

describe('coverage', () => {
  const report = (covered: number) => ({
    total: { lines: { total: 1, covered: 0 } },
    '/p/apps/agent/src/a.ts': { lines: { total: 50, covered } },
    '/p/packages/connectors/src/b.ts': { lines: { total: 50, covered: 50 } },
  });
  it('is enough at 90 % of all lines together', () => {
    expect(judgeCoverage(report(40), '/p').tally).toEqual(passed(1));
    expect(judgeCoverage(report(40), '/p').text).toBe(
      'Coverage: 90.0 % of lines (apps/agent 80.0 %, packages/connector-kit 100.0 %, packages/connectors 100.0 %)',
    );
  });
  it('fails below', () => {
    expect(judgeCoverage(report(39), '/p').tally.failed).toHaveLength(1);
  });
});

describe('Debian packages', () => {
  const missing = TOOLS.filter(({ command }) => command === 'gnome-keyring-daemon' || command === 'redis-server');
  const packages = ['redis-server', 'gnome-keyring', 'libsecret-1-0'];

  it('are left alone when nothing is missing', () => {
    expect(planFor([], { apt: true, root: true, sudo: true })).toEqual({ kind: 'nothing' });
  });
  it('are installed by root, or by sudo that asks nothing', () => {
    expect(planFor(missing, { apt: true, root: true, sudo: false })).toEqual({ kind: 'install', prefix: [], packages });
    expect(planFor(missing, { apt: true, root: false, sudo: true })).toEqual({ kind: 'install', prefix: ['sudo', '-n'], packages });
  });
  it('are named in a command to copy otherwise', () => {
    expect(planFor(missing, { apt: true, root: false, sudo: false })).toEqual({
      kind: 'tell',
      sentence: expect.stringContaining('sudo apt-get install -y --no-install-recommends redis-server gnome-keyring libsecret-1-0'),
    });
    expect(planFor(missing, { apt: false, root: true, sudo: false })).toMatchObject({ kind: 'tell' });
  });
  it('looks for programs on the path', () => {
    expect(has('sh')).toBe(process.platform !== 'win32');
    expect(has('no-such-program-anywhere')).toBe(false);
  });
});
