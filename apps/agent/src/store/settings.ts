import type { Sqlite } from './database.ts';

/** Single values that belong to the whole agent, by name. */
export function readSetting(database: Sqlite, name: string): string | undefined {
  const row = database.prepare('SELECT value FROM settings WHERE name = ?').get(name) as { value: string } | undefined;
  return row?.value;
}

export function writeSetting(database: Sqlite, setting: { name: string; value: string; at: string }): void {
  database
    .prepare(
      'INSERT INTO settings (name, value, updated_at) VALUES (@name, @value, @at) ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at',
    )
    .run(setting);
}

export function removeSetting(database: Sqlite, name: string): void {
  database.prepare('DELETE FROM settings WHERE name = ?').run(name);
}
