import type { OperationContext, QueryValue } from '@banrimkwae/connector-kit/connector';
import type * as z from 'zod';
import { STRIPE_VERSION } from './manifest.ts';
import { listOf } from './schemas.ts';

/** Sent with every call: the version whose shapes we read. */
export const headers = { 'stripe-version': STRIPE_VERSION };

/** Of a walk through several of Stripe's lists, one after the other: which one, and the last id read there. */
type Place = { list: number; after: string | undefined };

export function placeOf(cursor: string | undefined): Place {
  const [list = '0', ...after] = (cursor ?? '0:').split(':');
  return { list: Number(list), after: after.join(':') || undefined };
}

/** Where the walk goes on behind this page of one of `lists` lists. Undefined: it is over. */
export function cursorBehind(
  { list }: Place,
  lists: number,
  page: { data: readonly { id: string }[]; has_more: boolean },
): string | undefined {
  const last = page.data.at(-1)?.id;
  if (page.has_more && last !== undefined) return `${list}:${last}`;
  return list + 1 < lists ? `${list + 1}:` : undefined;
}

type List<Item> = { endpoint: string; query: Record<string, QueryValue>; item: z.ZodType<Item> };

/** Everything on all pages, newest first. */
export async function allOfList<Item extends { id: string }>(
  context: OperationContext,
  { endpoint, query, item }: List<Item>,
): Promise<Item[]> {
  const all: Item[] = [];
  await findInList(context, { endpoint, query, item }, (each) => {
    all.push(each);
    return false;
  });
  return all;
}

/** Looks through all pages, newest first: only then "there is none" is certain. */
export async function findInList<Item extends { id: string }>(
  context: OperationContext,
  { endpoint, query, item }: List<Item>,
  matches: (item: Item) => boolean,
): Promise<Item | undefined> {
  let after: string | undefined;
  for (;;) {
    const page = { ...query, limit: 100, ...(after === undefined ? {} : { starting_after: after }) };
    const { body } = await context.call(endpoint, { headers, query: page }, listOf(item));
    const found = body.data.find(matches);
    after = body.data.at(-1)?.id;
    if (found || !body.has_more || after === undefined) return found;
  }
}
