import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where npm put the packages of this workspace. */
const installed = join(import.meta.dirname, '../../node_modules');

/** Only what runs: sources, headers and other systems' binaries stay behind. */
const LEFT_BEHIND = /(^|\/)(deps|src|binding\.gyp|README\.md)$/;

/** Copies packages with native code into `<folder>/node_modules`, with the binaries of this system only. */
export function copyNativePackages(names: readonly string[], folder: string): void {
  for (const name of names) {
    for (const one of [name, ...platformPackages(name)]) {
      const from = join(installed, one);
      cpSync(from, join(folder, 'node_modules', one), {
        recursive: true,
        dereference: true,
        filter: (path) => !LEFT_BEHIND.test(path.slice(from.length)) && isForThisSystem(path),
      });
    }
  }
}

/** `@napi-rs/keyring` keeps its binaries in packages such as `@napi-rs/keyring-linux-x64-gnu`; npm installed those that fit. */
function platformPackages(name: string): string[] {
  const [scope = '', plain = ''] = name.split('/');
  const folder = join(installed, scope);
  if (!scope.startsWith('@') || !existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((other) => other.startsWith(`${plain}-`))
    .map((other) => `${scope}/${other}`);
}

/** better-sqlite3 brings one file for each system: `prebuilds/linux-x64.node`, …. */
function isForThisSystem(path: string): boolean {
  const file = /prebuilds\/(?<system>[\w-]+)\.node$/.exec(path.replaceAll('\\', '/'))?.groups?.system;
  return file === undefined || file.replace('musl', '') === `${process.platform}-${process.arch}`;
}
