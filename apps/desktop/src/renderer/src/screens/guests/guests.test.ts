import type { Conversation, Message } from '@banrimkwae/contract/messages';
import { describe, expect, it } from 'vitest';
import { byDay, dayName } from './message-days.ts';
import { unreadFirst, wordlessKind } from './unread-first.ts';

const BANGKOK = 'Asia/Bangkok';

function conversation(id: string, unread: number): Conversation {
  return {
    id,
    provider: 'line',
    guestName: id,
    language: null,
    pictureUrl: null,
    reachable: true,
    unread,
    lastMessage: null,
    lastAt: '2026-11-24T03:00:00.000Z',
  };
}

function message(id: string, at: string): Message {
  return { id, conversationId: 'c', direction: 'in', state: 'received', kind: 'text', text: id, sentBy: null, failure: null, at };
}

describe('the list of guests', () => {
  it('shows who waits above who does not, and leaves the rest in the agent’s order', () => {
    const list = [conversation('a', 0), conversation('b', 1), conversation('c', 0), conversation('d', 4)];
    expect(unreadFirst(list).map(({ id }) => id)).toEqual(['b', 'd', 'a', 'c']);
  });

  it('leaves the one being read where it was', () => {
    const list = [conversation('a', 0), conversation('b', 0), conversation('c', 1)];
    expect(unreadFirst(list, 'b').map(({ id }) => id)).toEqual(['b', 'c', 'a']);
  });

  it.each([
    ['[sticker]', 'sticker'],
    ['[image]', 'image'],
    ['[sticker] yes', undefined],
    ['Hello', undefined],
  ])('reads %s as %s', (last, kind) => {
    expect(wordlessKind(last)).toBe(kind);
  });
});

describe('the days of a conversation', () => {
  it('change at midnight of the resort, not of the agent’s clock', () => {
    const days = byDay(
      [
        message('late', '2026-11-23T16:59:00.000Z'),
        message('midnight', '2026-11-23T17:00:00.000Z'),
        message('noon', '2026-11-24T05:00:00.000Z'),
      ],
      BANGKOK,
    );
    expect(days.map(({ day, messages }) => [day, messages.map(({ id }) => id)])).toEqual([
      ['2026-11-23', ['late']],
      ['2026-11-24', ['midnight', 'noon']],
    ]);
  });

  it('are called today and yesterday, and by their date before that', () => {
    const now = new Date('2026-11-24T03:00:00.000Z');
    expect(dayName('2026-11-24', now, { language: 'en', timeZone: BANGKOK })).toEqual({ name: 'today' });
    expect(dayName('2026-11-23', now, { language: 'en', timeZone: BANGKOK })).toEqual({ name: 'yesterday' });
    expect(dayName('2026-11-20', now, { language: 'th', timeZone: BANGKOK })).toEqual({ date: '20 พ.ย. 2569' });
  });
});
