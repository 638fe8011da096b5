import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connector } from '@banrimkwae/connector-kit/connector';
import type { Manifest } from '@banrimkwae/connector-kit/manifest';
import { describe, expect, it } from 'vitest';
import { migrationsFolder } from '../assets.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { newMasterKey } from '../vault/cipher.ts';
import { mergeConfig, missingFields, readConfig, showConfig } from './configuration.ts';
import { createProviderTable, seedProviders } from './provider-table.ts';
import { rotateCredentials } from './rotate-key.ts';

const manifest: Manifest = {
  id: 'paywell',
  name: 'PayWell',
  type: 'payment',
  capabilities: ['payments'],
  fields: [
    { name: 'account', label: { en: 'Account', th: 'บัญชี' }, type: 'text', pattern: '\\d+', example: '123' },
    { name: 'apiKey', label: { en: 'Key', th: 'คีย์' }, type: 'password', secret: true },
    { name: 'hookSecret', label: { en: 'Hook', th: 'ฮุก' }, type: 'password', secret: true },
    { name: 'sandbox', label: { en: 'Test', th: 'ทดสอบ' }, type: 'checkbox', required: false },
    { name: 'page', label: { en: 'Page', th: 'หน้า' }, type: 'url', required: false },
    {
      name: 'region',
      label: { en: 'Region', th: 'ภูมิภาค' },
      type: 'select',
      required: false,
      options: [{ value: 'asia', label: { en: 'Asia', th: 'เอเชีย' } }],
    },
  ],
  hosts: { api: { live: 'https://api.paywell.example' } },
  auth: { kind: 'bearer', field: 'apiKey' },
  rateLimitPerMinute: 60,
  timeoutSeconds: 10,
  retryAttempts: 2,
  endpoints: { ping: { method: 'GET', path: '/ping', requestFormat: 'query', responseFormat: 'json', retry: 'safe' } },
  webhook: { method: 'hmac', secretField: 'hookSecret', registration: 'by_hand' },
  practice: { values: {}, scenes: {} },
  docs: [],
};
const AT = '2026-11-24T00:00:00.000Z';

function openTable() {
  const file = join(mkdtempSync(join(tmpdir(), 'providers-')), 'agent.db');
  const database = openDatabase(file, 'FULL');
  migrate(database, migrationsFolder);
  seedProviders(database, [manifest], AT);
  const table = createProviderTable(database);
  const key = newMasterKey();
  const row = () => {
    const found = table.find('paywell');
    if (!found) throw new Error('the row is gone');
    return found;
  };
  const save = (values: Record<string, string | boolean>) => {
    const merged = mergeConfig(manifest, row(), values, key);
    table.save('paywell', { ...merged, at: AT });
    return merged.changed;
  };
  return { database, table, key, row, save, file };
}

describe('the form of a provider', () => {
  it('is not set up until every required field has a value; the webhook secret may come later', () => {
    const { row, save } = openTable();
    expect(missingFields(manifest, row())).toEqual(['account', 'apiKey']);
    save({ account: '123', apiKey: 'key_0123456789abcdef' });
    expect(missingFields(manifest, row())).toEqual([]);
  });

  it('never shows a secret, only that it is set and its last four characters', () => {
    const { row, save, key } = openTable();
    save({ account: '123', apiKey: 'key_0123456789abcdef', hookSecret: 'short' });
    const fields = new Map(showConfig(manifest, row(), key).fields.map((field) => [field.name, field]));
    expect(fields.get('apiKey')).toMatchObject({ value: null, isSet: true, lastFour: 'cdef' });
    expect(fields.get('hookSecret')).toMatchObject({ value: null, isSet: true, lastFour: null });
    expect(fields.get('account')).toMatchObject({ value: '123', isSet: true });
    expect(fields.get('page')).toMatchObject({ value: null, isSet: false });
  });

  it('keeps secrets on the disk only encrypted', () => {
    const { row, save, key, database, file } = openTable();
    save({ apiKey: 'key_0123456789abcdef' });
    database.pragma('wal_checkpoint(TRUNCATE)');
    expect(readFileSync(file).includes('key_0123456789abcdef')).toBe(false);
    expect(readConfig(manifest, row(), key)).toEqual({ apiKey: 'key_0123456789abcdef' });
  });

  it('leaves a secret that is left out or empty as it is', () => {
    const { row, save, key } = openTable();
    save({ account: '123', apiKey: 'key_0123456789abcdef' });
    expect(save({ account: '456', apiKey: '' })).toEqual(['account']);
    expect(readConfig(manifest, row(), key)).toEqual({ account: '456', apiKey: 'key_0123456789abcdef' });
  });

  it.each([
    ['an unknown field', { colour: 'red' }, { colour: 'This field does not exist.' }],
    ['a value off its pattern', { account: 'abc' }, { account: 'This does not look right; an example: 123.' }],
    ['spaces around it', { account: ' 123' }, { account: 'There is a space at the start or the end.' }],
    ['an empty required field', { account: '' }, { account: 'This field is needed.' }],
    ['text for a checkbox', { sandbox: 'yes' }, { sandbox: 'Yes or no is expected.' }],
    ['yes or no for a text', { account: true }, { account: 'A text is expected.' }],
    ['no address', { page: 'somewhere' }, { page: 'This is not an address.' }],
    ['none of the list', { region: 'moon' }, { region: 'Choose one of the list.' }],
  ])('refuses %s and saves nothing', (_name, values, fields) => {
    const { row, save } = openTable();
    expect(() => save(values)).toThrow(expect.objectContaining({ code: 'invalid_input', details: expect.objectContaining({ fields }) }));
    expect(row().configuration.values).toEqual({});
  });

  it('is encrypted anew with another master key, all of it or nothing', () => {
    const { row, save, key, database } = openTable();
    save({ apiKey: 'key_0123456789abcdef', hookSecret: 'whs_0123456789' });
    const next = newMasterKey();
    expect(rotateCredentials(database, { from: key, to: next }, AT)).toBe(2);
    expect(readConfig(manifest, row(), next)).toMatchObject({ apiKey: 'key_0123456789abcdef', hookSecret: 'whs_0123456789' });
    expect(() => readConfig(manifest, row(), key)).toThrow('cannot be read');

    const third = newMasterKey();
    expect(() => rotateCredentials(database, { from: key, to: third }, AT)).toThrow('cannot be read');
    expect(readConfig(manifest, row(), next)).toMatchObject({ apiKey: 'key_0123456789abcdef' });
  });

  it('survives a release: what an operator tuned stays', () => {
    const { database, table, row } = openTable();
    table.tuneEndpoint(row().id, 'ping', { rateLimitPerMinute: 5, timeoutSeconds: 3, retryEnabled: false, cacheTtlSeconds: 9 });
    seedProviders(database, [{ ...manifest, apiVersion: '2' } satisfies Connector['manifest']], AT);
    expect(table.endpointsOf(row().id).get('ping')).toMatchObject({
      rateLimitPerMinute: 5,
      timeoutSeconds: 3,
      retryEnabled: false,
      cacheTtlSeconds: 9,
    });
  });
});
