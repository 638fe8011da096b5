import type { Sqlite } from '../store/database.ts';
import { type MasterKey, open, seal } from '../vault/cipher.ts';
import { sealContext } from './configuration.ts';
import { createProviderTable } from './provider-table.ts';

/** Re-encrypts every credential with a new key, in one transaction: all of them or none. Returns how many. */
export function rotateCredentials(database: Sqlite, keys: { from: MasterKey; to: MasterKey }, at: string): number {
  const table = createProviderTable(database);
  return database.transaction(() => {
    let count = 0;
    for (const row of table.all()) {
      const resealed = Object.entries(row.credentials_encrypted).map(([field, sealed]) => {
        const context = sealContext(row.name, field);
        count += 1;
        return [field, seal(open(sealed, context, keys.from), context, keys.to)] as const;
      });
      table.save(row.name, { configuration: row.configuration, credentials: Object.fromEntries(resealed), at });
    }
    return count;
  })();
}
