import { describe, expect, it } from 'vitest';
import type { Connector } from './connector.ts';
import { endpointOf, type Manifest } from './manifest.ts';
import { manifestProblems } from './manifest-check.ts';

const manifest: Manifest = {
  id: 'acme',
  name: 'Acme',
  type: 'payment',
  capabilities: [],
  fields: [
    { name: 'secretKey', label: { en: 'Key', th: 'คีย์' }, type: 'password', secret: true },
    { name: 'webhookSecret', label: { en: 'Secret', th: 'รหัสลับ' }, type: 'password', secret: true, required: false },
  ],
  hosts: { api: { live: 'https://api.acme.test' } },
  auth: { kind: 'bearer', field: 'secretKey' },
  rateLimitPerMinute: 60,
  timeoutSeconds: 10,
  retryAttempts: 2,
  endpoints: { read: { method: 'GET', path: '/read', requestFormat: 'query', responseFormat: 'json', retry: 'safe' } },
  fetchMissing: { way: 'none', reachDays: 0, note: { en: 'Nothing.', th: 'ไม่มี' } },
  practice: { values: { secretKey: 'practice' }, scenes: {} },
  docs: [],
};
const read = manifest.endpoints.read as NonNullable<Manifest['endpoints'][string]>;
const key = manifest.fields[0] as Manifest['fields'][number];
const testConnection = async () => ({ message: 'ok' });
const problems = (change: Partial<Manifest>, built: Partial<Connector> = {}) =>
  manifestProblems({ manifest: { ...manifest, ...change }, testConnection, ...built }, 'acme');
const token = async () => ({ token: 't', expiresInSeconds: 60 });
const webhook = { verify: () => ({ accepted: true }) as const, events: () => [] };
const none = { way: 'none', reachDays: 0, note: { en: 'Nothing.', th: 'ไม่มี' } } as const;
const eventsSince = async () => ({ events: [] });
const rules = { currencies: [], manualCapture: false, refund: { way: 'none', partial: false }, needs: [] } as const;
const never = () => Promise.reject(new Error('not called'));
const declared = { method: 'hmac', secretField: 'webhookSecret', registration: 'by_hand' } as const;

describe('a sound manifest', () => {
  it('has no problem', () => expect(problems({})).toEqual([]));
  it('may name a host at every endpoint and have no default one', () =>
    expect(problems({ hosts: { data: { live: 'https://data.acme.test' } }, endpoints: { read: { ...read, host: 'data' } } })).toEqual([]));
  it('may use any way to prove who asks', () => {
    expect(problems({ auth: { kind: 'none' } })).toEqual([]);
    expect(problems({ auth: { kind: 'basic', user: 'secretKey' } })).toEqual([]);
    expect(problems({ auth: { kind: 'token' } }, { token })).toEqual([]);
  });
  it('may say what can be fetched, by an event list', () =>
    expect(
      problems(
        { webhook: declared, fetchMissing: { ...none, way: 'event_list', reachDays: 30 } },
        { webhook: { ...webhook, eventsSince } },
      ),
    ).toEqual([]));
  it('must say what can be fetched when the provider calls us', () => {
    const { fetchMissing: _said, ...silent } = manifest;
    expect(manifestProblems({ manifest: { ...silent, webhook: declared }, testConnection, webhook }, 'acme')).toEqual([
      'it calls us, but does not say what can be fetched afterwards',
    ]);
  });
  it('may have a webhook', () => expect(problems({ webhook: declared }, { webhook })).toEqual([]));
});

