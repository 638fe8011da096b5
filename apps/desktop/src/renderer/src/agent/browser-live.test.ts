import type { LiveStatus } from '@banrimkwae/contract/desk';
import type { LiveEvent } from '@banrimkwae/contract/events';
import { describe, expect, it } from 'vitest';
import { type LiveSocketEvents, listenLive } from './browser-live.ts';

const at = '2026-11-23T14:00:00.000Z';
const payment = (seq: number) => JSON.stringify({ seq, at, type: 'payment_changed', paymentId: 'pay_1', state: 'paid' });
const hello = (seq: number, epoch: string) => JSON.stringify({ seq, at, type: 'hello', epoch });

function rig() {
  let time = 0;
  const opened: string[] = [];
  const sockets: LiveSocketEvents[] = [];
  const waits: { milliseconds: number; then: () => void }[] = [];
  const closed: string[] = [];
  const events: LiveEvent[] = [];
  const statuses: LiveStatus[] = [];
  const stop = listenLive(
    {
      open: (path, listeners) => {
        opened.push(path);
        sockets.push(listeners);
        return { close: () => void closed.push(path) };
      },
      now: () => new Date(time),
      random: () => 1,
      wait: (milliseconds, then) => {
        waits.push({ milliseconds, then });
        return () => undefined;
      },
    },
    { event: (event) => events.push(event), status: (status) => statuses.push(status) },
  );
  const reconnect = () => {
    const wait = waits.shift();
    time += wait?.milliseconds ?? 0;
    wait?.then();
  };
  return { opened, waits, events, statuses, stop, reconnect, socket: () => sockets.at(-1) as LiveSocketEvents, closed };
}

describe('the live stream of a browser', () => {
  it('resumes after the last event it saw', () => {
    const live = rig();
    live.socket().opened();
    live.socket().message(hello(4, 'a'));
    live.socket().message(payment(5));
    live.socket().closed(1006);
    live.reconnect();
    expect(live.opened).toEqual(['/ws/integrations', '/ws/integrations?after=5']);
    expect(live.events.map((event) => event.type)).toEqual(['hello', 'payment_changed']);
  });

  it('reads everything anew after a restart of the agent', () => {
    const live = rig();
    live.socket().message(hello(9, 'a'));
    live.socket().closed(1006);
    live.reconnect();
    live.socket().message(hello(1, 'b'));
    expect(live.events.map((event) => event.type)).toEqual(['hello', 'hello', 'resync']);
    live.socket().closed(1006);
    live.reconnect();
    expect(live.opened.at(-1)).toBe('/ws/integrations?after=1');
  });

  it('waits longer each time, and tells people only after eight seconds', () => {
    const live = rig();
    live.socket().opened();
    const waited: number[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      live.socket().closed(1006);
      waited.push(live.waits[0]?.milliseconds ?? 0);
      live.reconnect();
    }
    expect(waited).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
    expect(live.statuses.map(({ state }) => state)).toEqual(['connected', 'reconnecting', 'offline']);
  });

  it('does not knock again once the session has ended, nor after it was stopped', () => {
    const ended = rig();
    ended.socket().opened();
    ended.socket().closed(1008);
    expect(ended.waits).toEqual([]);
    expect(ended.statuses.at(-1)).toMatchObject({ state: 'offline', reason: 'session_expired' });
    const stopped = rig();
    stopped.stop();
    stopped.socket().closed(1005);
    expect([stopped.waits.length, stopped.closed.length]).toEqual([0, 1]);
  });

  it('ignores what it does not understand', () => {
    const live = rig();
    live.socket().message('not json');
    live.socket().message('{"seq":1,"type":"something_new"}');
    expect(live.events).toEqual([]);
  });
});
