import { createBrowserPlatform, createDeskPlatform } from '../platform/platform.ts';
import { createAgentClient, createAgentQueries } from './agent-client.ts';
import type { AgentAccess } from './agent-context.tsx';
import type { LiveSocketParts } from './browser-live.ts';
import { createBrowserTransport } from './browser-transport.ts';
import { createDeskTransport } from './desk-transport.ts';
import { createPasswordGate } from './password-gate.ts';
import { createBrowserSessions, createDeskSessions } from './sessions.ts';

/** The way to the agent: through the desktop where there is one, else straight to the server of this page. */
export function createAgentAccess(page: Window, language: () => string): AgentAccess {
  const { desk } = page;
  const transport = desk ? createDeskTransport(desk) : createBrowserTransport({ fetch: page.fetch.bind(page), live: liveParts(page) });
  const passwordGate = createPasswordGate();
  const client = createAgentClient(transport, language, passwordGate.ask);
  return {
    transport,
    client,
    api: createAgentQueries(client),
    passwordGate,
    sessions: desk ? createDeskSessions(desk) : createBrowserSessions(client),
    platform: desk ? createDeskPlatform(desk) : createBrowserPlatform(page),
    desk,
  };
}

function liveParts(page: Window): LiveSocketParts {
  return {
    open: (path, events) => {
      const socket = new WebSocket(new URL(path, page.location.href.replace(/^http/, 'ws')));
      socket.onopen = () => events.opened();
      socket.onmessage = ({ data }) => events.message(data);
      socket.onclose = ({ code }) => events.closed(code);
      return socket;
    },
    now: () => new Date(),
    random: Math.random,
    wait: (milliseconds, then) => {
      const timer = setTimeout(then, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}
