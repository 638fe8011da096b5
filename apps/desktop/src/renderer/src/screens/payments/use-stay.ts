import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../access/session-context.tsx';
import { useApi } from '../../agent/agent-context.tsx';

/** The booking a payment belongs to. One that we do not know (a walk-in, another system's number) is no fault: there is just no stay to show. */
export function useStay(reservationId: string | null) {
  const api = useApi();
  const may = useMay();
  return useQuery({
    ...api.channel.reservation.queryOptions({ input: { id: reservationId ?? '-' } }),
    enabled: reservationId !== null && may('channel.read'),
    retry: false,
  });
}
