import { AppError, ERRORS } from '@banrimkwae/contract/errors';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { noticeSignedOut } from './access/session-query.ts';

const RETRIES = 2;
/** Live events say what is old; this only bounds what they might miss. */
const FRESH_FOR = 60_000;

/** Answers of the agent, kept. Reads are tried again where the fault may pass; writes never are, as only a person may repeat them. */
export function createQueryClient(): QueryClient {
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (fault) => noticeSignedOut(queries, fault) }),
    mutationCache: new MutationCache({ onError: (fault) => noticeSignedOut(queries, fault) }),
    defaultOptions: {
      queries: { staleTime: FRESH_FOR, retry: (count, fault) => count < RETRIES && mayPass(fault), networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  return queries;
}

function mayPass(fault: unknown): boolean {
  return fault instanceof AppError && ERRORS[fault.code].retryable;
}
