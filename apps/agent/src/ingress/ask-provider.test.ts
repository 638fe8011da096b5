import type { Connector, Verdict } from '@banrimkwae/connector-kit/connector';
import { AppError } from '@banrimkwae/contract/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyOf, type IngressRig, openIngressRig, testConnector } from './ingress-rig.ts';

let rig: IngressRig;
afterEach(() => rig.remove());

type Webhook = NonNullable<Connector['webhook']>;
const asking = (confirm: NonNullable<Webhook['confirm']>): Connector =>
  testConnector('asks', { verify: () => ({ accepted: 'ask' }), confirm });
const open = async (one: Connector, secrets: readonly string[] = []) => {
  rig = await openIngressRig({ connectors: [one], secrets: { [one.manifest.id]: secrets } });
};
const send = (path: string, body = bodyOf('evt_1')) => fetch(`${rig.url}/webhooks/${path}`, { method: 'POST', body });
const stored = () => rig.ingress.inbox.list({ limit: 10 }).items.map(({ webhookId }) => webhookId);

describe('a delivery that only the provider can prove', () => {
  it('is stored once the provider has said that it is its own', async () => {
    await open(asking(async () => ({ accepted: true })));
    expect((await send('asks')).status).toBe(200);
    expect(stored()).toEqual(['evt_1']);
  });

  it('is refused, and counted, when the provider does not know it', async () => {
    await open(asking(async (): Promise<Verdict> => ({ accepted: false, reason: 'signature_invalid' })));
    expect((await send('asks')).status).toBe(401);
    expect(stored()).toEqual([]);
  });

  it('is neither taken nor refused while the provider cannot be asked', async () => {
    await open(asking(() => Promise.reject(new AppError('provider_timeout'))));
    const answer = await send('asks');
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      503,
      '30',
      { error: { code: 'provider_timeout' } },
    ]);
    expect([stored(), rig.ingress.inbox.refused({ limit: 10 }).items]).toEqual([[], []]);
  });

  it('does not let a flood ask without end: eight at once, and others are not held up', async () => {
    let asked = 0;
    const waiting: (() => void)[] = [];
    const slow = asking(() => {
      asked += 1;
      return new Promise((resolve) => waiting.push(() => resolve({ accepted: true })));
    });
    await open(slow);
    const first = Array.from({ length: 8 }, (_, index) => send('asks', bodyOf(`evt_${index}`)));
    await expect.poll(() => asked).toBe(8);
    expect((await send('asks', bodyOf('evt_more'))).status).toBe(503);
    for (const answer of waiting) answer();
    expect(new Set((await Promise.all(first)).map(({ status }) => status))).toEqual(new Set([200]));
  });
});

describe('an address that ends in a secret', () => {
  const KEY = 'k3y-of-thirty-two-letters-or-more';
  const keyed = (): Connector => {
    const made = testConnector('keyed', {
      verify: ({ pathKey }, secrets) =>
        pathKey !== undefined && secrets.includes(pathKey) ? { accepted: true } : { accepted: false, reason: 'signature_invalid' },
      acknowledgement: () => ({ contentType: 'application/json', body: '{"resCode":"00"}' }),
    });
    return {
      ...made,
      manifest: { ...made.manifest, webhook: { method: 'path', secretField: 'key', secretInPath: true, registration: 'by_hand' } },
    };
  };

  it('lets in with the key only, answers as the provider wants it, and keeps the key nowhere', async () => {
    await open(keyed(), [KEY]);
    expect([(await send('keyed')).status, (await send('keyed/another-key')).status]).toEqual([401, 401]);
    const taken = await send(`keyed/${KEY}`);
    expect([taken.status, taken.headers.get('content-type'), await taken.text()]).toEqual([200, 'application/json', '{"resCode":"00"}']);
    expect(
      JSON.stringify([
        rig.ingress.inbox.list({ limit: 10 }),
        rig.ingress.inbox.get('evt_1'),
        rig.ingress.inbox.refused({ limit: 10 }),
        rig.log,
      ]),
    ).not.toContain(KEY);
    expect(stored()).toEqual(['evt_1']);
  });

  it('is not there for a provider that signs', async () => {
    await open(asking(async () => ({ accepted: true })));
    expect((await send('asks/some-key')).status).toBe(404);
  });
});
