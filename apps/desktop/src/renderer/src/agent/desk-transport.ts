import type { DeskApi, DeskReply, LiveStatus } from '@banrimkwae/contract/desk';
import { AppError } from '@banrimkwae/contract/errors';
import type { AgentTransport } from './agent-transport.ts';

declare global {
  interface Window {
    /** There in the desktop only; a browser tab has none. */
    readonly desk?: DeskApi;
  }
}

/** The value of a desk call, or its refusal as an error. */
export function unwrap<Value>(reply: DeskReply<Value>): Value {
  if (reply.ok) return reply.value;
  const { code, message, hint, fields } = reply.error;
  throw new AppError(code, { message, hint, ...(fields && { fields }) });
}

/** Reaches the agent through the main process, which adds the session's token: this side never sees one. */
export function createDeskTransport(desk: DeskApi): AgentTransport {
  return {
    request: async ({ path, ...call }) => {
      const [plain = path, search = ''] = path.split('?', 2);
      const query = Object.fromEntries(new URLSearchParams(search));
      const { status, body } = unwrap(await desk['agent.request']({ ...call, path: plain, ...(search !== '' && { query }) }));
      return { status, body };
    },
    live: (listener) => {
      const stopEvents = desk.on('live', listener.event);
      const stopStatus = desk.on('live.status', listener.status);
      void desk['live.start']().then((reply) => listener.status(reply.ok ? reply.value : neverStarted(reply.error.code)));
      return () => {
        stopEvents();
        stopStatus();
        void desk['live.stop']();
      };
    },
  };
}

function neverStarted(reason: LiveStatus['reason']): LiveStatus {
  return { state: 'offline', since: new Date().toISOString(), reason };
}
