import type { ConnectorWebhook } from '@banrimkwae/connector-kit/connector';
import { connectors } from '@banrimkwae/connectors';
import { describe, expect, it } from 'vitest';
import { createPlayer, type Fault } from './in-process.ts';
import { judgeMemory } from './memory.ts';
import { type Target, targetsOf } from './signers.ts';

const CASES = 3000;
const real = targetsOf(connectors);

/** What the fuzz says of connectors that are broken in one way. */
async function faultsOf(change: (webhook: ConnectorWebhook) => Partial<ConnectorWebhook>): Promise<Set<Fault['kind']>> {
  const broken = real.map((target): Target => ({ ...target, webhook: { ...target.webhook, ...change(target.webhook) } }));
  const { play } = createPlayer(broken as unknown as typeof real, 1);
  const kinds = new Set<Fault['kind']>();
  // One after the other, as in a run: a provider that is asked remembers only what it sent lately.
  for (let number = 0; number < CASES; number += 1) {
    const fault = await play(number);
    if (fault) kinds.add(fault.kind);
  }
  return kinds;
}

describe('the fuzz finds', () => {
  it('nothing where nothing is wrong', async () => {
    expect(await faultsOf(() => ({}))).toEqual(new Set());
  });

  it('a verifier that believes everything', async () => {
    expect(await faultsOf(() => ({ verify: () => ({ accepted: true }) }))).toContain('accepted');
  });

  it('a verifier that believes an empty secret', async () => {
    expect(
      await faultsOf(({ verify }) => ({
        verify: (delivery, secrets) => (secrets[0] === '' ? { accepted: true } : verify(delivery, secrets)),
      })),
    ).toContain('accepted');
  });

  it('a verifier that reads the body before it checks it', async () => {
    expect(
      await faultsOf(({ verify }) => ({
        verify: (delivery, secrets) => verify({ ...delivery, rawBody: Buffer.from(delivery.rawBody.toString('utf8').trim()) }, secrets),
      })),
    ).toContain('accepted');
  });

  it('a verifier that forgets the time', async () => {
    const receivedAt = new Date(0);
    expect(await faultsOf(({ verify }) => ({ verify: (delivery, secrets) => verify({ ...delivery, receivedAt }, secrets) }))).toContain(
      'accepted',
    );
  });

  it('one that refuses the second secret of a rotation', async () => {
    expect(await faultsOf(({ verify }) => ({ verify: (delivery, secrets) => verify(delivery, secrets.slice(0, 1)) }))).toContain('refused');
  });

  it('a parser that throws', async () => {
    expect(await faultsOf(() => ({ events: ({ rawBody }) => JSON.parse(rawBody.toString('utf8')).events }))).toContain('crash');
  });

  it('a connector that nobody said how to sign for', () => {
    const [line] = [...connectors.values()].filter(({ manifest }) => manifest.id === 'line');
    expect(() => targetsOf(new Map(line ? [['new', { ...line, manifest: { ...line.manifest, id: 'new' } }]] : []))).toThrow('new');
  });

  it('memory that grows', () => {
    const samples = Array.from({ length: 16 }, (_, index) => ({ heapMb: 20 + index * 2, rssMb: 100 }));
    expect(judgeMemory(samples).flat).toBe(false);
    expect(judgeMemory(samples.map((sample) => ({ ...sample, heapMb: 20 }))).flat).toBe(true);
  });
});
