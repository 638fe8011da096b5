import { AppError, ERRORS, type ErrorCode, type ErrorReply } from '@banrimkwae/contract/errors';
import { ORPCError, ValidationError } from '@orpc/server';
import { storageFaultOf } from '../store/storage-fault.ts';

/** What of the framework's own refusals is which of ours. */
const OF_STATUS: Readonly<Record<number, ErrorCode>> = { 400: 'invalid_input', 404: 'not_found', 413: 'too_large' };

/** Whatever was thrown, as our one fault class. An input that does not fit the contract names its fields. */
export function asAppError(fault: unknown): AppError {
  if (fault instanceof AppError) return fault;
  if (fault instanceof ORPCError) {
    const code = OF_STATUS[fault.status];
    if (code === 'invalid_input') return new AppError(code, { fields: wrongFields(fault.cause), cause: fault });
    if (code !== undefined) return new AppError(code, { cause: fault });
    if (fault.cause instanceof AppError) return fault.cause;
  }
  if (fault instanceof SyntaxError) return new AppError('invalid_input', { message: 'This is not JSON.', cause: fault });
  return storageFaultOf(fault) ?? new AppError('internal', { cause: fault });
}

/** The body of every refusal, in the caller's language where the table's own sentence is used. */
export function errorReply(error: AppError, { requestId, language }: { requestId: string; language: 'en' | 'th' }): ErrorReply {
  const { message, hint, fields } = error.details;
  const row = ERRORS[error.code];
  return {
    error: {
      code: error.code,
      message: message ?? row.message[language],
      hint: hint ?? row.hint[language],
      requestId,
      ...(fields && { fields }),
    },
  };
}

export function retryAfter(error: AppError): Record<string, string> {
  const seconds = error.details.retryAfterSeconds;
  return seconds === undefined ? {} : { 'retry-after': String(Math.ceil(seconds)) };
}

function wrongFields(cause: unknown): Record<string, string> {
  if (!(cause instanceof ValidationError)) return {};
  return Object.fromEntries(
    cause.issues.map(({ path = [], message }) => [
      path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.'),
      message,
    ]),
  );
}
