import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../packages/connectors/src');

/** The folder is the registry: every folder with a connector.ts is a provider. */
export function registrySource(root: string = folder): string {
  const ids = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'connector.ts')))
    .map(({ name }) => name)
    .sort();
  const variable = (id: string) => id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return [
    '// Written by `npm run registry`; a test compares it with the folders.',
    "import type { Connector } from '@banrimkwae/connector-kit/connector';",
    ...ids.map((id) => `import ${variable(id)} from './${id}/connector.ts';`),
    '',
    '/** Every connector by its id. */',
    `export const connectors: ReadonlyMap<string, Connector> = new Map<string, Connector>([${ids.map((id) => `['${id}', ${variable(id)}]`).join(', ')}]);`,
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(join(folder, 'registry.ts'), registrySource());
