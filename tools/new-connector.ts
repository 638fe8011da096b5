/**
 * `npm run new:connector <id> <type>`: a connector that passes the conformance suite, and a simulator that plays it, both to be changed into
 * the provider's. Nothing else has to be edited: the registries are written anew.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type ProviderType, providerTypes } from '@banrimkwae/contract/provider-fields';
import { variableOf, writeRegistries } from './generate-registry.ts';
import { KINDS, type Kind } from './templates/connector/kinds.ts';

const here = resolve(import.meta.dirname, '..');
const templates = join(import.meta.dirname, 'templates/connector');
const ID = /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/;

export type NewConnector = { root: string; id: string; type: string };

/** Answers the files it wrote, or the one sentence that says why it wrote none. */
export function newConnector({ root, id, type }: NewConnector): { files: readonly string[] } | { problem: string } {
  const folders = { connector: join(root, 'packages/connectors/src', id), simulator: join(root, 'apps/sandbox/src/simulators', id) };
  const known = providerTypes.find((each) => each === type);
  if (!ID.test(id)) return { problem: `"${id}" is no id: small letters and digits, words joined by a dash, as in booking-com.` };
  if (!known) return { problem: `"${type}" is no type: choose one of ${providerTypes.join(', ')}.` };
  if (Object.values(folders).some((folder) => existsSync(folder))) return { problem: `There is already a connector "${id}".` };
  const words = wordsFor(id, known);
  const files = [
    ...fill(join(templates, 'every'), folders.connector, words),
    ...fill(join(templates, known), folders.connector, words),
    ...fill(join(templates, 'simulator'), folders.simulator, words),
  ];
  writeRegistries(root);
  format(folders);
  return { files: [...new Set(files)].map((file) => relative(root, file)).sort() };
}

/** What stands in the templates between two underscores each. */
function wordsFor(id: string, type: ProviderType): Readonly<Record<string, string>> {
  const { capability, webhook, fetchMissing, endpoints } = KINDS[type];
  return {
    id,
    type,
    name: id.replace(/(?:^|-)(\w)/g, (start, letter: string) => (start.startsWith('-') ? ' ' : '') + letter.toUpperCase()),
    variable: variableOf(id),
    capabilities: capability === undefined ? '' : `'${capability}'`,
    endpoints: endpoints.join('\n'),
    // Biome takes the quotes off the names that do not need them.
    fetchMissing: fetchMissing ? `fetchMissing: ${JSON.stringify(fetchMissing)},` : '',
    ...webhookWords(webhook, id),
  };
}

function webhookWords(webhook: Kind['webhook'], id: string): Readonly<Record<string, string>> {
  if (!webhook) return { webhookField: '', webhook: '', webhookPractice: '' };
  return {
    webhookField: `{ name: 'webhookSecret', label: { en: 'Webhook secret', th: 'รหัสลับเว็บฮุก' }, type: 'password', secret: true, pattern: '\\\\S+' },`,
    webhook: `webhook: { method: 'x-${id}-signature HMAC-SHA256', secretField: 'webhookSecret', registration: 'by_hand' },`,
    webhookPractice: `webhookSecret: 'practice-${id}-webhook-secret',`,
  };
}

function fill(from: string, to: string, words: Readonly<Record<string, string>>): string[] {
  const sources = globSync('**/*', { cwd: from }).filter((file) => statSync(join(from, file)).isFile());
  return sources.map((source) => {
    const target = join(to, dirname(source), basename(source, '.tmpl'));
    mkdirSync(dirname(target), { recursive: true });
    if (source.endsWith('.tmpl')) writeFileSync(target, filled(readFileSync(join(from, source), 'utf8'), words));
    else cpSync(join(from, source), target);
    return target;
  });
}

function filled(template: string, words: Readonly<Record<string, string>>): string {
  return template.replace(/__([a-zA-Z]+)__/g, (slot, word: string) => words[word] ?? slot);
}

function format(folders: Readonly<Record<string, string>>): void {
  const flags = ['--write', '--linter-enabled=false', '--vcs-enabled=false', '--log-level=error', `--config-path=${here}`];
  execFileSync(join(here, 'node_modules/.bin/biome'), ['check', ...flags, ...Object.values(folders)], { cwd: here, stdio: 'pipe' });
}

function main([id, type]: readonly string[]): number {
  if (id === undefined || type === undefined) {
    console.error(`npm run new:connector <id> <type>, where the type is one of ${providerTypes.join(', ')}.`);
    return 2;
  }
  const made = newConnector({ root: here, id, type });
  if ('problem' in made) {
    console.error(made.problem);
    return 1;
  }
  for (const file of made.files) console.log(file);
  console.log(`\nIts tests: npx vitest run packages/connectors/src/${id} apps/sandbox/src/simulators/${id}`);
  console.log('How to make it the provider’s: docs/connectors.md');
  return 0;
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2));
