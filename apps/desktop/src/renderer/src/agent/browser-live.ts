import type { LiveStatus } from '@banrimkwae/contract/desk';
import { LiveEvent } from '@banrimkwae/contract/events';
import type { LiveListener } from './agent-transport.ts';

/** As much of a browser's WebSocket as the live stream needs. */
export type LiveSocket = { close: () => void };
export type LiveSocketEvents = { opened: () => void; message: (data: unknown) => void; closed: (code: number) => void };
export type LiveSocketParts = {
  open: (path: string, events: LiveSocketEvents) => LiveSocket;
  now: () => Date;
  /** 0 up to 1, spreads the reconnects of many browsers. */
  random: () => number;
  wait: (milliseconds: number, then: () => void) => () => void;
};

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
/** Shorter interruptions are nobody's business. */
const OFFLINE_AFTER = 8000;
/** What the agent closes with when the session ends while the stream is open (RFC 6455, 7.4.1). */
const SESSION_ENDED = 1008;

type Position = { epoch: string | undefined; last: number | undefined };

/** Keeps one WebSocket to the agent, reconnects with growing, jittered waits, and resumes after the last event it saw. Answers how to stop. */
export function listenLive(parts: LiveSocketParts, listener: LiveListener): () => void {
  const position: Position = { epoch: undefined, last: undefined };
  const tell = statusTeller(parts, listener);
  let failures = 0;
  let stopped = false;
  let brokenSince = parts.now().getTime();
  let socket: LiveSocket | undefined;
  let cancelWait: (() => void) | undefined;

  const connect = () => {
    socket = parts.open(position.last === undefined ? '/ws/integrations' : `/ws/integrations?after=${position.last}`, {
      opened: () => {
        failures = 0;
        tell('connected', null);
      },
      message: (data) => {
        for (const event of readMessage(data, position)) listener.event(event);
      },
      closed: (code) => {
        if (!stopped) lost(code);
      },
    });
  };
  const lost = (code: number) => {
    const now = parts.now().getTime();
    if (tell.current() === 'connected') brokenSince = now;
    if (code === SESSION_ENDED) return tell('offline', 'session_expired');
    tell(now - brokenSince >= OFFLINE_AFTER ? 'offline' : 'reconnecting', 'agent_unreachable');
    cancelWait = parts.wait(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures) * (0.5 + parts.random() / 2), connect);
    failures += 1;
  };

  connect();
  return () => {
    stopped = true;
    cancelWait?.();
    socket?.close();
  };
}

/** The events of one message. After a restart of the agent its numbers begin anew, so everything has to be read again. */
function readMessage(data: unknown, position: Position): LiveEvent[] {
  const event = LiveEvent.safeParse(parseJson(data)).data;
  if (!event) return [];
  if (event.type !== 'hello') {
    position.last = event.seq;
    return [event];
  }
  const restarted = position.epoch !== undefined && position.epoch !== event.epoch;
  position.epoch = event.epoch;
  if (restarted || position.last === undefined) position.last = event.seq;
  return restarted ? [event, { seq: event.seq, at: event.at, type: 'resync' }] : [event];
}

type Teller = { (state: LiveStatus['state'], reason: LiveStatus['reason']): void; current: () => LiveStatus['state'] };

/** Reports a state only when it is another one. */
function statusTeller(parts: LiveSocketParts, listener: LiveListener): Teller {
  let current: LiveStatus['state'] = 'stopped';
  const tell = (state: LiveStatus['state'], reason: LiveStatus['reason']) => {
    if (state === current) return;
    current = state;
    listener.status({ state, since: parts.now().toISOString(), reason });
  };
  return Object.assign(tell, { current: () => current });
}

function parseJson(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}
