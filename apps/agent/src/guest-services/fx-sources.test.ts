import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectors } from '@banrimkwae/connectors';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mountAtRoot } from '../../../sandbox/src/server.ts';
import type { Simulator, SimulatorWorld } from '../../../sandbox/src/simulator.ts';
import { bankOfThailandSimulator } from '../../../sandbox/src/simulators/bank-of-thailand/simulator.ts';
import { fixerSimulator } from '../../../sandbox/src/simulators/fixer/simulator.ts';
import { xeSimulator } from '../../../sandbox/src/simulators/xe/simulator.ts';
import { aProvider, openGateway } from '../gateway/gateway-rig.ts';
import type { CallableProvider } from '../gateway/port.ts';
import { createHandQueue } from '../jobs/hand-queue-rig.ts';
import type { Providers } from '../providers/port.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { createExchangeRates } from './index.ts';

/** A Monday, 10:15 in Bangkok: the newest rates of the bank are of Friday. */
const START = Date.parse('2026-11-23T03:15:00Z');
const CURRENCIES = ['USD', 'EUR', 'JPY', 'KRW', 'CHF'];
const PLAYED = { 'bank-of-thailand': bankOfThailandSimulator, fixer: fixerSimulator, xe: xeSimulator };
type SourceId = keyof typeof PLAYED;

/** The room, the real connectors and the real gateway before the practice market. */
async function openRoom({ ids = ['bank-of-thailand', 'fixer', 'xe'] as SourceId[], config = {} } = {}) {
  const time = { now: START };
  const clock = { now: () => new Date(time.now) };
  const world: SimulatorWorld = { ...clock, id: () => 'id', random: () => 0, deliver: () => undefined, later: () => undefined };
  const { gateway, rows } = openGateway({ clock, wait: async () => undefined });
  const sources = new Map<string, { simulator: Simulator; provider: CallableProvider }>();
  for (const id of ids) {
    const simulator = PLAYED[id](world);
    sources.set(id, { simulator, provider: await providerOf(id, simulator, config) });
  }
  const run: Providers['run'] = (id, operation, input) => {
    const provider = sources.get(id)?.provider;
    if (!provider) throw new Error(`There is no ${id}`);
    const call = (endpoint: string, request: object, schema: never) => gateway.call({ provider, endpoint, request, schema, trace: {} });
    return operation({ config: provider.config, now: clock.now, newId: () => 'id', call: call as never }, input);
  };
  const ready: Providers['ready'] = () =>
    ids.flatMap((id) => {
      const connector = connectors.get(id);
      return connector ? [{ id, name: connector.manifest.name, connector }] : [];
    });
  const room = createExchangeRates({
    database: openStore(),
    providers: { ready, run },
    jobs: createHandQueue(() => time.now).jobs,
    clock,
    currency: 'THB',
    guestCurrencies: CURRENCIES,
    timeZone: 'Asia/Bangkok',
  });
  const test = (id: SourceId) => run(id, connectors.get(id)?.testConnection as never, undefined as never) as Promise<{ message: string }>;
  const scene = (id: SourceId, name: string) => sources.get(id)?.simulator.scenes[name]?.(undefined);
  return { room, time, rows, test, scene };
}

async function providerOf(id: SourceId, simulator: Simulator, config: Record<string, string>): Promise<CallableProvider> {
  const connector = connectors.get(id);
  if (!connector) throw new Error(`There is no connector ${id}`);
  const { manifest } = connector;
  const hosts: Record<string, string> = {};
  for (const host of Object.keys(simulator.hosts)) {
    const server = mountAtRoot(simulator, host).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    hosts[host] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const values = { ...manifest.practice.values, ...config };
  const provider = aProvider({ url: hosts.api ?? '', id, manifest, connector, endpoints: manifest.endpoints, config: values });
  return { ...provider, hosts };
}

function openStore() {
  const folder = mkdtempSync(join(tmpdir(), 'fx-'));
  const database = openDatabase(join(folder, 'agent.db'), 'NORMAL');
  migrate(database, join(import.meta.dirname, '../store/migrations'));
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  return database;
}

describe('exchange rates of the real sources, in practice', () => {
  it("are the central bank's, of the last working day", async () => {
    const { room } = await openRoom();
    const rates = await room.refresh();
    expect(rates.map(({ base, source }) => [base, source])).toEqual(CURRENCIES.map((base) => [base, 'bank-of-thailand']));
    expect(rates[0]).toMatchObject({ at: '2026-11-20T11:00:00.000Z', stale: false, sourceName: 'Bank of Thailand' });
    // Quoted by the hundred, kept by one.
    expect(Number(rates[2]?.rate)).toBeGreaterThan(0.2);
    expect(Number(rates[2]?.rate)).toBeLessThan(0.24);
  });

  it.each(['bank-of-thailand', 'fixer', 'xe'] as const)('agree, alone, with the market: %s', async (id) => {
    const { room } = await openRoom({ ids: [id] });
    const rates = await room.refresh();
    expect(rates.map(({ base }) => base)).toEqual(CURRENCIES);
    const [dollar, , , won] = rates;
    expect(Math.abs(Number(dollar?.rate) / 33.4112 - 1)).toBeLessThan(0.006);
    expect(Math.abs(Number(won?.rate) / 0.024105 - 1)).toBeLessThan(0.006);
  });

  it('come through the other door of Fixer, with the key in a header', async () => {
    const { room, rows } = await openRoom({ ids: ['fixer'], config: { door: 'apilayer' } });
    expect(await room.refresh()).toHaveLength(CURRENCIES.length);
    expect(rows[0]).toMatchObject({ endpoint: 'latest_apilayer' });
  });

  it('of other sources stand in when the bank has been closed for long', async () => {
    const { room, scene, time } = await openRoom();
    await room.refresh();
    time.now = Date.parse('2026-11-25T03:15:00Z');
    await scene('bank-of-thailand', 'bankHoliday');
    await scene('fixer', 'monthIsUsedUp');
    // Tuesday's are out: one holiday is bridged by the bank itself.
    expect((await room.refresh())[0]).toMatchObject({ source: 'bank-of-thailand', at: '2026-11-24T11:00:00.000Z' });
    expect(room.problems()).toEqual([]);
  });

  it('says how to send the token when only the other form is taken', async () => {
    const { test } = await openRoom({ ids: ['bank-of-thailand'], config: { tokenForm: 'bearer' } });
    await expect(test('bank-of-thailand')).rejects.toMatchObject({
      code: 'provider_credentials',
      message: 'The token works when it is sent as it is.',
    });
  });

  it('tests each connection', async () => {
    const { test } = await openRoom();
    expect((await test('bank-of-thailand')).message).toMatch(/^USD 1 = THB 3\d\.\d+ \(2026-11-20\)$/);
    expect((await test('fixer')).message).toMatch(/^EUR 1 = THB 3\d\.\d+ \(2026-11-23T03:00:00\.000Z\)$/);
    expect((await test('xe')).message).toBe('Banrimkwae Resort, ENTERPRISE_LIVE_MONTHLY: 10000 of 10000 rates left');
  });

  it('writes no key into the log of calls', async () => {
    const { room, rows, test } = await openRoom();
    await room.refresh();
    for (const id of ['bank-of-thailand', 'fixer', 'xe'] as const) await test(id);
    expect(rows.length).toBe(6);
    for (const key of ['practice-bank-of-thailand-token', 'practice-fixer-access-key', 'practice-xe-api-key'])
      expect(JSON.stringify(rows)).not.toContain(key);
  });
});
