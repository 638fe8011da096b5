import type { LiveStatus } from '@banrimkwae/contract/desk';
import { AppError } from '@banrimkwae/contract/errors';
import type { LiveEvent } from '@banrimkwae/contract/events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveListeners } from './live-socket.ts';
import { LiveStream } from './live-stream.ts';

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-23T14:00:00Z') }));
afterEach(() => void vi.useRealTimers());

function setUp() {
  const opened: { after: number | undefined; at: number; listeners: LiveListeners; closed: boolean }[] = [];
  const events: LiveEvent[] = [];
  const statuses: LiveStatus[] = [];
  const logged: string[] = [];
  const stream = new LiveStream({
    open: async (after, listeners) => {
      const socket = { after, at: Date.now(), listeners, closed: false };
      opened.push(socket);
      return { close: () => void Object.assign(socket, { closed: true }) };
    },
    onEvent: (event) => events.push(event),
    onStatus: (status) => statuses.push(status),
    now: () => new Date(),
    random: () => 1,
    log: (_level, event) => void logged.push(event),
  });
  const last = () => {
    const socket = opened.at(-1);
    if (!socket) throw new Error('No socket was opened.');
    return socket.listeners;
  };
  const say = (body: object, seq = 1) => last().message(JSON.stringify({ seq, at: '2026-11-23T14:00:00.000Z', ...body }));
  const fail = (code: 'agent_unreachable' | 'certificate_changed' = 'agent_unreachable') => last().closed(new AppError(code));
  return { stream, opened, events, statuses, logged, last, say, fail };
}

describe('reconnecting', () => {
  it('waits longer every time, at most 15 seconds, and tells people after 8', async () => {
    const { stream, opened, statuses, fail } = setUp();
    await stream.start();
    for (let attempt = 0; attempt < 8; attempt += 1) {
      fail();
      await vi.runOnlyPendingTimersAsync();
    }
    const waits = opened.slice(1).map((socket, index) => socket.at - (opened[index]?.at ?? 0));
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    expect(statuses.map((status) => [status.state, status.since.slice(17, 22), status.reason])).toEqual([
      ['reconnecting', '00.00', null],
      ['reconnecting', '00.00', 'agent_unreachable'],
      ['offline', '15.50', 'agent_unreachable'],
    ]);
  });

  it('starts over with short waits once connected', async () => {
    const { stream, opened, last, fail } = setUp();
    await stream.start();
    for (const _ of [1, 2, 3]) {
      fail();
      await vi.runOnlyPendingTimersAsync();
    }
    last().opened();
    fail();
    const before = Date.now();
    await vi.runOnlyPendingTimersAsync();
    expect((opened.at(-1)?.at ?? 0) - before).toBe(500);
  });

  it('does not go on where only a person can help, and goes on when started again', async () => {
    const { stream, opened, fail } = setUp();
    await stream.start();
    fail('certificate_changed');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(opened).toHaveLength(1);
    expect(stream.status).toMatchObject({ state: 'offline', reason: 'certificate_changed' });
    await stream.start();
    expect(opened).toHaveLength(2);
  });

  it('ends with stop: the socket is closed and nothing it still says is heard', async () => {
    const { stream, opened, events, last, say } = setUp();
    await stream.start();
    last().opened();
    stream.stop();
    say({ type: 'resync' });
    last().closed(new AppError('agent_unreachable'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(opened).toMatchObject([{ closed: true }]);
    expect(events).toEqual([]);
    expect(stream.status.state).toBe('stopped');
  });
});

describe('resuming', () => {
  const changed = { type: 'reservation_changed', reservationId: 'res_1' };

  it('asks for what came after the last event, not after the greeting of a resumed connection', async () => {
    const { stream, opened, say, fail } = setUp();
    await stream.start();
    say({ type: 'hello', epoch: 'e1' }, 4);
    say(changed, 5);
    fail();
    await vi.runOnlyPendingTimersAsync();
    say({ type: 'hello', epoch: 'e1' }, 9);
    fail();
    await vi.runOnlyPendingTimersAsync();
    expect(opened.map((socket) => socket.after)).toEqual([undefined, 5, 5]);
  });

  it('tells the page to read everything anew when the agent was restarted', async () => {
    const { stream, opened, events, say, fail } = setUp();
    await stream.start();
    say({ type: 'hello', epoch: 'e1' }, 4);
    fail();
    await vi.runOnlyPendingTimersAsync();
    say({ type: 'hello', epoch: 'e2' }, 1);
    expect(events.map((event) => event.type)).toEqual(['hello', 'hello', 'resync']);
    fail();
    await vi.runOnlyPendingTimersAsync();
    expect(opened.at(-1)?.after).toBe(1);
  });

  it('forgets its place for another agent', async () => {
    const { stream, opened, say } = setUp();
    await stream.start();
    say(changed, 5);
    stream.reset();
    await stream.start();
    expect(opened.at(-1)?.after).toBeUndefined();
  });

  it('skips a message it does not know, and says so in the log', async () => {
    const { stream, events, logged, last, say } = setUp();
    await stream.start();
    say({ type: 'of_a_later_version' });
    last().message('{');
    expect(events).toEqual([]);
    expect(logged).toEqual(['live_message_unknown', 'live_message_unknown']);
  });
});
