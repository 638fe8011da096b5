import { AppError } from '@banrimkwae/contract/errors';
import { describe, expect, it } from 'vitest';
import { anEvent, fakeProvider, GUEST, hear, openRoom, RECEPTION, START, throwing, written } from './messaging-rig.ts';

const unknown = () => new AppError('outcome_unknown', { outcome: 'unknown' });
const refused = (providerMessage: string, code: 'provider_rejected' | 'provider_credentials' = 'provider_rejected') =>
  new AppError(code, { providerMessage, outcome: 'refused' });
const notSent = () => new AppError('provider_unavailable', { message: 'Acme cannot be reached; nothing was sent.' });

/** A guest has written; `replyToken` makes an answer free for a while. */
async function conversation(replyToken?: string, provider = fakeProvider()) {
  const rig = openRoom(provider);
  await hear(rig.room, written('May I have a towel?', replyToken === undefined ? {} : { replyToken }));
  await rig.work();
  const id = rig.room.conversations({ limit: 1 }).items[0]?.id ?? '';
  let keys = 0;
  const nextKey = () => {
    keys += 1;
    return `key-0000${keys}`;
  };
  const send = (text: string, idempotencyKey = nextKey()) => rig.room.send({ id, idempotencyKey, text }, RECEPTION);
  const outgoing = (room = rig.room) =>
    room
      .conversation(id)
      .messages.filter(({ direction }) => direction === 'out')
      .map(({ text, state, failure }) => ({ text, state, failure }));
  return { ...rig, provider, id, send, outgoing };
}

