import type { z } from 'zod';
import type { Account } from './account.ts';
import type { Kind } from './expand.ts';
import { readParameters } from './form.ts';

/** What an operation is given: the object named in the path, and where hosted pages stand. */
export type Call<Input> = { input: Input; id: string; pages: string };

type Operation<Schema extends z.ZodType> = {
  method: 'get' | 'post' | 'delete';
  /** As Express takes it; its one parameter is `id`. */
  path: string;
  parameters: Schema;
  /** The kind of object answered, alone or in a list. */
  answers: Kind;
  list?: boolean;
  run: (account: Account, call: Call<z.output<Schema>>) => unknown;
};

export type Route = Pick<Operation<z.ZodType>, 'method' | 'path' | 'answers'> & {
  list: boolean;
  /** Checks the parameters, and answers what is then to be done. */
  prepare: (raw: unknown, call: Omit<Call<unknown>, 'input'>) => (account: Account) => unknown;
};

/** One operation of the API, with its parameters checked before it runs. */
export function route<Schema extends z.ZodType>({ parameters, run, list = false, ...rest }: Operation<Schema>): Route {
  return {
    ...rest,
    list,
    prepare: (raw, call) => {
      const input = readParameters(parameters, raw);
      return (account) => run(account, { ...call, input });
    },
  };
}
