/** One page of a list that was read one row further than asked: `cursor` is there when more follows. */
export type Page<Row> = { items: Row[]; cursor?: string };

export function pageOf<Row>(rows: readonly Row[], limit: number, cursorOf: (row: Row) => string): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last !== undefined ? { cursor: cursorOf(last) } : {}) };
}

/** The same rows in another form. */
export function mapPage<Row, Shown>({ items, ...rest }: Page<Row>, show: (row: Row) => Shown): Page<Shown> {
  return { items: items.map(show), ...rest };
}