describe('answering a guest', () => {
  it('stores intent, job and audit line, and sends by push under the message’s own id', async () => {
    const { provider, send, work, audit, id, room } = await conversation();
    const message = send('On its way');
    expect(message).toMatchObject({ state: 'queued', direction: 'out', sentBy: 'Reception', conversationId: id, failure: null });
    expect(provider.sends()).toEqual([]);
    expect(audit).toEqual([
      { actor: 'op_1', action: 'message.send', subject: message.id, detail: { provider: 'acme', conversationId: id, characters: 10 } },
    ]);
    await work();
    expect(provider.sends()).toEqual([{ operation: 'send', input: { to: GUEST, texts: ['On its way'], idempotencyKey: message.id } }]);
    expect(room.conversation(id).messages.at(-1)).toMatchObject({ id: message.id, state: 'sent' });
    expect(await work()).toEqual([]);
  });

  it('tells until when an answer is free, and how long it may be', async () => {
    const { room, id, send, work } = await conversation('token-1', fakeProvider({ maximumTextLength: 900 }));
    expect(room.conversation(id)).toMatchObject({ freeReplyUntil: new Date(START + 50_000).toISOString(), longestText: 900 });
    send('On its way');
    await work();
    expect(room.conversation(id).freeReplyUntil).toBeNull();
  });

  it('does a thing once for one idempotency key', async () => {
    const { provider, send, work } = await conversation();
    expect(send('hello', 'same-key-1').id).toBe(send('hello', 'same-key-1').id);
    expect(() => send('something else', 'same-key-1')).toThrow('sent before with another text');
    await work();
    expect(provider.sends()).toHaveLength(1);
  });

  it('sends in the order of writing', async () => {
    const { provider, send, work, outgoing } = await conversation();
    provider.order('send', throwing(notSent()));
    send('first');
    send('second');
    const [, second] = await work();
    expect(second?.outcome).toMatchObject({ again: { reason: 'An earlier message to this guest goes first.' } });
    await work();
    expect(provider.sends().map(({ input }) => (input as { texts: string[] }).texts[0])).toEqual(['first', 'first', 'second']);
    expect(outgoing().map(({ state }) => state)).toEqual(['sent', 'sent']);
  });

  it.each([
    [
      'an unknown conversation',
      (rig: Awaited<ReturnType<typeof conversation>>) => rig.room.send({ id: 'conv_x', idempotencyKey: 'key-12345', text: 'a' }, RECEPTION),
      'not_found',
    ],
    ['a text that is too long', ({ send }: Awaited<ReturnType<typeof conversation>>) => send('a'.repeat(5001)), 'invalid_input'],
  ])('refuses %s', async (_name, act, code) => {
    const rig = await conversation();
    expect(() => act(rig)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['provider_paused', 'provider_paused'],
    ['no keys', 'provider_not_configured'],
  ])('says at once that the provider is not ready (%s)', async (whyNot, code) => {
    const { provider, send } = await conversation();
    Object.assign(provider.state, { ready: false, whyNot });
    expect(() => send('hello')).toThrow(expect.objectContaining({ code }));
  });

  it('refuses to write to a guest who blocked the resort, also while the message waits', async () => {
    const { provider, room, send, work, outgoing } = await conversation();
    send('hello');
    await hear(room, anEvent({ kind: 'guest_reachability', userId: GUEST, reachable: false }, 1000));
    await work();
    expect(provider.sends()).toEqual([]);
    expect(outgoing()).toEqual([
      { text: 'hello', state: 'failed', failure: 'The guest has blocked the resort on Acme; nothing was sent.' },
    ]);
    expect(() => send('again')).toThrow('has blocked the resort on Acme');
  });
});

describe('replies', () => {
  it('uses a fresh reply token once; what follows is a push', async () => {
    const { provider, send, work, outgoing } = await conversation('token-1');
    send('first');
    send('second');
    await work();
    expect(provider.sends()).toMatchObject([
      { operation: 'reply', input: { replyToken: 'token-1', texts: ['first'] } },
      { operation: 'send' },
    ]);
    expect(outgoing().map(({ state }) => state)).toEqual(['sent', 'sent']);
  });

  it('pushes when the token is too old', async () => {
    const { provider, send, work, time } = await conversation('token-1');
    time.now = START + 51_000;
    send('late');
    await work();
    expect(provider.sends()).toMatchObject([{ operation: 'send' }]);
  });

  it('falls back to a push when the token is refused', async () => {
    const { provider, send, work, outgoing } = await conversation('token-1');
    provider.order('reply', throwing(refused('Invalid reply token')));
    const { id } = send('hello');
    await work();
    expect(provider.sends()).toMatchObject([{ operation: 'reply' }, { operation: 'send', input: { idempotencyKey: id } }]);
    expect(outgoing()).toEqual([{ text: 'hello', state: 'sent', failure: null }]);
  });

  it('never pushes after a reply whose outcome is not known, not even after a restart', async () => {
    const rig = await conversation('token-1');
    rig.provider.order('reply', throwing(unknown()));
    rig.send('hello');
    await rig.work();
    const { room, work } = rig.restarted();
    room.resume();
    rig.time.now += 24 * 3_600_000;
    await work();
    expect(rig.provider.sends()).toMatchObject([{ operation: 'reply' }]);
    expect(rig.outgoing(room)).toMatchObject([{ state: 'unknown', failure: expect.stringContaining('do not know whether this reached') }]);
  });

  it('takes a reply during which the agent died for unknown', async () => {
    const rig = await conversation('token-1');
    const { id } = rig.send('hello');
    rig.database.prepare("UPDATE messages SET state = 'sending', way = 'reply' WHERE id = ?").run(id);
    const { room, work } = rig.restarted();
    room.resume();
    await work();
    expect(rig.provider.sends()).toEqual([]);
    expect(rig.outgoing(room)).toMatchObject([{ state: 'unknown' }]);
  });
});

describe('pushes', () => {
  it('repeats one without an answer under the same key, and waits longer each time', async () => {
    const { provider, send, work, outgoing, time } = await conversation();
    provider.order('send', throwing(unknown()), throwing(unknown()), throwing(notSent()));
    const { id } = send('hello');
    expect(await work()).toMatchObject([{ outcome: { again: { afterMs: 5000 } } }]);
    expect(outgoing()).toMatchObject([{ state: 'unknown', failure: null }]);
    time.now += 60_000;
    expect(await work()).toMatchObject([{ outcome: { again: { afterMs: 15_000 } } }]);
    await work();
    expect(outgoing(), 'what was in doubt stays in doubt').toMatchObject([{ state: 'unknown' }]);
    await work();
    expect(provider.sends().map(({ input }) => (input as { idempotencyKey: string }).idempotencyKey)).toEqual([id, id, id, id]);
    expect(outgoing()).toMatchObject([{ state: 'sent' }]);
  });

  it('repeats one during which the agent died', async () => {
    const rig = await conversation();
    const { id } = rig.send('hello');
    rig.database.prepare("UPDATE messages SET state = 'sending', way = 'push', first_sent_at = at WHERE id = ?").run(id);
    const { room, work } = rig.restarted();
    room.resume();
    await work();
    expect(rig.provider.sends()).toMatchObject([{ operation: 'send', input: { idempotencyKey: id } }]);
    expect(rig.outgoing(room)).toMatchObject([{ state: 'sent' }]);
  });

  it('stops when the provider would not know the key any more', async () => {
    const { provider, send, work, outgoing, time } = await conversation();
    provider.order('send', throwing(unknown()));
    send('hello');
    await work();
    time.now += 23 * 3_600_000;
    expect(await work()).toMatchObject([{ outcome: { done: true } }]);
    expect(provider.sends()).toHaveLength(1);
    expect(outgoing()).toMatchObject([{ state: 'unknown', failure: expect.stringContaining('Ask before you write it again') }]);
  });

  it('never repeats one to a provider without keys', async () => {
    const { keyLifetimeSeconds: _, ...without } = fakeProvider().find().connector.messages ?? { keyLifetimeSeconds: 0 };
    const provider = fakeProvider();
    const rig = await conversation(undefined, {
      ...provider,
      find: () => ({
        ...provider.find(),
        connector: { ...provider.find().connector, messages: { ...without, send: async () => Promise.reject(unknown()) } as never },
      }),
    });
    rig.send('hello');
    expect(await rig.work()).toMatchObject([{ outcome: { done: true } }]);
    expect(rig.outgoing()).toMatchObject([{ state: 'unknown', failure: expect.stringContaining('do not know') }]);
  });

  it('tells in the provider’s words why it was refused', async () => {
    const { provider, send, work, outgoing } = await conversation();
    provider.order('send', throwing(refused('You have reached your monthly limit. Take a larger plan.')));
    send('hello');
    expect(await work()).toMatchObject([{ outcome: { done: true } }]);
    expect(outgoing()).toEqual([
      { text: 'hello', state: 'failed', failure: 'Acme did not take it: You have reached your monthly limit. Take a larger plan.' },
    ]);
  });

  it('lets a refusal of the same key settle a doubt, but not a refusal of our keys', async () => {
    const { provider, send, work, outgoing } = await conversation();
    provider.order('send', throwing(unknown()), throwing(refused('No such token', 'provider_credentials')), throwing(refused('Bad text')));
    send('hello');
    await work();
    await work();
    expect(outgoing()).toMatchObject([{ state: 'unknown', failure: null }]);
    await work();
    expect(outgoing()).toMatchObject([{ state: 'failed', failure: 'Acme did not take it: Bad text' }]);
  });

  it('stays queued while nothing can be sent, heeds Retry-After, and gives up after half an hour', async () => {
    const { provider, send, work, outgoing, time } = await conversation();
    provider.order('send', throwing(new AppError('rate_limited', { retryAfterSeconds: 30, outcome: 'refused' })), throwing(notSent()));
    send('hello');
    expect(await work()).toMatchObject([{ outcome: { again: { afterMs: 30_000 } } }]);
    expect(outgoing()).toMatchObject([{ state: 'queued', failure: null }]);
    time.now += 31 * 60_000;
    expect(await work()).toMatchObject([{ outcome: { done: true } }]);
    expect(outgoing()).toMatchObject([
      { state: 'failed', failure: expect.stringMatching(/could not be sent for half an hour.*cannot be reached/) },
    ]);
  });
});
