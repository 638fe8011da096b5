import type { Page } from './live-list.tsx';

/** A spreadsheet of more is no longer read by people, and the agent has other work. */
export const MOST_ROWS = 5000;
const LIMIT = 200;

/** Every row of a list, page by page; `complete` is false when there are more than MOST_ROWS. */
export async function collectPages<Row>(
  read: (paging: { cursor?: string; limit: number }) => Promise<Page<Row>>,
): Promise<{ rows: Row[]; complete: boolean }> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await read({ ...(cursor !== undefined && { cursor }), limit: LIMIT });
    rows.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined && rows.length < MOST_ROWS);
  return { rows: rows.slice(0, MOST_ROWS), complete: cursor === undefined && rows.length <= MOST_ROWS };
}
