import { contract } from '@banrimkwae/contract';
import type { Operator } from '@banrimkwae/contract/access';
import { ERRORS, type ErrorCode } from '@banrimkwae/contract/errors';
import type { LiveEventBody } from '@banrimkwae/contract/events';
import { allows } from '@banrimkwae/contract/roles';
import { implement, ORPCError } from '@orpc/server';
import type { World } from './world.ts';

export type FakeContext = {
  world: World;
  /** Null when nobody is signed in. */
  operator: Operator | null;
  signIn: (operator: Operator) => void;
  signOut: () => void;
  publish: (event: LiveEventBody) => void;
  /** Errors to answer with, by path of the call ("payments.refund"), each used once. */
  faults: Map<string, ErrorCode>;
};

/** The contract, every call of which gets an answer from the world in memory; who may ask is checked as the agent does. */
export const fake = implement(contract)
  .$context<FakeContext>()
  .use(({ context: { operator, faults }, next, path, procedure }) => {
    const call = path.join('.');
    const fault = faults.get(call);
    faults.delete(call);
    if (fault) refuse(fault);
    const { access } = procedure['~orpc'].meta;
    if (access !== 'public' && !operator) refuse('unauthenticated');
    if (operator && access !== 'public' && access !== 'signed_in' && !allows(operator.role, access)) refuse('forbidden');
    return next();
  });

export function refuse(code: ErrorCode, fields?: Record<string, string>): never {
  const { status, message } = ERRORS[code];
  throw new ORPCError(code, { status, message: message.en, data: fields });
}

export function found<Item extends { id: string }>(items: readonly Item[], id: string): Item {
  return items.find((item) => item.id === id) ?? refuse('not_found');
}

type Paging = { cursor?: string | undefined; limit: number };

export function pageOf<Item>(items: readonly Item[], { cursor, limit }: Paging): { items: Item[]; cursor?: string } {
  const start = Number(cursor ?? 0);
  const end = start + limit;
  return { items: items.slice(start, end), ...(end < items.length && { cursor: String(end) }) };
}

export function matches(text: string | undefined, ...values: readonly (string | null)[]): boolean {
  return text === undefined || values.some((value) => value?.toLowerCase().includes(text.toLowerCase()));
}
