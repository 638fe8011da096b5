import { cpSync, existsSync, globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { copyNativePackages } from './native-packages.ts';

const root = resolve(import.meta.dirname, '../..');

/** Native code cannot be bundled; these are copied beside the bundle, each with what this system needs of it. */
const NATIVE = ['better-sqlite3', '@napi-rs/keyring', '@ngrok/ngrok'];

export type AgentBundle = {
  entry: string;
  out: string;
  /** Files and folders read at run time: source → place below the bundle, as seen from the entry's own folder. */
  assets: readonly (readonly [from: string, to: string])[];
  /** Code that runs in worker threads, started by its file: place below the bundle, without `.js` → source. */
  threads: Readonly<Record<string, string>>;
};

/** How staff obtain each provider's keys; the agent looks for them below `setup`. */
function setupTexts(): [from: string, to: string][] {
  const connectors = join(root, 'packages/connectors/src');
  return globSync('*/setup.md', { cwd: connectors }).map((file) => [join(connectors, file), join('setup', `${dirname(file)}.md`)]);
}

/** What `npm run package` and `npm run bench` bundle: the command line of the agent, which starts it too. */
export const agentBundle: AgentBundle = {
  entry: join(root, 'apps/agent/src/cli.ts'),
  out: join(root, 'dist/agent'),
  assets: [
    [join(root, 'apps/agent/src/store/migrations'), 'store/migrations'],
    [join(root, 'apps/agent/src/ingress/migrations'), 'ingress/migrations'],
    [join(root, 'apps/desktop/out/renderer'), 'web'],
    ...setupTexts(),
  ],
  threads: { 'ingress/writer-thread': join(root, 'apps/agent/src/ingress/writer-thread.ts') },
};

/** Bundles the agent into one folder that needs Node and nothing else. Answers the file to run. */
export async function bundleAgent({ entry, out, assets, threads }: AgentBundle): Promise<string> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const input = { agent: entry, ...threads };
  const bundle = await rolldown({ input, platform: 'node', external: [...NATIVE, ...OPTIONAL], logLevel: 'silent' });
  await bundle.write({ dir: out, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' });
  await bundle.close();
  writeFileSync(join(out, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  copyNativePackages(NATIVE, out);
  for (const [from, to] of assets) if (existsSync(from)) cpSync(from, join(out, to), { recursive: true });
  return join(out, 'agent.js');
}

/** Accelerators that their users look for and do without. */
const OPTIONAL = ['bufferutil', 'utf-8-validate', 'pg-native', 'msgpackr-extract'];

/** Copies the Node this workspace is pinned to, so that the resort's machine needs none. Answers its place. */
export function copyNode(out: string, node: string = process.execPath): string {
  const to = join(out, 'bin', basename(node));
  cpSync(node, to, { dereference: true });
  return to;
}
