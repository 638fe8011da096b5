import * as z from 'zod';
import { ERRORS } from './error-table.ts';

export { ERRORS };
export type ErrorCode = keyof typeof ERRORS;
export const errorCodes = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

/** What a failed API call answers, on every route. */
export const ErrorReply = z.object({
  error: z.object({
    code: z.enum(errorCodes),
    message: z.string(),
    hint: z.string(),
    requestId: z.string(),
    fields: z.record(z.string(), z.string()).optional(),
  }),
});
export type ErrorReply = z.infer<typeof ErrorReply>;

export type AppErrorDetails = {
  /** Replaces the table's sentence when more is known; shown to staff, so never a secret. */
  message?: string;
  hint?: string;
  fields?: Record<string, string>;
  /** The provider's own code, for the log and the details fold. */
  providerCode?: string;
  providerMessage?: string;
  /** Whether the call may have taken effect at the provider. Absent: it did not. */
  outcome?: 'refused' | 'unknown';
  retryAfterSeconds?: number;
  cause?: unknown;
};

/** The one fault class. Expected outcomes (declined, sold out) are values, not faults. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: AppErrorDetails;

  constructor(code: ErrorCode, details: AppErrorDetails = {}) {
    super(details.message ?? ERRORS[code].message.en, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get hint(): string {
    return this.details.hint ?? ERRORS[this.code].hint.en;
  }
}

/** Wraps whatever was thrown; an AppError stays itself. */
export function toAppError(fault: unknown): AppError {
  return fault instanceof AppError ? fault : new AppError('internal', { cause: fault });
}
