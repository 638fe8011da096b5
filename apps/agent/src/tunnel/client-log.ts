import { createRedactor, type Redactor } from '@banrimkwae/connector-kit/redact';
import type { TunnelStatus } from '@banrimkwae/contract/tunnel';
import type { Clock } from '../clock.ts';
import type { FormValues } from '../vault/sealed-form.ts';
import type { Carrier } from './carrier.ts';

const MOST_LINES = 100;
const LONGEST_LINE = 500;

export type ClientLog = {
  say: (line: string) => void;
  /** From now on the secrets of this form are taken out of every line. */
  hide: (carrier: Carrier, values: FormValues) => void;
  lines: () => TunnelStatus['log'];
  clear: () => void;
};

/** The newest lines of a tunnel's client, in memory only. */
export function createClientLog(clock: Clock): ClientLog {
  let redactor: Redactor = createRedactor();
  let kept: TunnelStatus['log'] = [];
  return {
    say: (line) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a client's colours are control characters
      const plain = line.replace(/\u001b\[[0-9;]*m/g, '').slice(0, LONGEST_LINE);
      kept = [...kept, { at: clock.now().toISOString(), line: redactor.body(redactor.text(plain)) }].slice(-MOST_LINES);
    },
    hide: (carrier, values) => {
      const secrets = carrier.fields.filter(({ secret }) => secret).map(({ name }) => values[name]);
      redactor = createRedactor({ values: secrets.filter((value) => typeof value === 'string') });
    },
    lines: () => kept,
    clear: () => {
      kept = [];
    },
  };
}
