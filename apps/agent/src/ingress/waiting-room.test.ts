import { describe, expect, it } from 'vitest';
import type { Reader } from './read-body.ts';
import { createWaitingRoom, type Share } from './waiting-room.ts';

const readerOf = (share: Share, ended: string[], name: string): Reader => {
  const reader: Reader = {
    heldBytes: 0,
    makeWay: () => {
      share.reading.delete(reader);
      ended.push(name);
    },
  };
  share.reading.add(reader);
  return reader;
};

describe('the waiting room', () => {
  it('is not one provider’s alone: a burst that fills it leaves each other one its own part', () => {
    const room = createWaitingRoom({ waiting: 100, heldBytes: 1000 });
    const [busy, other] = [room.shareOf('busy'), room.shareOf('other')];
    for (let turn = 0; turn < 100; turn += 1) room.beginWait(busy);
    expect([room.admits(busy), room.admits(other)]).toEqual([false, true]);
    for (let turn = 0; turn < 5; turn += 1) room.beginWait(other);
    expect(room.admits(other)).toBe(false);
    room.endWait(other);
    for (let turn = 0; turn < 95; turn += 1) room.endWait(busy);
    expect([room.admits(busy), room.admits(other)]).toEqual([true, true]);
  });

  it('gives the room of the longest reader of a door to the newest, and of no other door', () => {
    const room = createWaitingRoom({ waiting: 100, heldBytes: 1000 });
    const [flooded, other] = [room.shareOf('flooded'), room.shareOf('other')];
    const ended: string[] = [];
    room.hold(other, readerOf(other, ended, 'other'), 40);
    room.hold(flooded, readerOf(flooded, ended, 'slow'), 600);
    room.hold(flooded, readerOf(flooded, ended, 'slower'), 300);
    room.hold(flooded, readerOf(flooded, ended, 'genuine'), 200);
    expect([ended, room.tally.heldBytes, room.tally.madeWay]).toEqual([['slow'], 540, 1]);
    room.hold(flooded, readerOf(flooded, ended, 'too large for all of it'), 2000);
    expect(ended).toEqual(['slow', 'slower', 'genuine', 'too large for all of it']);
    expect(room.tally.heldBytes).toBe(40);
  });

  it('ends the slowest where too many bodies are read at one door', () => {
    const room = createWaitingRoom({ waiting: 5000, heldBytes: 1e9 });
    const share = room.shareOf('flooded');
    const ended: string[] = [];
    for (let index = 0; index < 2000; index += 1) readerOf(share, ended, `reader ${index}`);
    expect(room.admits(share)).toBe(true);
    expect(ended).toEqual(['reader 0']);
  });
});
