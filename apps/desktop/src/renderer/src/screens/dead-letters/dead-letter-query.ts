import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../access/session-context.tsx';
import { useApi } from '../../agent/agent-context.tsx';

export function useDeadLetterGroups() {
  return useQuery(useApi().recovery.deadLetterGroups.queryOptions());
}

/** How many wait for this person to decide; nothing waits for who may not. */
export function useDeadLettersWaiting(): number {
  const may = useMay();
  const mine = may('traffic.read') && may('jobs.manage');
  const groups = useQuery({ ...useApi().recovery.deadLetterGroups.queryOptions(), enabled: mine });
  return (mine ? (groups.data ?? []) : []).reduce((sum, { count }) => sum + count, 0);
}
