import { z } from 'zod';
import type { List } from './objects.ts';
import { whole } from './parameters.ts';

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** https://docs.omise.co/pagination */
export const PAGING = {
  limit: whole(1, 100).default(20),
  offset: whole(0, 1_000_000).default(0),
  order: z.enum(['chronological', 'reverse_chronological']).default('chronological'),
  from: moment.optional(),
  to: moment.optional(),
};
const Paging = z.strictObject(PAGING);

type Dated = { created_at: string };
type Asked = { location: string; now: string };

/** One page of what was made within the time asked for. `items` in the order of creation. */
export function pageOf<Item extends Dated>(items: Iterable<Item>, paging: z.output<typeof Paging>, { location, now }: Asked): List<Item> {
  const { limit, offset, order, from = new Date(0), to = new Date(now) } = paging;
  const within = [...items].filter(({ created_at: at }) => Date.parse(at) >= from.getTime() && Date.parse(at) <= to.getTime());
  const sorted = order === 'chronological' ? within : within.toReversed();
  return {
    object: 'list',
    data: structuredClone(sorted.slice(offset, offset + limit)),
    limit,
    offset,
    total: within.length,
    location,
    order,
    from: written(from),
    to: written(to),
  };
}

function written(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
