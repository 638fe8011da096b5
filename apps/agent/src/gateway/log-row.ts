import type { Redactor } from '@banrimkwae/connector-kit/redact';
import type { RequestRecord } from '../request-log/port.ts';
import type { IncomingAnswer, OutgoingRequest } from './exchange.ts';
import type { CallPlan } from './plan.ts';
import type { Trace } from './port.ts';

/** The attempt whose request and answer the row shows. `text`: the answer's body. */
export type LastAttempt = {
  request: OutgoingRequest;
  token: string | undefined;
  endedAt: number;
  durationMs: number;
  answer: IncomingAnswer | undefined;
  text: string | null;
};

export type FinishedCall = {
  plan: CallPlan;
  trace: Trace;
  requestId: string;
  attempts: number;
  last: LastAttempt;
  /** Undefined: it went well. */
  error: string | undefined;
};

/** More than the log keeps is not looked through: a body of megabytes would hold up everything else. */
const LOOKED_THROUGH = 64 * 1024;
/** A text that was cut may end inside a secret that is then not recognised; its last part is left out. */
const UNSURE_TAIL = 4 * 1024;

/** The one row of a call, with every secret removed. */
export function logRow({ plan, trace, requestId, attempts, last, error }: FinishedCall): RequestRecord {
  const { request, answer } = last;
  const redactor = plan.redactor(last.token);
  return {
    requestId,
    provider: plan.providerId,
    providerRowId: plan.provider.rowId,
    endpoint: plan.endpointName,
    endpointRowId: plan.breaker.endpointRowId,
    operatorId: trace.operatorId ?? null,
    reservationId: trace.reservationId ?? null,
    paymentId: trace.paymentId ?? null,
    method: request.method,
    url: redactor.url(plan.origin + request.path),
    requestHeaders: JSON.stringify(redactor.headers(request.headers)),
    requestBody: cleanBody(redactor, request.body),
    status: answer?.status ?? null,
    responseHeaders: answer === undefined ? '{}' : JSON.stringify(redactor.headers(answer.headers)),
    responseBody: cleanBody(redactor, last.text),
    durationMs: last.durationMs,
    error: error === undefined ? null : redactor.text(error),
    attempts,
    successful: error === undefined,
    at: last.endedAt,
  };
}

function cleanBody(redactor: Redactor, text: string | null): string | null {
  if (text === null || text === '') return null;
  return text.length <= LOOKED_THROUGH ? redactor.body(text) : redactor.body(text.slice(0, LOOKED_THROUGH)).slice(0, -UNSURE_TAIL);
}
