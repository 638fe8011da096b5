import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';

/** Round trips make no event of their own. */
const EVERY = 20_000;

/** How the outside reaches us now. */
export function useTunnel() {
  return useQuery({ ...useApi().tunnel.status.queryOptions(), refetchInterval: EVERY });
}
