import { readFileSync } from 'node:fs';
import { open as openInspector } from 'node:inspector';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findApp, parseCommandLine } from './command-line.ts';

const require = createRequire(import.meta.url);
const line = parseCommandLine(process.argv.slice(2));
const { version } = JSON.parse(readFileSync(require.resolve('electron/package.json'), 'utf8'));

if (line.version) {
  console.log(`v${version}`);
  process.exit(0);
}

/** `import 'electron'` and `require('electron')`, from anywhere, now mean the stand-in. */
const standIn = new URL('./electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    /^electron(\/(main|common))?$/.test(specifier) ? { url: standIn, shortCircuit: true } : next(specifier, context),
});

process.argv = [join(import.meta.dirname, 'electron'), ...line.rest];
Object.defineProperty(process.versions, 'electron', { value: version, enumerable: true });
Object.assign(process, { type: 'browser', defaultApp: true, resourcesPath: join(import.meta.dirname, 'resources') });

const { standin } = await import('./electron.ts');
if (line.inspectPort !== undefined) openInspector(line.inspectPort);
for (const module of line.preload) require(module);
const facts = findApp(process.argv.slice(1));
standin.describe(facts);
/** Chromium starts while the app's main module is evaluated; `ready` comes when both are done. */
const started = standin.start();
await import(pathToFileURL(facts.main).href);
await started;
standin.ready();
