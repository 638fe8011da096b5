import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export type CommandLine = {
  /** Modules of -r, run before the app. */
  preload: string[];
  /** Port of --inspect=<port>. */
  inspectPort: number | undefined;
  version: boolean;
  /** Everything but -r, as Electron leaves it in process.argv. */
  rest: string[];
};

export type AppFacts = { main: string; appPath: string; name: string; version: string };

/** Reads the part of Electron's command line that Playwright and electron-vite use. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const line: CommandLine = { preload: [], inspectPort: undefined, version: false, rest: [] };
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (argument === '-r' || argument === '--require') {
      index += 1;
      line.preload.push(args[index] ?? '');
      continue;
    }
    if (argument === '-v' || argument === '--version') line.version = true;
    if (argument.startsWith('--inspect=')) line.inspectPort = Number(argument.slice('--inspect='.length));
    line.rest.push(argument);
  }
  return line;
}

/** Finds the app a command line means: the first plain argument, a folder with a package.json or a file inside one. */
export function findApp(args: readonly string[]): AppFacts {
  const given = args.find((argument) => !argument.startsWith('-'));
  if (given === undefined) throw new Error('electron-standin: no app path given');
  const path = resolve(given);
  const appPath = statSync(path).isDirectory() ? path : nearestPackage(dirname(path));
  const manifest = JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8'));
  const main = path === appPath ? resolve(appPath, manifest.main ?? 'index.js') : path;
  return { main, appPath, name: manifest.productName ?? manifest.name ?? 'Electron', version: manifest.version ?? '0.0.0' };
}

function nearestPackage(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (dirname(folder) === folder) throw new Error('electron-standin: no package.json above the app');
  return nearestPackage(dirname(folder));
}
