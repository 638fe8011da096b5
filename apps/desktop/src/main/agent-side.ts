import { hostname } from 'node:os';
import { openAgentLink } from './agent-link.ts';
import { type AgentFile, createAgentStore } from './agent-store.ts';
import { createSelectedAgent } from './current-agent.ts';
import type { AgentHandlerParts } from './handlers/agents.ts';
import type { SessionHandlerParts } from './handlers/session.ts';
import type { JsonFile } from './json-file.ts';
import type { Keychain } from './keychain.ts';
import { LiveStream, type LiveStreamParts } from './live-stream.ts';
import type { Log } from './log.ts';
import { inspectCertificate } from './pinned-connection.ts';
import { createSession } from './session.ts';
import { createTokenSafe } from './token-safe.ts';

export type AgentSideParts = Pick<LiveStreamParts, 'onEvent' | 'onStatus'> & {
  agents: JsonFile<AgentFile>;
  localAddress: string;
  keychain: Keychain | undefined;
  log: Log;
};

/** Everything that talks to agents. Knows nothing of Electron. */
export type AgentSide = AgentHandlerParts & SessionHandlerParts & { live: LiveStream; close: () => Promise<void> };

export function createAgentSide({ agents, localAddress, keychain, log, onEvent, onStatus }: AgentSideParts): AgentSide {
  const store = createAgentStore(agents, localAddress);
  const tokens = createTokenSafe(keychain, log);
  const selected = createSelectedAgent(store, openAgentLink);
  const live = new LiveStream({
    open: async (after, listeners) => {
      const token = await tokens.get(selected.id());
      return token === undefined ? undefined : selected.link().openLive({ token, after }, listeners);
    },
    onEvent,
    onStatus,
    now: () => new Date(),
    random: Math.random,
    log,
  });
  return {
    store,
    tokens,
    selected,
    live,
    session: createSession(selected, tokens),
    pairing: { openLink: openAgentLink, inspect: inspectCertificate, deviceName: hostname().slice(0, 80) || 'desktop' },
    close: async () => {
      live.stop();
      await selected.close();
    },
  };
}
