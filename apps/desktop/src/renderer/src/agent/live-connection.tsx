import type { LiveStatus } from '@banrimkwae/contract/desk';
import type { LiveEvent } from '@banrimkwae/contract/events';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { useAgent } from './agent-context.tsx';
import { createInvalidator } from './live-invalidation.ts';

export type Link = LiveStatus & { latencyMs: number | undefined /** False once people have to be told. */; reachable: boolean };
type Listen = (listener: (event: LiveEvent) => void) => () => void;
type Live = { status: LiveStatus; listen: Listen };

const LiveContext = createContext<Live | undefined>(undefined);
const LATENCY_EVERY = 15_000;

/** Listens to the agent while someone is signed in, and lets every event mark what it made old. */
export function LiveConnection({ children }: { children: ReactNode }) {
  const { transport, api } = useAgent();
  const queries = useQueryClient();
  const [status, setStatus] = useState<LiveStatus>(() => ({ state: 'reconnecting', since: new Date().toISOString(), reason: null }));
  const [listeners] = useState(() => new Set<(event: LiveEvent) => void>());
  useEffect(() => {
    const invalidate = createInvalidator(queries, api);
    return transport.live({
      status: setStatus,
      event: (event) => {
        invalidate(event);
        for (const listener of listeners) listener(event);
      },
    });
  }, [transport, api, queries, listeners]);
  const live = useMemo<Live>(() => ({ status, listen: listenOn(listeners) }), [status, listeners]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

function listenOn(listeners: Set<(event: LiveEvent) => void>): Listen {
  return (listener) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
}

function useLive(): Live {
  const live = use(LiveContext);
  if (!live) throw new Error('useLink needs a LiveConnection above it.');
  return live;
}

/** How the connection to the agent stands, and how long an answer takes. */
export function useLink(): Link {
  const { status } = useLive();
  const { client } = useAgent();
  const latency = useQuery({
    queryKey: ['latency'],
    queryFn: async () => {
      const start = performance.now();
      await client.system.info();
      return Math.round(performance.now() - start);
    },
    refetchInterval: LATENCY_EVERY,
    retry: false,
  });
  return { ...status, latencyMs: latency.isError ? undefined : latency.data, reachable: status.state !== 'offline' };
}

/** Calls `listener` with every live event. Keep it stable. */
export function useLiveEvents(listener: (event: LiveEvent) => void): void {
  const { listen } = useLive();
  useEffect(() => listen(listener), [listen, listener]);
}
