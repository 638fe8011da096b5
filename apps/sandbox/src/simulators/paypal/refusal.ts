export type Issue = { issue: string; description?: string; field?: string; value?: string; location?: 'body' | 'path' | 'query' };

/** A request that is not done, in the words of PayPal's envelope. https://developer.paypal.com/api/rest/responses/ */
export class Refusal extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;
  constructor(status: number, body: Record<string, unknown>) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

const ENVELOPES: Readonly<Record<number, readonly [name: string, message: string]>> = {
  400: ['INVALID_REQUEST', 'Request is not well-formed, syntactically incorrect, or violates schema.'],
  401: ['AUTHENTICATION_FAILURE', 'Authentication failed due to missing authorization header, or invalid authentication credentials.'],
  403: ['NOT_AUTHORIZED', 'Authorization failed due to insufficient permissions.'],
  404: ['RESOURCE_NOT_FOUND', 'The specified resource does not exist.'],
  409: ['RESOURCE_CONFLICT', 'The server has detected a conflict while processing this request.'],
  422: ['UNPROCESSABLE_ENTITY', 'The requested action could not be performed, semantically incorrect, or failed business validation.'],
  429: ['RATE_LIMIT_REACHED', 'Too many requests. Blocked due to rate limiting.'],
  500: ['INTERNAL_SERVER_ERROR', 'An internal server error occurred.'],
  503: ['SERVICE_UNAVAILABLE', 'Service Unavailable.'],
};
const SUPPORT = 'https://developer.paypal.com/api/rest/reference/orders/v2/errors/';

export function envelope(status: number, details: readonly Issue[] = []): Record<string, unknown> {
  const [name, message] = ENVELOPES[status] ?? ENVELOPES[500] ?? ['INTERNAL_SERVER_ERROR', ''];
  return {
    name,
    message,
    debug_id: 'b2d1d8a5e6c0f',
    ...(details.length === 0 ? {} : { details }),
    links: details.map(({ issue }) => ({ href: `${SUPPORT}#${issue}`, rel: 'information_link', method: 'GET' })),
  };
}

/** Something in the request does not fit what it is about. */
export function unprocessable(issue: string, description?: string): Refusal {
  return new Refusal(422, envelope(422, [{ issue, description: description ?? issue.toLowerCase().replaceAll('_', ' ') }]));
}

export function missing(id: string): Refusal {
  const description = 'Specified resource ID does not exist. Please check the resource ID and try again.';
  return new Refusal(404, envelope(404, [{ issue: 'INVALID_RESOURCE_ID', field: 'id', value: id, location: 'path', description }]));
}

export function invalid(details: readonly Issue[]): Refusal {
  return new Refusal(400, envelope(400, details));
}

/** The older APIs say what is wrong in the name. */
export function named(status: number, name: string, message: string): Refusal {
  return new Refusal(status, { ...envelope(status), name, message });
}
