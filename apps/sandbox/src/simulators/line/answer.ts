import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import express from 'express';
import type { z } from 'zod';

/** LINE refuses request bodies above 2 MB with 413. */
const LARGEST_BODY = '2mb';

export type ErrorDetail = { message: string; property: string };

/** `{message, details[]}`; LINE has no error codes (https://developers.line.biz/en/reference/messaging-api/#error-responses). */
export function errorBody(message: string, details: ErrorDetail[] = []): { message: string; details?: ErrorDetail[] } {
  return details.length === 0 ? { message } : { message, details };
}

export function refuse(response: Response, status: number, message: string): void {
  response.status(status).json(errorBody(message));
}

/** Gives every answer its `X-Line-Request-Id`. */
export function withRequestId(uuid: () => string): RequestHandler {
  return (_request, response, next) => {
    response.set('x-line-request-id', uuid());
    next();
  };
}

export function requestIdOf(response: Response): string {
  return response.get('x-line-request-id') ?? '';
}

/** Parses JSON bodies; any other content type is answered with 415. */
export function jsonBody(): RequestHandler {
  const parse = express.json({ limit: LARGEST_BODY, strict: true });
  return (request, response, next) => {
    if (request.is('application/json') === 'application/json') return parse(request, response, next);
    refuse(response, 415, 'The content type of the request is not supported');
  };
}

/** Answers what the JSON parser refuses in LINE's own form. */
export const badJson: ErrorRequestHandler = (error, _request, response, next) => {
  const status = typeof error?.status === 'number' ? error.status : 500;
  if (status === 413) return refuse(response, 413, 'The request body is too large');
  if (status === 400) return refuse(response, 400, 'The request body could not be parsed as JSON');
  next(error);
};

/** The body in the schema's type; when it does not fit, answers 400 and returns undefined. */
export function readBody<Schema extends z.ZodType>(schema: Schema, request: Request, response: Response): z.infer<Schema> | undefined {
  const parsed = schema.safeParse(request.body);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.flatMap(detailsOf);
  response.status(400).json(errorBody(`The request body has ${details.length} error(s)`, details));
  return undefined;
}

function detailsOf(issue: z.core.$ZodIssue): ErrorDetail[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ message: 'Unknown property', property: propertyOf([...issue.path, key]) }));
  }
  return [{ message: messageOf(issue), property: propertyOf(issue.path) }];
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'May not be empty';
  if (issue.code === 'too_small' && issue.origin === 'string') return 'May not be empty';
  if (issue.code === 'too_big' && issue.origin === 'string') return `Length must be between 0 and ${issue.maximum}`;
  if (issue.code === 'too_small' && issue.origin === 'array') return `Size must be at least ${issue.minimum}`;
  if (issue.code === 'too_big' && issue.origin === 'array') return `Size must be at most ${issue.maximum}`;
  return issue.message;
}

/** `messages[0].text`, as LINE writes the place of an error. */
function propertyOf(path: PropertyKey[]): string {
  return path.reduce<string>((written, part) => {
    if (typeof part === 'number') return `${written}[${part}]`;
    return written === '' ? String(part) : `${written}.${String(part)}`;
  }, '');
}
