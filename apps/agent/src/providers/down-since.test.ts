import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectors } from '@banrimkwae/connectors';
import { describe, expect, it } from 'vitest';
import { migrationsFolder } from '../assets.ts';
import { createNewId } from '../clock.ts';
import { openGateway } from '../gateway/gateway-rig.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { createProviders, createProviderTable, seedProviders } from './index.ts';

const NOW = '2026-11-28T03:00:00.000Z';

/** Every provider of the house, over the gateway's own breakers. */
function openProviders() {
  const clock = { now: () => new Date(NOW) };
  const newId = createNewId(clock);
  const database = openDatabase(join(mkdtempSync(join(tmpdir(), 'down-since-')), 'agent.db'), 'FULL');
  migrate(database, migrationsFolder);
  seedProviders(
    database,
    [...connectors.values()].map(({ manifest }) => manifest),
    NOW,
  );
  const { gateway } = openGateway({ clock, newId, database });
  const key = { id: 'test', bytes: Buffer.alloc(32, 7) };
  const table = createProviderTable(database);
  const providers = createProviders({
    table,
    connectors,
    key,
    gateway,
    profile: 'practice',
    sandboxUrl: 'http://127.0.0.1:9',
    clock,
    newId,
  });
  const hold = (id: string, endpoint: string) => gateway.breakers.hold(providers.callable(id), endpoint, 'open', 'told to wait');
  return { providers, hold };
}

describe('payments of a method', () => {
  it('are stopped by the breaker of the call that creates them, and by no other', () => {
    const { providers, hold } = openProviders();
    hold('stripe', 'refund_create');
    hold('stripe', 'checkout_session_create');
    expect([providers.downSince('stripe', 'card_link'), providers.downSince('stripe', 'promptpay_qr')]).toEqual([NOW, null]);
  });
  it('are stopped by one breaker at each provider that calls anybody: every method says which call creates it', () => {
    for (const { manifest, payments } of connectors.values()) {
      for (const [method, { createdBy }] of Object.entries(payments?.methods ?? {})) {
        const calls = Object.keys(manifest.endpoints);
        expect([manifest.id, method, calls.length === 0 || calls.includes(createdBy ?? '')]).toEqual([manifest.id, method, true]);
      }
    }
  });
});
