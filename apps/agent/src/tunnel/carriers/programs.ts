import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** How programs of this computer are found and started. */
export type Programs = Readonly<{
  searchPath: string;
  /** What a program needs of our environment to run at all; nothing else is handed on. */
  environment: Readonly<Record<string, string>>;
  /** Where cloudflared is, when not on the search path. Said by whoever runs this computer, never through the API: it is started. */
  cloudflared: string | undefined;
}>;

/** Full path of a program, or undefined when it is not installed. */
export function findProgram(name: string, searchPath: string): string | undefined {
  if (isAbsolute(name)) return isProgram(name) ? name : undefined;
  const names = process.platform === 'win32' ? [`${name}.exe`] : [name];
  const folders = searchPath.split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((each) => join(folder, each))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
