import { AppError } from '@banrimkwae/contract/errors';
import { call } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../access/index.ts';
import { messagingRoutes } from './index.ts';
import { fakeProvider, hear, openRoom, RECEPTION, throwing, written } from './messaging-rig.ts';

async function threeGuests() {
  const rig = openRoom(fakeProvider());
  await hear(rig.room, written('Is the pool open?', { userId: 'U0001', after: 1000 }));
  await hear(rig.room, written('100% sure', { userId: 'U0002', after: 3000 }));
  await hear(rig.room, written('ขอบคุณค่ะ', { userId: 'U0003', after: 2000 }));
  return rig;
}
const names = (items: readonly { guestName: string }[]) => items.map(({ guestName }) => guestName.slice(-4));

describe('the list of conversations', () => {
  it('is newest first, page by page', async () => {
    const { room } = await threeGuests();
    const first = room.conversations({ limit: 2 });
    expect(names(first.items)).toEqual(['0002', '0003']);
    const second = room.conversations({ limit: 2, cursor: first.cursor });
    expect(names(second.items)).toEqual(['0001']);
    expect(second).not.toHaveProperty('cursor');
    expect(() => room.conversations({ limit: 2, cursor: 'nonsense' })).toThrow(AppError);
  });

  it.each([
    ['pool', ['0001']],
    ['0003', ['0003']],
    ['%', ['0002']],
    ['nothing like it', []],
  ])('finds %s', async (q, found) => {
    const { room } = await threeGuests();
    expect(names(room.conversations({ q, limit: 10 }).items)).toEqual(found);
  });
});

describe('reading', () => {
  it('leaves nothing unread, and tells the others once', async () => {
    const { room, live } = await threeGuests();
    const [{ id } = { id: '' }] = room.conversations({ limit: 1 }).items;
    const before = live.length;
    expect(room.markRead(id).unread).toBe(0);
    expect(room.markRead(id).unread).toBe(0);
    expect(live.slice(before)).toEqual([{ type: 'conversation_changed', conversationId: id }]);
    expect(room.summary()).toEqual({ unread: 2 });
    expect(() => room.markRead('conv_x')).toThrow(expect.objectContaining({ code: 'not_found' }));
  });
});

describe('quota', () => {
  it('tells what is used, and nothing where the provider does not answer', async () => {
    const provider = fakeProvider();
    const { room } = openRoom(provider);
    expect(await room.quota()).toEqual([{ provider: 'acme', used: 3, limit: 300 }]);
    provider.order('quota', throwing(new AppError('provider_unavailable')));
    expect(await room.quota()).toEqual([{ provider: 'acme', used: null, limit: null }]);
    provider.order('quota', throwing(new TypeError('a mistake of ours')));
    await expect(room.quota()).rejects.toThrow('a mistake of ours');
    provider.state.ready = false;
    expect(await room.quota()).toEqual([]);
  });
});

describe('routes', () => {
  it('answer in the form of the contract, in the name of who asks', async () => {
    const { room } = await threeGuests();
    const routes = messagingRoutes(room);
    const context: RequestContext = {
      requestId: 'req_1',
      remoteAddress: '127.0.0.1',
      browser: false,
      caller: { actor: RECEPTION, permissions: ['messages.read', 'messages.send'] },
      token: undefined,
      setSessionCookie: () => undefined,
      clearSessionCookie: () => undefined,
    };
    const { items } = await call(routes.conversations, {}, { context });
    const id = items[0]?.id ?? '';
    const sent = await call(routes.send, { id, idempotencyKey: 'key-00001', text: ' Yes ' }, { context });
    expect(sent).toMatchObject({ text: 'Yes', sentBy: 'Reception', state: 'queued' });
    expect((await call(routes.conversation, { id }, { context })).messages).toHaveLength(2);
    expect((await call(routes.markRead, { id }, { context })).unread).toBe(0);
    expect(await call(routes.quota, undefined, { context })).toEqual([{ provider: 'acme', used: 3, limit: 300 }]);
  });
});
