import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as z from 'zod';
import type { Log } from './log.ts';

export type JsonFile<Value> = { read: () => Value | undefined; write: (value: Value) => void };

/** A small settings file. Unreadable content is set aside as `.broken` for support and counts as absent; writes are all or nothing. */
export function jsonFile<Value>(path: string, schema: z.ZodType<Value>, log: Log): JsonFile<Value> {
  return {
    read: () => {
      const text = readIfThere(path);
      if (text === undefined) return undefined;
      const parsed = schema.safeParse(parseJson(text));
      if (parsed.success) return parsed.data;
      renameSync(path, `${path}.broken`);
      log('warn', 'settings_unreadable', { path });
      return undefined;
    },
    write: (value) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.new`, JSON.stringify(value, null, 2), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return undefined;
    throw fault;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}
