import {
  type Compilable,
  DummyDriver,
  type Expression,
  Kysely,
  type SqlBool,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely';
import type { Sqlite } from './database.ts';

/**
 * Builds SQL whose shape depends on what is asked for. It only builds: `readRows` runs it on the agent's one synchronous connection, so that a
 * search sees what the transaction around it wrote.
 */
export function queryBuilder<Tables>(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

export function readRows(database: Sqlite, query: Compilable): unknown[] {
  const { sql: text, parameters } = query.compile();
  return database.prepare(text).all(...parameters);
}

/** The first sentence of a column as SQL: what many messages have in common. A text without an end is cut. */
export function firstSentence(column: string): string {
  return `substr(coalesce(${column}, ''), 1, CASE instr(${column}, '. ') WHEN 0 THEN 200 ELSE instr(${column}, '. ') END)`;
}

/** Whether a column has this text in it, whatever the case of Latin letters. The text stands for itself: `%` and `_` are only letters. */
export function contains(column: string, text: string): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} LIKE ${`%${text.replace(/[\\%_]/g, '\\$&')}%`} ESCAPE '\\'`;
}
