import type { Connector, ProviderAnswer } from '@banrimkwae/connector-kit/connector';
import { AppError, type AppErrorDetails, type ErrorCode } from '@banrimkwae/contract/errors';
import { retryAfterOf } from './retry-after.ts';

/**
 * Why an attempt failed. `before`: no byte left the house. `during`: bytes may have left and no whole answer came. `answered`: the provider answered.
 * `outcome` says whether this attempt may have taken effect at the provider.
 */
export type CallFault = {
  code: ErrorCode;
  stage: 'before' | 'during' | 'answered';
  outcome: 'refused' | 'unknown';
  status?: number;
  message?: string;
  providerCode?: string;
  providerMessage?: string;
  /** The connector's word on whether the same call may be repeated. */
  retryable?: boolean;
  retryAfterMs?: number;
  cause?: unknown;
};

/** What an answer says went wrong: the connector reads its provider's own form first, then the status decides. Undefined: nothing. */
export function faultOfAnswer(answer: ProviderAnswer, read: Connector['fault'], now: number): CallFault | undefined {
  const said = read?.(answer);
  if (said === 'none') return undefined;
  if (!said && answer.status >= 200 && answer.status < 300) return undefined;
  const retryAfterMs =
    said?.retryAfterSeconds === undefined ? retryAfterOf(answer.status, answer.headers, now) : said.retryAfterSeconds * 1000;
  const code = said?.code ?? codeOfStatus(answer.status);
  return {
    code,
    stage: 'answered',
    status: answer.status,
    outcome: said?.outcome ?? (isProviderFault(code) ? 'unknown' : 'refused'),
    providerMessage: said?.message ?? `HTTP ${answer.status}`,
    ...(said?.providerCode === undefined ? {} : { providerCode: said.providerCode }),
    ...(said?.retryable === undefined ? {} : { retryable: said.retryable }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** Faults of the provider, as against refusals of what we asked: they open the breaker and make an old cached answer acceptable. */
export function isProviderFault(code: ErrorCode): boolean {
  return code === 'provider_failed' || code === 'provider_timeout' || code === 'provider_unavailable';
}

/**
 * The error a caller gets. When any attempt may have taken effect, a call that may not be repeated freely ends as `outcome_unknown`;
 * with its idempotency key it keeps the code of a provider that did answer, marked as unknown, because the same key may be sent again.
 */
export function callError(fault: CallFault, call: { mayHaveApplied: boolean; repeatable: 'freely' | 'with_key' | 'no' }): AppError {
  const unknown = call.mayHaveApplied && call.repeatable !== 'freely';
  const keepsCode =
    fault.code === 'provider_answer_unreadable' ||
    (call.repeatable === 'with_key' && fault.stage === 'answered' && fault.code === 'provider_failed');
  const details: AppErrorDetails = {
    ...(unknown ? { outcome: 'unknown' } : fault.stage === 'answered' ? { outcome: 'refused' } : {}),
    ...(fault.message === undefined || (unknown && !keepsCode) ? {} : { message: fault.message }),
    ...(fault.providerCode === undefined ? {} : { providerCode: fault.providerCode }),
    ...(fault.providerMessage === undefined ? {} : { providerMessage: fault.providerMessage }),
    ...(fault.retryAfterMs === undefined ? {} : { retryAfterSeconds: Math.ceil(fault.retryAfterMs / 1000) }),
    ...(fault.cause === undefined ? {} : { cause: fault.cause }),
  };
  return new AppError(unknown && !keepsCode ? 'outcome_unknown' : fault.code, details);
}

/** An attempt that ended before anything of it was sent, by this house or in a token exchange; it is not repeated by itself. */
export function refusedBefore(error: AppError): CallFault {
  const { message, providerCode, providerMessage, retryAfterSeconds } = error.details;
  return {
    code: error.code,
    stage: 'before',
    outcome: 'refused',
    retryable: false,
    cause: error,
    ...(message === undefined ? {} : { message }),
    ...(providerCode === undefined ? {} : { providerCode }),
    ...(providerMessage === undefined ? {} : { providerMessage }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterMs: retryAfterSeconds * 1000 }),
  };
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'provider_credentials';
  if (status === 429) return 'rate_limited';
  // 408 is a server that gave up waiting for our bytes: its fault or the line's, not that of what we asked.
  return status >= 500 || status === 408 ? 'provider_failed' : 'provider_rejected';
}
