import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const here = resolve(import.meta.dirname, '..');
const WRITTEN = '// Written by `npm run registry`; a test compares it with the folders.';

/** The folder is the registry: every folder with a connector.ts is a provider, every folder with a simulator.ts is played by the sandbox. */
export function registries(root: string): Readonly<Record<string, string>> {
  const connectors = join(root, 'packages/connectors/src');
  const simulators = join(root, 'apps/sandbox/src/simulators');
  return {
    [join(connectors, 'registry.ts')]: formatted(connectorRegistry(foldersWith(connectors, 'connector.ts'))),
    [join(simulators, 'index.ts')]: formatted(simulatorRegistry(simulators, foldersWith(simulators, 'simulator.ts'))),
  };
}

export function writeRegistries(root: string): void {
  for (const [file, source] of Object.entries(registries(root))) writeFileSync(file, source);
}

/** The name a provider has in code: `booking-com` is bookingCom. */
export function variableOf(id: string): string {
  return id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function foldersWith(folder: string, file: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, file)))
    .map(({ name }) => name)
    .sort();
}

function connectorRegistry(ids: readonly string[]): string {
  return [
    WRITTEN,
    "import type { Connector } from '@banrimkwae/connector-kit/connector';",
    ...ids.map((id) => `import ${variableOf(id)} from './${id}/connector.ts';`),
    '',
    '/** Every connector by its id. */',
    `export const connectors: ReadonlyMap<string, Connector> = new Map<string, Connector>([${ids.map((id) => `['${id}', ${variableOf(id)}]`).join(', ')}]);`,
    '',
  ].join('\n');
}

function simulatorRegistry(folder: string, ids: readonly string[]): string {
  const names = ids.map((id) => simulatorName(join(folder, id, 'simulator.ts')));
  return [
    WRITTEN,
    "import type { Simulator, SimulatorWorld } from '../simulator.ts';",
    ...ids.map((id, index) => `import { ${names[index]} } from './${id}/simulator.ts';`),
    '',
    '/** Every provider that is played, in one world. */',
    'export function createSimulators(world: SimulatorWorld): readonly Simulator[] {',
    `return [${names.map((name) => `${name}(world)`).join(', ')}];`,
    '}',
    '',
  ].join('\n');
}

function simulatorName(file: string): string {
  const name = /^export function (\w+Simulator)\(/m.exec(readFileSync(file, 'utf8'))?.[1];
  if (name === undefined) throw new Error(`${file} exports no function …Simulator`);
  return name;
}

function formatted(source: string): string {
  return execFileSync(join(here, 'node_modules/.bin/biome'), ['format', '--stdin-file-path=registry.ts'], {
    cwd: here,
    input: source,
    encoding: 'utf8',
  });
}

if (import.meta.main) writeRegistries(here);
