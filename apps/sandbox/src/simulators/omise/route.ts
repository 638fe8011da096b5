import type { z } from 'zod';
import type { Account } from './account.ts';
import { readParameters } from './parameters.ts';

/** `pages`: where guests agree. */
export type Call<Input> = { input: Input; ids: Readonly<Record<string, string>>; pages: string };

type Operation<Schema extends z.ZodType> = {
  method: 'get' | 'post' | 'patch';
  /** As Express takes it. */
  path: string;
  parameters: Schema;
  /** The error code of parameters that do not fit. */
  refusal?: string;
  /** The public key may ask it too. */
  publicKey?: true;
  /** A bank is asked, so its line may break. */
  asksBank?: true;
  run: (account: Account, call: Call<z.output<Schema>>) => unknown;
};

export type Route = Pick<Operation<z.ZodType>, 'method' | 'path' | 'publicKey' | 'asksBank'> & {
  /** Checks the parameters, and answers what is then to be done. */
  prepare: (raw: unknown, call: Omit<Call<unknown>, 'input'>) => (account: Account) => unknown;
};

/** One operation of the API, with its parameters checked before it runs. */
export function route<Schema extends z.ZodType>({ parameters, run, refusal, ...rest }: Operation<Schema>): Route {
  return {
    ...rest,
    prepare: (raw, call) => {
      const input = readParameters(parameters, raw, refusal);
      return (account) => run(account, { ...call, input });
    },
  };
}
