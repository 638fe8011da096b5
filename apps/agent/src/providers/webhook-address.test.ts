import { connectors } from '@banrimkwae/connectors';
import { AppError } from '@banrimkwae/contract/errors';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSandbox } from '../../../sandbox/src/server.ts';
import { createSimulators } from '../../../sandbox/src/simulators/index.ts';
import { createWorld } from '../../../sandbox/src/world.ts';
import { createSandboxControl } from '../practice/index.ts';
import { FakeSender, isProvedAt, NOK, openThree, openWebhookRig, SECRET, signed, until } from './webhook-rig.ts';

describe('a changed public address', { timeout: 30_000 }, () => {
  it('reaches everyone whose API takes it, each proved by its own means, and one that fails holds up nobody', async () => {
    const fakes = Array.from({ length: 12 }, (_, index) => new FakeSender(`fake-${index}`, { register: true, test: index % 2 === 0 }));
    const [slow, weak] = [fakes[3], fakes[5]];
    if (!slow || !weak) throw new Error('There are too few');
    const sandbox = await openSandbox();
    const real = [...connectors.values()].filter(({ webhook }) => webhook?.register !== undefined);
    const rig = await openWebhookRig({ connectors: [...fakes.map((one) => one.connector), ...real], sandboxUrl: sandbox });
    rig.outside.url = rig.urls.old;
    for (const { connector } of fakes) rig.configure(connector.manifest.id);
    for (const { manifest } of real) rig.room.configure({ id: manifest.id, values: { ...manifest.practice.values } }, NOK);
    const ids = rig.room.webhookCards().map(({ provider }) => provider);
    await until('all know the first address', () => ids.every((id) => isProvedAt(rig, id, rig.urls.old)));

    let failures = 0;
    let release = (): void => undefined;
    slow.meanwhile = () => new Promise((resolve) => (release = resolve));
    weak.meanwhile = () => {
      failures += 1;
      if (failures <= 2) throw new AppError('provider_failed', { providerMessage: 'Try later' });
    };
    const startedAt = performance.now();
    rig.room.addressChanged(rig.urls.fresh);
    const others = ids.filter((id) => id !== slow.connector.manifest.id);
    await until('all others know the new one', () => others.every((id) => isProvedAt(rig, id, rig.urls.fresh)));
    const tookMs = Math.round(performance.now() - startedAt);
    process.stdout.write(`${others.length} providers re-pointed and proved in ${tookMs} ms, one of them at its third try\n`);
    expect(rig.card('fake-3').state).toBe('address_changed');
    release();
    await until('the slow one knows it too', () => isProvedAt(rig, 'fake-3', rig.urls.fresh));
    expect(ids).toEqual(expect.arrayContaining(['stripe', 'line']));
    expect(rig.card('line').proof).toMatchObject({ how: 'test_call', message: expect.stringContaining('OK') });
    expect(rig.card('stripe').proof).toMatchObject({ how: 'round_trip' });
    expect(rig.room.problems()).toEqual([]);
    expect(tookMs).toBeLessThan(5000);
  });

  it('is told to LINE in one step: whatever a guest writes meanwhile arrives', async () => {
    const sandbox = await openSandbox();
    const control = createSandboxControl(sandbox, fetch);
    const line = connectors.get('line');
    const register = line?.webhook?.register;
    if (!line?.webhook || !register) throw new Error('There is no LINE connector');
    let written = 0;
    const guestWrites = async () => {
      written += 1;
      await control.play('line', 'guestWrites', { text: `Message ${written}` });
    };
    const watched: typeof register = (context, input) =>
      register(
        {
          ...context,
          call: async (endpoint, request, schema) => {
            if (written > 0) await guestWrites();
            const answer = await context.call(endpoint, request, schema);
            await guestWrites();
            return answer;
          },
        },
        input,
      );
    const connector = { ...line, webhook: { ...line.webhook, register: watched } };
    const rig = await openWebhookRig({ connectors: [connector], sandboxUrl: sandbox });
    rig.room.configure({ id: 'line', values: { ...line.manifest.practice.values } }, NOK);
    rig.room.addressChanged(rig.urls.old);
    await until('it knows the first address', () => isProvedAt(rig, 'line', rig.urls.old));
    rig.room.addressChanged(rig.urls.fresh);
    await until('it knows the new one', () => isProvedAt(rig, 'line', rig.urls.fresh));
    await guestWrites();
    await until('every message arrived', () => rig.ingress.inbox.list({ provider: 'line', limit: 50 }).items.length === written);
    expect(written).toBe(4);
  });

  it('is told again only to those who were told another one', async () => {
    const { room, urls, whole, plain, ...rig } = await openThree();
    room.addressChanged(urls.old);
    await until('both know it', () => whole.told.length === 1 && plain.told.length === 1);
    room.addressChanged(urls.old);
    room.addressChanged(urls.old);
    room.resume();
    expect(rig.jobs.counts().waiting).toBe(0);
    room.addressChanged(urls.fresh);
    await until('both know the new one', () => whole.told.length === 2 && plain.told.length === 2);
    expect(whole.told).toEqual([`${urls.old}/webhooks/whole`, `${urls.fresh}/webhooks/whole`]);
  });

  it('that changes again while a provider is being told ends at the newest', async () => {
    const { room, urls, whole, ...rig } = await openThree();
    let release = (): void => undefined;
    whole.meanwhile = () => new Promise((resolve) => (release = resolve));
    room.addressChanged(urls.old);
    await until('it is asked', () => rig.jobs.counts().running > 0);
    whole.meanwhile = () => undefined;
    room.addressChanged(urls.fresh);
    room.addressChanged(urls.old);
    room.addressChanged(urls.fresh);
    release();
    await until('it knows the newest', () => rig.card('whole').registeredAddress === `${urls.fresh}/webhooks/whole`);
    expect(whole.told.at(-1)).toBe(`${urls.fresh}/webhooks/whole`);
  });

  it('is told after a SIGKILL, or after the agent slept through it', async () => {
    const whole = new FakeSender('whole', { register: true, test: true });
    const before = await openWebhookRig({ connectors: [whole.connector], halted: true });
    before.configure('whole');
    before.room.addressChanged('https://one.example.com');
    await before.stop();
    const after = await openWebhookRig({ connectors: [whole.connector], folder: before.folder });
    after.outside.url = 'https://two.example.com';
    after.room.resume();
    await until('it is told', () => whole.told.includes('https://two.example.com/webhooks/whole'));
    expect(whole.told).not.toContain('https://one.example.com/webhooks/whole');
  });

  it('is told to a provider when its keys come, and when it is resumed', async () => {
    const whole = new FakeSender('whole', { register: true, test: true });
    const { room, configure, urls, card, outside } = await openWebhookRig({ connectors: [whole.connector] });
    outside.url = urls.old;
    room.setStatus({ id: 'whole', status: 'maintenance', reason: 'Not yet' }, NOK);
    configure('whole');
    room.addressChanged(urls.fresh);
    expect(whole.told).toEqual([]);
    expect(room.problems()).toEqual([]);
    room.setStatus({ id: 'whole', status: 'active', reason: 'Now' }, NOK);
    await until('it is told', () => whole.told.length === 1);
    await until('it waits for the first delivery', () => card('whole').state === 'waiting_for_first');
  });
});

