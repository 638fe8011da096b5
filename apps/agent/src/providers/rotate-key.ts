import type { Sqlite } from '../store/database.ts';
import type { MasterKey } from '../vault/cipher.ts';
import { resealForm } from '../vault/sealed-form.ts';
import { createProviderTable } from './provider-table.ts';

/** Re-encrypts every credential with a new key, in one transaction: all of them or none. Returns how many. */
export function rotateCredentials(database: Sqlite, keys: { from: MasterKey; to: MasterKey }, at: string): number {
  const table = createProviderTable(database);
  return database.transaction(() => {
    let count = 0;
    for (const row of table.all()) {
      const credentials = resealForm({ owner: row.name, sealed: row.credentials_encrypted }, keys);
      count += Object.keys(credentials).length;
      table.save(row.name, { configuration: row.configuration, credentials, at });
    }
    return count;
  })();
}
