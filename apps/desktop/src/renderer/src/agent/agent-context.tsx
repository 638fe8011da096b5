import type { DeskApi } from '@banrimkwae/contract/desk';
import { createContext, use } from 'react';
import type { Platform } from '../platform/platform.ts';
import type { AgentClient, AgentQueries } from './agent-client.ts';
import type { AgentTransport } from './agent-transport.ts';
import type { PasswordGate } from './password-gate.ts';
import type { SessionCalls } from './sessions.ts';

/** How this page reaches its agent; made once in main.tsx. */
export type AgentAccess = {
  transport: AgentTransport;
  client: AgentClient;
  api: AgentQueries;
  passwordGate: PasswordGate;
  sessions: SessionCalls;
  platform: Platform;
  /** Absent in a browser tab. */
  desk: DeskApi | undefined;
};

export const AgentContext = createContext<AgentAccess | undefined>(undefined);

export function useAgent(): AgentAccess {
  const access = use(AgentContext);
  if (!access) throw new Error('useAgent needs an AgentContext above it.');
  return access;
}

/** The agent's calls as options for useQuery and useMutation. */
export function useApi(): AgentQueries {
  return useAgent().api;
}
