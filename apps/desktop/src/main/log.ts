import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export type Facts = Record<string, string | number | boolean | null>;
export type Log = (level: 'info' | 'warn' | 'error', event: string, facts?: Facts) => void;

const LARGEST_FILE = 1_000_000;

/** One JSON line an event, in a file of at most 1 MB and its predecessor. Callers pass facts, never inputs: no secret can slip in. */
export function createFileLog(file: string, now: () => Date): Log {
  mkdirSync(dirname(file), { recursive: true });
  return (level, event, facts = {}) => {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > LARGEST_FILE) renameSync(file, `${file}.1`);
    appendFileSync(file, `${JSON.stringify({ at: now().toISOString(), level, event, ...facts })}\n`, { mode: 0o600 });
  };
}

/** What a fault may say in the log: its name and message. */
export function faultFacts(fault: unknown): Facts {
  return fault instanceof Error ? { fault: fault.name, message: fault.message } : { fault: typeof fault };
}
