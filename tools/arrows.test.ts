import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** One forbidden import a row: the rule that must fire, the file, what it imports. */
const FORBIDDEN = [
  ['no-circle', 'packages/money/src/a.ts', './b.ts'],
  ['no-circle', 'packages/money/src/c.ts', 'type ./d.ts'],
  ['no-circle-at-run-time', 'tools/electron-standin/a.ts', './b.ts'],
  ['resolvable', 'packages/money/src/lost.ts', './nowhere.ts'],
  ['ground-knows-no-feature', 'apps/agent/src/gateway/a.ts', '../payments/index.ts'],
  ['ground-knows-no-feature', 'apps/agent/src/jobs/a.ts', '../http/server.ts'],
  ['ground-knows-no-feature', 'apps/agent/src/store/a.ts', 'type ../payments/port.ts'],
  ['ground-knows-no-feature', 'apps/agent/src/live/a.ts', '../main.ts'],
  ['rooms-do-not-know-http', 'apps/agent/src/channel/a.ts', '../http/server.ts'],
  ['rooms-do-not-know-http', 'apps/agent/src/channel/b.ts', '../cli.ts'],
  ['http-does-not-know-main', 'apps/agent/src/http/a.ts', '../main.ts'],
  ['front-door', 'apps/agent/src/channel/c.ts', '../payments/payment-table.ts'],
  ['front-door', 'apps/agent/src/some-new-room/a.ts', '../payments/payment-table.ts'],
  ['http-through-the-front-door', 'apps/agent/src/http/b.ts', '../payments/payment-table.ts'],
  ['packages-know-no-app', 'packages/contract/src/a.ts', '../../../apps/agent/src/config.ts'],
  ['money-stands-alone', 'packages/money/src/e.ts', '@banrimkwae/contract'],
  ['contract-imports-money-only', 'packages/contract/src/b.ts', '@banrimkwae/connector-kit'],
  ['kit-imports-contract-and-money-only', 'packages/connector-kit/src/a.ts', '@banrimkwae/connectors'],
  ['connectors-import-kit-and-money-only', 'packages/connectors/src/acme/a.ts', '@banrimkwae/contract'],
  ['connectors-are-translators', 'packages/connectors/src/acme/b.ts', 'node:https'],
  ['connectors-are-translators', 'packages/connectors/src/acme/c.ts', 'undici'],
  ['connectors-do-not-meet', 'packages/connectors/src/acme/d.ts', '../other/map.ts'],
  ['desktop-imports-contract-only', 'apps/desktop/src/main/a.ts', '@banrimkwae/connector-kit'],
  ['desktop-imports-contract-only', 'apps/desktop/src/main/b.ts', '../../../agent/src/config.ts'],
  ['renderer-is-a-web-page', 'apps/desktop/src/renderer/src/a.ts', 'node:fs'],
  ['renderer-knows-no-electron', 'apps/desktop/src/renderer/src/b.ts', 'type electron'],
  ['renderer-knows-no-electron', 'apps/desktop/src/renderer/src/c.ts', '../../main/window.ts'],
  ['main-does-not-draw', 'apps/desktop/src/main/c.ts', '../renderer/src/screen.tsx'],
  ['sandbox-is-the-outside-world', 'apps/sandbox/src/a.ts', '@banrimkwae/connectors'],
  ['sandbox-is-the-outside-world', 'apps/sandbox/src/b.ts', '../../agent/src/config.ts'],
  ['sandbox-is-for-tests', 'apps/agent/src/payments/a.ts', '../../../sandbox/src/simulator.ts'],
  ['no-oracle-at-run-time', 'packages/connectors/src/acme/e.ts', 'stripe'],
  ['no-oracle-at-run-time', 'apps/agent/src/payments/b.ts', 'stripe'],
  ['tests-are-not-imported', 'apps/agent/src/payments/c.ts', './redis-rig.ts'],
  ['tools-are-not-the-product', 'apps/agent/src/payments/d.ts', '../../../../tools/start.ts'],
] as const;

const ALLOWED = [
  ['apps/agent/src/main.ts', './http/server.ts'],
  ['apps/agent/src/http/c.ts', '../payments/routes.ts'],
  ['apps/agent/src/http/d.ts', '../gateway/call.ts'],
  ['apps/agent/src/channel/d.ts', '../payments/index.ts'],
  ['apps/agent/src/channel/e.ts', 'type ../payments/port.ts'],
  ['apps/agent/src/channel/f.ts', '../gateway/call.ts'],
  ['apps/agent/src/channel/g.ts', '@banrimkwae/connectors'],
  ['apps/agent/src/channel/h.test.ts', '../../../sandbox/src/simulator.ts'],
  ['apps/agent/src/channel/i.test.ts', 'stripe'],
  ['packages/connectors/src/acme/f.ts', '@banrimkwae/connector-kit'],
  ['packages/connectors/src/acme/g.ts', 'zod'],
  ['packages/connectors/src/acme/h.test.ts', 'stripe'],
  ['packages/contract/src/c.ts', '@banrimkwae/money'],
  ['apps/desktop/src/main/d.ts', '@banrimkwae/contract'],
  ['apps/desktop/src/main/e.ts', 'electron'],
  ['apps/sandbox/src/c.ts', '@banrimkwae/money'],
  ['tools/electron-standin/c.ts', 'type ./d.ts'],
] as const;

