/** What Stripe says of an error. https://docs.stripe.com/api/errors */
export type StripeError = {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  message: string;
  code?: string | undefined;
  param?: string | undefined;
  decline_code?: string;
  charge?: string;
  advice_code?: string;
  payment_intent?: unknown;
};

/** A request that is not done. `reached`: an operation had begun, so that its idempotency key keeps this answer. */
export class Refusal extends Error {
  readonly status: number;
  readonly error: StripeError;
  readonly reached: boolean;
  constructor(status: number, error: StripeError, reached = true) {
    super(error.message);
    this.status = status;
    this.error = error;
    this.reached = reached;
  }
}

type Detail = { code?: string; param?: string };

/** An operation that Stripe will not do in this state. */
export function refuse(message: string, { code, param }: Detail = {}): Refusal {
  return new Refusal(400, { type: 'invalid_request_error', message, code, param });
}

/** Parameters that do not fit: nothing begins, and the idempotency key stays unused. */
export function invalid(message: string, { code, param }: Detail = {}): Refusal {
  return new Refusal(400, { type: 'invalid_request_error', message, code, param }, false);
}

/** 404 where the object is in the path, 400 where a parameter names it. */
export function missing(kind: string, id: string, { status = 404, param = 'id' } = {}): Refusal {
  return new Refusal(
    status,
    { type: 'invalid_request_error', code: 'resource_missing', message: `No such ${kind}: '${id}'`, param },
    status !== 400,
  );
}

export function bodyOf(error: StripeError): { error: StripeError & { doc_url?: string } } {
  if (error.code === undefined) return { error };
  return { error: { ...error, doc_url: `https://stripe.com/docs/error-codes/${error.code.replaceAll('_', '-')}` } };
}

const FAULTS: Record<number, StripeError> = {
  400: { type: 'invalid_request_error', message: 'The request was unacceptable.' },
  401: { type: 'invalid_request_error', message: 'Invalid API Key provided.' },
  402: { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.' },
  403: { type: 'invalid_request_error', message: 'The provided key does not have the required permissions for this endpoint.' },
  404: { type: 'invalid_request_error', code: 'resource_missing', message: 'No such resource.' },
  409: {
    type: 'invalid_request_error',
    code: 'lock_timeout',
    message: 'This object cannot be accessed right now because another request holds it.',
  },
  429: { type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded.' },
};

/** The body of a fault that was ordered. */
export function errorBody(status: number) {
  return bodyOf(FAULTS[status] ?? { type: 'api_error', message: 'An unknown error occurred.' });
}
