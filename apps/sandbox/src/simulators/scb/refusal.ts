/** SCB's own codes. developer.scb, documentation/basics/error-codes.html */
const CODES = {
  missing: [400, 1101, 'Missing required parameters'],
  invalid: [400, 1102, 'Invalid parameters entered'],
  empty: [400, 1103, 'Empty string input not supported'],
  notFound: [404, 1104, 'Requested entity record does not exist'],
  unknownField: [400, 1105, 'Unrecognized field name was entered'],
  unsupported: [501, 4101, 'Current channel is not supported'],
  credentialsMissing: [401, 9100, 'Missing required authorization credentials'],
  token: [401, 9300, 'Invalid access token'],
  wrongKey: [401, 9500, 'Invalid authorization credentials'],
  fault: [500, 9700, 'Generic server side error'],
  method: [405, 9900, 'Method not allowed'],
  mediaType: [415, 9900, 'Unsupported media type'],
  tooMany: [429, 9900, 'Too many requests'],
} as const satisfies Record<string, readonly [number, number, string]>;

export type RefusalReason = keyof typeof CODES;

/** What the bank says no with. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: { status: { code: number; description: string } };
  constructor(reason: RefusalReason, detail?: string) {
    const [status, code, said] = CODES[reason];
    const description = detail === undefined ? said : `${said}: ${detail}`;
    super(description);
    this.status = status;
    this.body = { status: { code, description } };
  }
}

/** The envelope of a fault that was ordered. */
export function faultBody(status: number): string {
  const code = status === 401 ? 9300 : status === 403 ? 9503 : status === 500 ? 9700 : 9900;
  return JSON.stringify({ status: { code, description: 'Ordered by the sandbox' } });
}
