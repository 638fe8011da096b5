/** How TanStack Query asks the agent for the next page of a list. */
export const byCursor = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: { cursor?: string | undefined }) => page.cursor,
};

/** The cursor of a page as part of a call's input; absent on the first page. */
export function at(cursor: string | undefined): { cursor?: string } {
  return cursor === undefined ? {} : { cursor };
}
