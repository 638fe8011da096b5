import type { Sqlite } from '../store/database.ts';
import { readSetting, writeSetting } from '../store/settings.ts';

const SETTING = 'last_backup_at';

export function rememberBackup(database: Sqlite, at: Date): void {
  writeSetting(database, { name: SETTING, value: at.toISOString(), at: at.toISOString() });
}

export function lastBackupAt(database: Sqlite): Date | undefined {
  const at = readSetting(database, SETTING);
  return at === undefined ? undefined : new Date(at);
}
