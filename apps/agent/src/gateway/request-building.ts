import type { EndpointRequest, QueryValue } from '@banrimkwae/connector-kit/connector';
import { encodeForm, type FormValue } from '@banrimkwae/connector-kit/form';
import type { EndpointManifest } from '@banrimkwae/connector-kit/manifest';
import { AppError } from '@banrimkwae/contract/errors';
import type { Dispatcher } from 'undici';
import type { OutgoingRequest } from './exchange.ts';

const CONTENT_TYPES = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  xml: 'application/xml; charset=utf-8',
} as const;
const ACCEPTED = { json: 'application/json', xml: 'application/xml, text/xml', text: 'text/plain, */*' } as const;
export const USER_AGENT = 'banrimkwae-control-centre';

/** What an endpoint is asked, without proof of who asks. `basePath` is the path of the provider's base address, without a slash at its end. */
export function buildRequest(endpoint: EndpointManifest, basePath: string, request: EndpointRequest): OutgoingRequest {
  const inQuery = endpoint.requestFormat === 'query' ? { ...request.query, ...asQuery(request.body) } : request.query;
  const body = endpoint.requestFormat === 'query' ? null : (request.bodyText ?? encodeBody(endpoint.requestFormat, request.body));
  const headers: Record<string, string> = { accept: ACCEPTED[endpoint.responseFormat], 'user-agent': USER_AGENT };
  if (body !== null && endpoint.requestFormat !== 'query') headers['content-type'] = CONTENT_TYPES[endpoint.requestFormat];
  for (const name in request.headers) headers[name.toLowerCase()] = request.headers[name] ?? '';
  if (endpoint.idempotencyHeader !== undefined && request.idempotencyKey !== undefined)
    headers[endpoint.idempotencyHeader.toLowerCase()] = request.idempotencyKey;
  return {
    method: endpoint.method as Dispatcher.HttpMethod,
    path: `${basePath}${fillPath(endpoint.path, request.path)}${encodeQuery(inQuery)}`,
    headers,
    body,
  };
}

/** Appends one parameter to a path that may have some. */
export function withParameter(path: string, name: string, value: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
}

/** A value that would leave its place in the path ("..", or nothing at all) is refused: it would ask something else. */
function fillPath(path: string, values: Readonly<Record<string, string>> | undefined): string {
  if (!path.includes('{')) return path;
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = values?.[name];
    if (value === undefined || value === '' || value === '.' || value === '..') {
      throw new AppError('invalid_input', {
        message: 'An identifier for this call is missing or malformed.',
        fields: { [name]: 'This value cannot stand in an address.' },
      });
    }
    return encodeURIComponent(value.toWellFormed());
  });
}

function encodeQuery(query: Readonly<Record<string, QueryValue>> | undefined): string {
  if (!query) return '';
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const single of Array.isArray(value) ? value : [value])
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(single).toWellFormed())}`);
  }
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function encodeBody(format: 'json' | 'form' | 'xml', body: unknown): string | null {
  if (body === undefined) return null;
  if (format === 'json') return JSON.stringify(body);
  if (format === 'form') return encodeForm(body as { readonly [key: string]: FormValue });
  if (typeof body !== 'string') throw new AppError('internal', { message: 'An XML call needs the document as text.' });
  return body;
}

function asQuery(body: unknown): Record<string, QueryValue> {
  return typeof body === 'object' && body !== null ? (body as Record<string, QueryValue>) : {};
}
