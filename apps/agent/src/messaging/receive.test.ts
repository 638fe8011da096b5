import { AppError } from '@banrimkwae/contract/errors';
import { describe, expect, it } from 'vitest';
import { anEvent, fakeProvider, GUEST, hear, openRoom, START, throwing, written } from './messaging-rig.ts';

const at = (after: number) => new Date(START + after).toISOString();
const all = { limit: 50 };
const blocks = (after: number) => anEvent({ kind: 'guest_reachability', userId: GUEST, reachable: false }, after);
const follows = (after: number) => anEvent({ kind: 'guest_reachability', userId: GUEST, reachable: true }, after);

describe('what guests write', () => {
  it('opens a conversation under a neutral name, then under the guest’s own', async () => {
    const provider = fakeProvider();
    const { room, work, live } = openRoom(provider);
    await hear(room, written('สวัสดี'));
    const [opened] = room.conversations(all).items;
    expect(opened).toMatchObject({ guestName: 'Acme guest 0001', reachable: true, unread: 1, lastMessage: 'สวัสดี', lastAt: at(0) });
    await work();
    expect(room.conversations(all).items).toMatchObject([{ guestName: 'สมชาย', language: 'th', pictureUrl: 'https://pictures.test/1' }]);
    await hear(room, written('second'));
    await work();
    expect(provider.asked.filter(({ operation }) => operation === 'profile')).toEqual([{ operation: 'profile', input: { userId: GUEST } }]);
    expect(live).toEqual(Array.from({ length: 3 }, () => ({ type: 'conversation_changed', conversationId: opened?.id })));
    expect(room.summary()).toEqual({ unread: 2 });
  });

  it('takes a message once, however often it is delivered', async () => {
    const { room, live } = openRoom(fakeProvider());
    await hear(room, written('hello'));
    await hear(room, written('hello'));
    const [{ id } = { id: '' }] = room.conversations(all).items;
    expect(room.conversation(id).messages.map(({ text, state, direction }) => [direction, state, text])).toEqual([
      ['in', 'received', 'hello'],
    ]);
    expect(live).toHaveLength(1);
  });

  it('puts a late message in its place without moving the conversation back', async () => {
    const { room } = openRoom(fakeProvider());
    await hear(room, written('second', { after: 2000 }));
    await hear(room, written('first', { after: 1000 }));
    const [{ id, lastAt, lastMessage } = { id: '', lastAt: '', lastMessage: '' }] = room.conversations(all).items;
    expect([lastAt, lastMessage]).toEqual([at(2000), 'second']);
    expect(room.conversation(id).messages.map(({ text }) => text)).toEqual(['first', 'second']);
  });

  it('shows the kind of what has no words', async () => {
    const { room } = openRoom(fakeProvider());
    await hear(room, anEvent({ kind: 'guest_message', userId: GUEST, providerMessageId: '1', content: { kind: 'image', text: '' } }));
    expect(room.conversations(all).items).toMatchObject([{ lastMessage: '[image]' }]);
  });
});

describe('who can be reached', () => {
  it.each([
    ['blocked, then heard late of an older message', [blocks(2000), written('old', { after: 1000 })], false],
    ['blocked, then followed', [blocks(1000), follows(2000)], true],
    ['the same in the wrong order', [follows(2000), blocks(1000)], true],
    ['blocked, and writing again', [blocks(1000), written('back', { after: 2000 })], true],
    ['writing, then blocked', [written('bye', { after: 1000 }), blocks(2000)], false],
  ])('%s', async (_name, events, reachable) => {
    const { room } = openRoom(fakeProvider());
    await hear(room, written('anchor', { after: -5000 }));
    for (const event of events) await hear(room, event);
    expect(room.conversations(all).items).toMatchObject([{ reachable }]);
  });

  it('lists a guest who added the resort, and not one who left without a word', async () => {
    const provider = fakeProvider();
    const { room, work, live } = openRoom(provider);
    await hear(room, follows(1000));
    await work();
    expect(room.conversations(all).items).toMatchObject([{ guestName: 'สมชาย', lastMessage: null, unread: 0 }]);
    await hear(room, blocks(2000));
    expect(room.conversations(all).items).toEqual([]);
    await hear(room, blocks(2000));
    expect(live).toHaveLength(3);
  });

  it('looks for a profile again when a guest who showed none comes back', async () => {
    const provider = fakeProvider();
    const { room, work } = openRoom(provider);
    await hear(room, blocks(1000));
    expect(await work()).toEqual([]);
    await hear(room, follows(2000));
    await work();
    expect(room.conversations(all).items).toMatchObject([{ guestName: 'สมชาย' }]);
  });
});

describe('profiles', () => {
  it('keeps the neutral name for a guest who shows none', async () => {
    const provider = fakeProvider();
    const { room, work } = openRoom(provider);
    provider.order('profile', throwing(new AppError('provider_rejected', { providerMessage: 'Not found', outcome: 'refused' })));
    await hear(room, written('hello'));
    expect(await work()).toMatchObject([{ kind: 'guest.profile', outcome: { done: true } }]);
    expect(room.conversations(all).items).toMatchObject([{ guestName: 'Acme guest 0001' }]);
  });

  it.each(['provider_unavailable', 'provider_credentials'] as const)('looks later after %s, also after a restart', async (code) => {
    const provider = fakeProvider();
    const rig = openRoom(provider);
    provider.order('profile', throwing(new AppError(code)));
    await hear(rig.room, written('hello'));
    expect(await rig.work()).toMatchObject([{ outcome: { again: { afterMs: 60_000 } } }]);
    const { room, work } = rig.restarted();
    room.resume();
    await work();
    expect(room.conversations(all).items).toMatchObject([{ guestName: 'สมชาย' }]);
  });

  it('asks nothing of a provider that knows no profiles', async () => {
    const { profile: _, ...without } = fakeProvider().find().connector.messages ?? {};
    const provider = fakeProvider();
    const find = () => ({ ...provider.find(), connector: { ...provider.find().connector, messages: without as never } });
    const { room, work } = openRoom({ ...provider, find });
    await hear(room, written('hello'));
    expect(await work()).toMatchObject([{ outcome: { done: true } }]);
    room.resume();
    expect(await work()).toEqual([]);
  });
});
