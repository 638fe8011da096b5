/** A request that is not done. https://docs.omise.co/api-errors */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export type ErrorObject = { object: 'error'; location: string; code: string; message: string };

export function errorObject(code: string, message: string): ErrorObject {
  return { object: 'error', location: `https://docs.omise.co/api-errors#${code.replaceAll('_', '-')}`, code, message };
}

export function refuse(code: string, message: string): Refusal {
  return new Refusal(400, code, message);
}

export function missing(kind: string, id: string): Refusal {
  return new Refusal(404, 'not_found', `${kind} ${id} was not found`);
}

const FAULTS: Record<number, { code: string; message: string }> = {
  400: { code: 'bad_request', message: 'bad request' },
  401: { code: 'authentication_failure', message: 'authentication failed' },
  403: { code: 'authorization_failure', message: 'you are not authorized to perform this action' },
  404: { code: 'not_found', message: 'the requested object was not found' },
  422: { code: 'invalid_charge', message: 'invalid charge' },
  429: { code: 'too_many_requests', message: 'too many requests, please try again later' },
  503: { code: 'service_unavailable', message: 'the service is not available, please try again later' },
};

/** The body of a fault that was ordered. */
export function errorBody(status: number): ErrorObject {
  const { code, message } = FAULTS[status] ?? { code: 'internal_error', message: 'something went wrong on our side' };
  return errorObject(code, message);
}
