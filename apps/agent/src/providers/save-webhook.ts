import type { ProvidersGround } from './ground.ts';
import type { Configuration } from './provider-table.ts';
import type { Stored } from './webhook-secrets.ts';

/** Reads, changes and writes without waiting in between, so that no other change is lost. The caller refreshes after its transaction. */
export function saveStored({ providers, table, clock }: ProvidersGround, id: string, change: (stored: Stored) => Stored): void {
  const { configuration, credentials_encrypted: credentials } = providers.row(id);
  table.save(id, { ...change({ configuration, credentials }), at: clock.now().toISOString() });
}

/** The same for what is no secret, in a transaction of its own. */
export function saveConfiguration(ground: ProvidersGround, id: string, change: Partial<Configuration>): void {
  saveStored(ground, id, ({ configuration, credentials }) => ({ configuration: { ...configuration, ...change }, credentials }));
  ground.providers.refresh(id);
}
