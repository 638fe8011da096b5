import { invalid } from './refusal.ts';

type Paging = { limit: number; starting_after?: string | undefined; ending_before?: string | undefined };
type Moments = { gt?: number | undefined; gte?: number | undefined; lt?: number | undefined; lte?: number | undefined };
export type List = { object: 'list'; url: string; has_more: boolean; data: unknown[] };

/** One page, newest first. `ending_before` reads towards the newest. https://docs.stripe.com/api/pagination */
export function pageOf<Item extends { id: string }>(
  items: readonly Item[],
  paging: Paging,
  { url, kind }: { url: string; kind: string },
): List {
  const { limit, starting_after: after, ending_before: before } = paging;
  const answer = (data: readonly Item[], more: boolean): List => ({ object: 'list', url, has_more: more, data: [...data] });
  const placeOf = (id: string, param: string) => {
    const place = items.findIndex((item) => item.id === id);
    if (place < 0) throw invalid(`No such ${kind}: '${id}'`, { code: 'resource_missing', param });
    return place;
  };
  if (after !== undefined && before !== undefined)
    throw invalid('You cannot parameterize both starting_after and ending_before.', { param: 'ending_before' });
  if (before !== undefined) {
    const end = placeOf(before, 'ending_before');
    return answer(items.slice(Math.max(0, end - limit), end), end > limit);
  }
  const start = after === undefined ? 0 : placeOf(after, 'starting_after') + 1;
  return answer(items.slice(start, start + limit), items.length > start + limit);
}

export function within({ created }: { created: number }, moments: Moments | undefined): boolean {
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = moments ?? {};
  return created > gt && created >= gte && created < lt && created <= lte;
}
