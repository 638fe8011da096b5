import { AppError } from '@banrimkwae/contract/errors';

/** A fault of the connection as a code staff can act on. */
export function asLinkFault(fault: unknown): AppError {
  return fault instanceof AppError ? fault : new AppError('agent_unreachable', { cause: fault });
}
