import { parseArgs } from 'node:util';
import { AppError } from '@banrimkwae/contract/errors';
import { pino } from 'pino';
import * as z from 'zod';
import { COMMANDS } from './commands.ts';
import { type Config, readConfig } from './config.ts';
import { startAgent } from './main.ts';
import { storageFaultOf } from './store/storage-fault.ts';
import { createTerminal, type Given, UsageError } from './terminal.ts';

const terminal = createTerminal({ in: process.stdin, out: process.stdout });
const OPTIONS = ['username', 'name', 'role', 'language'] as const;
const STOP_MS = 15_000;

function usage(): string {
  const lines = Object.values(COMMANDS).map(({ usage: line, about }) => `  ${line}\n      ${about}`);
  return ['npm run agent -- <command>', '  start\n      the agent itself', ...lines].join('\n');
}

async function start(config: Config): Promise<void> {
  const log = pino({ level: config.logLevel });
  const agent = await startAgent({ config, log });
  const stop = (signal: string) => {
    log.info({ signal }, 'Stopping');
    const hurry = setTimeout(() => process.exit(1), STOP_MS);
    hurry.unref();
    agent.stop().then(
      () => process.exit(0),
      (fault: unknown) => {
        log.error({ err: fault }, 'The agent did not stop cleanly');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop(signal));
}

async function run(words: readonly string[]): Promise<number | undefined> {
  const [name = 'help', ...rest] = words;
  if (name === 'start') return start(readConfig()).then(() => undefined);
  const command = COMMANDS[name];
  if (!command) {
    terminal.say(usage());
    return name === 'help' ? 0 : 2;
  }
  const { values, positionals } = parseArgs({
    args: rest,
    allowPositionals: true,
    options: Object.fromEntries(OPTIONS.map((option) => [option, { type: 'string' as const }])),
  });
  const given: Given = { words: positionals, options: z.record(z.string(), z.string().optional()).parse(values) };
  return command.run({ config: readConfig(), terminal, log: pino({ level: 'silent' }) }, given);
}

/** One sentence for what a person can mend; the stack only for what they cannot. */
function explain(fault: unknown): string {
  if (fault instanceof AppError) return `${fault.message} ${fault.hint}`;
  const storage = storageFaultOf(fault);
  if (storage) return `${storage.message} ${storage.hint} (${fault instanceof Error ? fault.message : String(fault)})`;
  if (fault instanceof UsageError) return `${fault.message}\n${usage()}`;
  if (fault instanceof z.ZodError) return fault.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
  if (fault instanceof Error) return fault.stack ?? fault.message;
  return String(fault);
}

try {
  const status = await run(process.argv.slice(2));
  if (status !== undefined) process.exit(status);
} catch (fault) {
  process.stderr.write(`${explain(fault)}\n`);
  process.exit(1);
}