describe('what a person asks for', { timeout: 30_000 }, () => {
  it('is everyone told anew; done twice it changes nothing, and the state stays as it was', async () => {
    const { room, urls, whole, plain, card } = await openThree();
    room.addressChanged(urls.old);
    await until('both know it', () => card('whole').proof !== null && card('plain').proof !== null);
    await fetch(`${urls.old}/webhooks/whole`, signed('evt-1', SECRET));
    expect(card('whole').state).toBe('working');
    const cards = await room.registerEverywhere(NOK);
    expect(cards.map(({ provider, state }) => [provider, state])).toEqual([
      ['hand', 'not_set_up'],
      ['plain', 'waiting_for_first'],
      ['whole', 'working'],
    ]);
    await room.registerEverywhere(NOK);
    expect([whole.told.length, plain.told.length]).toEqual([3, 3]);
  });

  it('is answered after some seconds even while a provider does not, and goes on', async () => {
    const stuck = new FakeSender('stuck', { register: true, test: false });
    const quick = new FakeSender('quick', { register: true, test: false });
    const rig = await openWebhookRig({ connectors: [stuck.connector, quick.connector], patienceMs: 100 });
    for (const id of ['stuck', 'quick']) rig.configure(id);
    let release = (): void => undefined;
    stuck.meanwhile = () => new Promise((resolve) => (release = resolve));
    rig.outside.url = rig.urls.old;
    const cards = await rig.room.registerEverywhere(NOK);
    expect(cards.map(({ provider, registeredAddress }) => [provider, registeredAddress])).toEqual([
      ['quick', `${rig.urls.old}/webhooks/quick`],
      ['stuck', null],
    ]);
    release();
    await until('it is told', () => rig.card('stuck').registeredAddress !== null);
  });

  it('needs an address first', async () => {
    const { room } = await openThree();
    await expect(room.registerEverywhere(NOK)).rejects.toMatchObject({ code: 'conflict' });
    await expect(room.confirmWebhook('hand', NOK)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a provider that takes the address by hand', { timeout: 30_000 }, () => {
  it('has a card that turns green with the first genuine delivery after it was pasted', async () => {
    const { room, urls, card, outside, ingress, advance } = await openThree();
    outside.url = urls.old;
    expect(card('hand')).toMatchObject({ state: 'not_set_up', canRegister: false, address: `${urls.old}/webhooks/hand` });
    await fetch(`${urls.old}/webhooks/hand`, signed('before', SECRET));
    advance(1000);
    await room.confirmWebhook('hand', NOK);
    expect(card('hand')).toMatchObject({ state: 'waiting_for_first', proof: { how: 'round_trip', success: true }, problem: null });
    advance(1000);
    const event = { id: 'asked', type: 'x', occurredAt: new Date(0), about: { kind: 'none' as const }, data: {} };
    await ingress.inbox.takeFetched('hand', [event]);
    await fetch(`${urls.old}/webhooks/hand`, signed('forged', 'another-secret'));
    expect(card('hand').state).toBe('waiting_for_first');
    advance(1000);
    await fetch(`${urls.old}/webhooks/hand`, signed('after', SECRET));
    expect(card('hand')).toMatchObject({ state: 'working', proof: { how: 'delivery', success: true } });

    room.addressChanged(urls.fresh);
    expect(card('hand')).toMatchObject({
      state: 'address_changed',
      address: `${urls.fresh}/webhooks/hand`,
      registeredAddress: `${urls.old}/webhooks/hand`,
      problem: { sentence: { en: 'Fake hand still calls our old address.' } },
    });
    expect(room.problems()).toMatchObject([{ id: 'webhook-hand', severity: 'down', link: '/connections/hand' }]);
    await room.confirmWebhook('hand', NOK);
    expect(card('hand').state).toBe('waiting_for_first');
    expect(room.problems()).toEqual([]);
  });
});

async function openSandbox(): Promise<string> {
  const world = createWorld();
  const day = { pace: () => 0, setPace: () => undefined };
  const { port, close } = await createSandbox({ world, simulators: createSimulators(world), day }).listen(0);
  onTestFinished(close);
  return `http://127.0.0.1:${port}`;
}
