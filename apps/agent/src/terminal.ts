import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** What a command of the command line works with. */
export type Terminal = {
  say: (line: string) => void;
  /** One line from the person at the keyboard, or from a pipe. A secret is not echoed. */
  ask: (question: string, options?: { secret?: boolean }) => Promise<string>;
};
export type Given = { words: readonly string[]; options: Readonly<Record<string, string | undefined>> };

/** Someone called a command wrongly: its usage is shown, no stack. */
export class UsageError extends Error {}

export function needed({ options }: Given, name: string): string {
  const value = options[name];
  if (value === undefined || value === '') throw new UsageError(`--${name} is missing.`);
  return value;
}

export function createTerminal(streams: { in: NodeJS.ReadStream; out: NodeJS.WriteStream }): Terminal {
  return {
    say: (line) => void streams.out.write(`${line}\n`),
    ask: (question, { secret = false } = {}) => askOn(streams, question, secret),
  };
}

function askOn(streams: { in: NodeJS.ReadStream; out: NodeJS.WriteStream }, question: string, secret: boolean): Promise<string> {
  streams.out.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: streams.in, output: secret ? silent : streams.out, terminal: streams.in.isTTY === true });
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
      if (secret) streams.out.write('\n');
    });
    lines.once('close', () => reject(new UsageError('Nothing was entered.')));
  });
}
