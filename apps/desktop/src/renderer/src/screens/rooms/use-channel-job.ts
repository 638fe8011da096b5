import type { Job } from '@banrimkwae/contract/traffic';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAgent, useApi } from '../../agent/agent-context.tsx';

export type ChannelJobKind = 'sync' | 'import';
const OVER: ReadonlySet<Job['state']> = new Set(['completed', 'dead', 'cancelled', 'discarded']);
const LOOK_MS = 1000;

/** Sends to or fetches from one channel, or all of them, and follows the work to its end. */
export function useChannelJob(kind: ChannelJobKind, provider?: string) {
  const api = useApi();
  const { client } = useAgent();
  const [jobId, setJobId] = useState<string>();
  const which = provider === undefined ? {} : { provider };
  const start = useMutation({
    mutationFn: () => (kind === 'sync' ? client.channel.sync(which) : client.channel.import(which)),
    onMutate: () => setJobId(undefined),
    onSuccess: (started) => setJobId(started.jobId),
  });
  const job = useQuery({
    ...api.traffic.job.queryOptions({ input: { id: jobId ?? '' } }),
    enabled: jobId !== undefined,
    // The live stream tells of its end; this is for the moment in which the stream is being opened anew.
    refetchInterval: ({ state }) => (state.data && OVER.has(state.data.state) ? false : LOOK_MS),
  });
  const known = jobId === undefined ? undefined : job.data;
  const busy = start.isPending || (jobId !== undefined && !(known && OVER.has(known.state)));
  return { start: () => start.mutate(), busy, job: known, fault: start.error };
}
