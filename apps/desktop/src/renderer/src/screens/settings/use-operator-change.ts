import type { Operator } from '@banrimkwae/contract/access';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';

/** Changes an operator and reads the list again. */
export function useOperatorChange(done: (operator: Operator) => void = () => undefined) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation(
    api.access.updateOperator.mutationOptions({
      onSuccess: async (operator) => {
        done(operator);
        await queries.invalidateQueries({ queryKey: api.access.operators.key() });
      },
    }),
  );
}
