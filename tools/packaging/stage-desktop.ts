import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { copyNativePackages } from './native-packages.ts';

const root = resolve(import.meta.dirname, '../..');
const KEYRING = '@napi-rs/keyring';

type Manifest = { name: string; productName: string; version: string; license: string; main: string; dependencies: Record<string, string> };

/** Puts together the folder electron-builder packs: the built app, a manifest, and the one package with native code. */
export function stageDesktop(out: string = join(root, 'dist/desktop')): string {
  const desktop = join(root, 'apps/desktop');
  const manifest: Manifest = JSON.parse(readFileSync(join(desktop, 'package.json'), 'utf8'));
  const { description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { productName, version, license, main, dependencies } = manifest;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  cpSync(join(desktop, 'out'), join(out, 'out'), { recursive: true });
  copyNativePackages([KEYRING], out);
  const name = 'banrimkwae-control-centre';
  const packed = {
    name,
    productName,
    version,
    description,
    license,
    author: 'Banrimkwae',
    type: 'module',
    main,
    dependencies: { [KEYRING]: dependencies[KEYRING] },
  };
  writeFileSync(join(out, 'package.json'), JSON.stringify(packed, null, 2));
  return out;
}
