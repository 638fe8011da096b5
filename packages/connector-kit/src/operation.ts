import type * as z from 'zod';

export type ConfigValues = Readonly<Record<string, string | boolean>>;

/** What an operation may use. It has no other way out. */
export type OperationContext = {
  call: CallEndpoint;
  config: ConfigValues;
  now: () => Date;
  /** Fresh random id for message correlation, e.g. an OTA echo token. */
  newId: () => string;
};
export type Operation<Input, Output> = (context: OperationContext, input: Input) => Promise<Output>;

export type EndpointRequest = {
  path?: Record<string, string>;
  query?: Record<string, QueryValue>;
  headers?: Record<string, string>;
  /** json: any value · form: nested object, encoded with brackets · xml: the document text. */
  body?: unknown;
  /** json: the document as it is to be sent, instead of `body`, where one that was parsed and written anew would not be the same. */
  bodyText?: string;
  /** The same for every repeat of one logical act. Required where the endpoint moves money. */
  idempotencyKey?: string;
};
export type QueryValue = string | number | boolean | undefined | readonly (string | number)[];

export type EndpointAnswer<Body> = {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Body;
  /** How old the answer is: 0 unless it came from the cache. */
  ageSeconds: number;
  /** True when it is past its time to live and served because the provider is down. */
  stale: boolean;
  requestId: string;
};

/** The gateway, bound to one provider. Throws AppError; the answer is parsed by the schema or refused as unreadable. */
export type CallEndpoint = <Body>(endpoint: string, request: EndpointRequest, schema: z.ZodType<Body>) => Promise<EndpointAnswer<Body>>;
