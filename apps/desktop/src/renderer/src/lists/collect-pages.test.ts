import { describe, expect, it } from 'vitest';
import { collectPages, MOST_ROWS } from './collect-pages.ts';

/** A list of so many rows, read by position. */
function listOf(count: number) {
  return async ({ cursor, limit }: { cursor?: string; limit: number }) => {
    const start = Number(cursor ?? 0);
    const end = Math.min(start + limit, count);
    const items = Array.from({ length: end - start }, (_, index) => start + index);
    return end < count ? { items, cursor: String(end) } : { items };
  };
}

describe('saving a whole list', () => {
  it('reads every page in its order', async () => {
    const { rows, complete } = await collectPages(listOf(450));
    expect(rows).toEqual(Array.from({ length: 450 }, (_, index) => index));
    expect(complete).toBe(true);
  });

  it('says that it stopped at the limit, and not when the list ends just there', async () => {
    const cut = await collectPages(listOf(MOST_ROWS + 1));
    expect(cut.rows).toHaveLength(MOST_ROWS);
    expect(cut.complete).toBe(false);
    expect((await collectPages(listOf(MOST_ROWS))).complete).toBe(true);
  });

  it('ends with the fault of the page that could not be read', async () => {
    await expect(collectPages(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  });
});
