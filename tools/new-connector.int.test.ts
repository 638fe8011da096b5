import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { providerTypes } from '@banrimkwae/contract/provider-fields';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registries, writeRegistries } from './generate-registry.ts';
import { newConnector } from './new-connector.ts';

const here = resolve(import.meta.dirname, '..');
const root = realpathSync(mkdtempSync(join(tmpdir(), 'new-connector-')));
const tool = (name: string) => join(here, 'node_modules/.bin', name);
const ran = (name: string, args: readonly string[]) =>
  execFileSync(tool(name), args, { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });

/** A workspace of our own with nothing in it but what a connector stands on. */
beforeAll(() => {
  mkdirSync(join(root, 'packages/connectors/src'), { recursive: true });
  mkdirSync(join(root, 'apps/sandbox/src/simulators'), { recursive: true });
  cpSync(join(here, 'apps/sandbox/src/simulator.ts'), join(root, 'apps/sandbox/src/simulator.ts'));
  cpSync(join(here, 'biome.json'), join(root, 'biome.json'));
  symlinkSync(join(here, 'node_modules'), join(root, 'node_modules'), 'junction');
  const compilerOptions = { composite: false, emitDeclarationOnly: false, noEmit: true };
  writeFileSync(
    join(root, 'tsconfig.json'),
    JSON.stringify({ extends: join(here, 'tsconfig.base.json'), compilerOptions, include: ['apps', 'packages'] }),
  );
  writeFileSync(join(root, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  writeRegistries(root);
});
afterAll(() => rmSync(root, { recursive: true }));

describe('npm run new:connector', () => {
  it.each([
    ['Acme', 'payment', '"Acme" is no id'],
    ['../acme', 'payment', '"../acme" is no id'],
    ['acme', 'rocket', '"rocket" is no type: choose one of payment, booking, communication, utility, social.'],
  ])('refuses %s %s in one sentence', (id, type, problem) => {
    const made = newConnector({ root, id, type });
    expect(made).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('makes connectors of every type that are sound, typed, formatted, registered and played', { timeout: 60_000 }, () => {
    for (const type of providerTypes) {
      const made = newConnector({ root, id: `new-${type}`, type });
      expect(made).toEqual({
        files: expect.arrayContaining([
          `packages/connectors/src/new-${type}/connector.ts`,
          `packages/connectors/src/new-${type}/connector.test.ts`,
          `packages/connectors/src/new-${type}/manifest.ts`,
          `packages/connectors/src/new-${type}/setup.md`,
          `apps/sandbox/src/simulators/new-${type}/simulator.ts`,
        ]),
      });
    }
    expect(newConnector({ root, id: 'new-social', type: 'social' })).toEqual({ problem: 'There is already a connector "new-social".' });
    expect(readFileSync(join(root, 'packages/connectors/src/registry.ts'), 'utf8')).toContain("['new-payment', newPayment]");
    expect(readFileSync(join(root, 'apps/sandbox/src/simulators/index.ts'), 'utf8')).toContain('newBookingSimulator(world)');

    ran('tsc', ['-p', root]);
    ran('biome', ['check', '--error-on-warnings', '--vcs-enabled=false', 'apps', 'packages']);
    ran('vitest', ['run', '--root', root, '--reporter=json', '--outputFile=report.json']);
    const report = JSON.parse(readFileSync(join(root, 'report.json'), 'utf8')) as {
      success: boolean;
      testResults: { name: string; status: string }[];
    };
    const passed = report.testResults.filter(({ status }) => status === 'passed').map(({ name }) => relative(root, name));
    const expected = providerTypes.flatMap((type) => [
      `packages/connectors/src/new-${type}/connector.test.ts`,
      `apps/sandbox/src/simulators/new-${type}/simulator.test.ts`,
    ]);
    expect(passed.sort()).toEqual(expected.sort());
    expect(report.success).toBe(true);
  });
});

describe('the registries', () => {
  it('list exactly the folders that there are', () => {
    for (const [file, source] of Object.entries(registries(here))) expect(readFileSync(file, 'utf8'), file).toBe(source);
  });
});