describe('an unsound manifest', () => {
  it.each<[string, Partial<Manifest>, Partial<Connector>, string]>([
    ['an id that is not the folder', { id: 'acme2' }, {}, 'the id "acme2" is not the folder\'s name "acme"'],
    ['a field name with a dash', { fields: [...manifest.fields, { ...key, name: 'a-b' }] }, {}, 'field a-b:'],
    [
      'a secret in plain text',
      { fields: [...manifest.fields, { ...key, name: 'pin', type: 'text' }] },
      {},
      'field pin: secret and password',
    ],
    ['a password that is no secret', { fields: [...manifest.fields, { ...key, name: 'pin', secret: false }] }, {}, 'field pin: secret and'],
    ['a name twice', { fields: [...manifest.fields, key] }, {}, 'two fields have one name'],
    ['practice values for no field', { practice: { values: { pin: '1' }, scenes: {} } }, {}, 'field pin is used but not declared'],
    ['auth by no field', { auth: { kind: 'header', header: 'x', field: 'pin' } }, {}, 'auth uses the field pin'],
    ['a password by no field', { auth: { kind: 'basic', user: 'secretKey', password: 'pin' } }, {}, 'auth uses the field pin'],
    ['a token that nobody fetches', { auth: { kind: 'token' } }, {}, 'auth by token is declared or built, but not both'],
    ['a token that nobody asks for', {}, { token }, 'auth by token is declared or built, but not both'],
    ['a host without TLS', { hosts: { api: { live: 'http://api.acme.test' } } }, {}, 'host api is not an https address'],
    ['a host with a slash at its end', { hosts: { api: { live: 'https://api.acme.test/v1/' } } }, {}, 'host api is not an https address'],
    ['no default host', { hosts: {} }, {}, 'endpoint read: unknown host api'],
    ['an unknown host', { endpoints: { read: { ...read, host: 'data' } } }, {}, 'endpoint read: unknown host data'],
    ['a relative path', { endpoints: { read: { ...read, path: 'read' } } }, {}, 'endpoint read: its path does not start with /'],
    ['money that is sent twice', { endpoints: { read: { ...read, movesMoney: true } } }, {}, 'endpoint read: moves money'],
    ['a key without a header', { endpoints: { read: { ...read, retry: 'with_key' } } }, {}, 'endpoint read: repeats with a key'],
    [
      'old answers of nothing',
      { endpoints: { read: { ...read, staleSeconds: 60 } } },
      {},
      'endpoint read: serves old answers but caches none',
    ],
    ['a capability that is not built', { capabilities: ['payments'] }, {}, 'payments is declared but not built'],
    ['a capability that is not declared', {}, { weather: {} as never }, 'weather is built but not declared'],
    [
      'a way of fetching that is not built',
      { fetchMissing: { ...none, way: 'event_list', reachDays: 30 } },
      {},
      'by event_list is declared',
    ],
    ['a reach of nothing', { fetchMissing: { ...none, reachDays: 30 } }, {}, 'a reach in days belongs to a way of fetching'],
    ['an event list that is not declared', { webhook: declared }, { webhook: { ...webhook, eventsSince } }, 'an event list is built'],
    [
      'a payment that is created by no call',
      { capabilities: ['payments'] },
      { payments: { methods: { card_link: { ...rules, createdBy: 'charge_it' } }, createPayment: never } },
      'card_link is created by "charge_it", which is no call',
    ],
    ['a webhook that is not built', { webhook: declared }, {}, 'webhook is declared or built, but not both'],
    ['a webhook that is not declared', {}, { webhook }, 'webhook is declared or built, but not both'],
    [
      'a webhook secret that is no field',
      { webhook: { ...declared, secretField: 'pin' } },
      { webhook },
      'field pin is used but not declared',
    ],
    [
      'a registration that is not built',
      { webhook: { ...declared, registration: 'by_api' } },
      { webhook },
      'registration by API is declared',
    ],
  ])('is caught: %s', (_name, change, built, problem) => {
    const found = problems(change, built);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(problem);
  });
});

describe('endpointOf', () => {
  it('finds by name and says which name there is not', () => {
    expect(endpointOf(manifest, 'read')).toBe(read);
    expect(() => endpointOf(manifest, 'write')).toThrow('acme has no endpoint "write"');
  });
});