/** What the imports above lead to. */
const GROUND_FLOOR: Readonly<Record<string, string>> = {
  'packages/money/src/b.ts': "export * from './a.ts';",
  'packages/money/src/d.ts': "export type * from './c.ts';",
  'tools/electron-standin/b.ts': "export * from './a.ts';",
  'tools/electron-standin/d.ts': "export type * from './c.ts';",
  ...Object.fromEntries(
    [
      ...[
        'payments/index',
        'payments/port',
        'payments/routes',
        'payments/payment-table',
        'payments/redis-rig',
        'http/server',
        'gateway/call',
      ],
      ...['cli', 'config'],
    ].map((path) => [`apps/agent/src/${path}.ts`, 'export const x = 1;']),
  ),
  ...Object.fromEntries(
    [
      'packages/connectors/src/other/map.ts',
      'apps/desktop/src/main/window.ts',
      'apps/desktop/src/renderer/src/screen.tsx',
      'apps/sandbox/src/simulator.ts',
      'tools/start.ts',
    ].map((path) => [path, 'export const x = 1;']),
  ),
};

const MODULES: Readonly<Record<string, string>> = {
  electron: 'export const x = 1;',
  stripe: 'export {};',
  undici: 'export {};',
  zod: 'export {};',
};

function layFiles(folder: string): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const importOf = (target: string) =>
    target.startsWith('type ') ? `export type * from '${target.slice(5)}';` : `export * from '${target}';`;
  write('package.json', '{}');
  for (const [path, text] of Object.entries(GROUND_FLOOR)) write(path, text);
  for (const [, path, target] of FORBIDDEN) write(path, importOf(target));
  for (const [path, target] of ALLOWED) write(path, importOf(target));
  for (const [name, text] of Object.entries(MODULES)) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, exports: './index.js' }));
    write(`node_modules/${name}/index.js`, text);
  }
  mkdirSync(join(folder, 'node_modules/@banrimkwae'));
  for (const name of ['money', 'contract', 'connector-kit', 'connectors']) {
    write(`packages/${name}/src/index.ts`, 'export const x = 1;');
    write(
      `packages/${name}/package.json`,
      JSON.stringify({
        name: `@banrimkwae/${name}`,
        exports: './src/index.ts',
        dependencies: { zod: '*', undici: '*' },
        devDependencies: { stripe: '*' },
      }),
    );
    symlinkSync(join(folder, 'packages', name), join(folder, 'node_modules/@banrimkwae', name));
  }
  write('apps/agent/package.json', JSON.stringify({ name: 'agent', devDependencies: { stripe: '*' } }));
  write('apps/desktop/package.json', JSON.stringify({ name: 'desktop', devDependencies: { electron: '*' } }));
}

async function scan(baseDir: string): Promise<ICruiseResult> {
  const { enhancedResolveOptions, ...options } = await extractOptions(join(root, '.dependency-cruiser.cjs'));
  const cruiseOptions: ICruiseOptions = { ...options, baseDir };
  const answer = await cruise(['apps', 'packages', 'tools'], cruiseOptions, enhancedResolveOptions);
  if (typeof answer.output === 'string') throw new Error(answer.output);
  return answer.output;
}

describe('the arrows between the rooms', () => {
  let folder: string;
  let result: ICruiseResult;
  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'arrows-')));
    layFiles(folder);
    result = await scan(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(FORBIDDEN)('%s: %s may not import %s', (rule, path) => {
    expect(result.summary.violations.filter(({ from }) => from === path).map((violation) => violation.rule.name)).toContain(rule);
  });

  it.each(ALLOWED)('%s may import %s', (path) => {
    expect(result.modules.map(({ source }) => source)).toContain(path);
    expect(result.summary.violations.filter(({ from }) => from === path)).toEqual([]);
  });

  it('has a forbidden import above for every rule, and every rule says where the import belongs', () => {
    const rules = result.summary.ruleSetUsed?.forbidden ?? [];
    expect(rules.map(({ name }) => name).toSorted()).toEqual([...new Set(FORBIDDEN.map(([rule]) => rule))].toSorted());
    for (const rule of rules)
      expect({ name: rule.name, words: (rule.comment ?? '').split(' ').length > 5 }).toEqual({ name: rule.name, words: true });
  });
});

it('sees the whole project, across workspaces', async () => {
  const { modules } = await scan(root);
  expect(modules.filter(({ source }) => /^(?:apps|packages|tools)\//.test(source)).length).toBeGreaterThan(250);
  const crossing = modules.filter(
    ({ source, dependencies }) =>
      source.startsWith('apps/agent/') && dependencies.some(({ resolved }) => resolved.startsWith('packages/contract/src/')),
  );
  expect(crossing.length).toBeGreaterThan(5);
}, 30_000);
