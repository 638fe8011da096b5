import type { ConfigValues } from '@banrimkwae/connector-kit/connector';
import type { AuthScheme, Manifest } from '@banrimkwae/connector-kit/manifest';
import type { OutgoingRequest } from './exchange.ts';
import { withParameter } from './request-building.ts';

/** Adds the proof of who asks. `token` is needed by the `token` scheme only. */
export function authenticate(
  request: OutgoingRequest,
  scheme: AuthScheme,
  proof: { config: ConfigValues; token: string | undefined },
): OutgoingRequest {
  const { config, token } = proof;
  switch (scheme.kind) {
    case 'none':
      return request;
    case 'bearer':
      return withHeader(request, 'authorization', `Bearer ${configured(config, scheme.field)}`);
    case 'basic':
      return withHeader(request, 'authorization', `Basic ${basicCredentials(scheme, config)}`);
    case 'header':
      return withHeader(request, scheme.header, `${scheme.prefix ?? ''}${configured(config, scheme.field)}`);
    case 'query':
      return { ...request, path: withParameter(request.path, scheme.parameter, configured(config, scheme.field)) };
    case 'token':
      return withHeader(request, scheme.header ?? 'authorization', `${scheme.prefix ?? 'Bearer '}${token ?? ''}`);
  }
}

/** Every configured value that must not be seen, also in the form it travels in. */
export function secretValues(manifest: Manifest, config: ConfigValues): string[] {
  const values = manifest.fields.filter((field) => field.secret).map((field) => configured(config, field.name));
  return manifest.auth.kind === 'basic' ? [...values, basicCredentials(manifest.auth, config)] : values;
}

function basicCredentials(scheme: Extract<AuthScheme, { kind: 'basic' }>, config: ConfigValues): string {
  const password = scheme.password === undefined ? '' : configured(config, scheme.password);
  return Buffer.from(`${configured(config, scheme.user)}:${password}`).toString('base64');
}

function withHeader(request: OutgoingRequest, name: string, value: string): OutgoingRequest {
  return { ...request, headers: { ...request.headers, [name.toLowerCase()]: value } };
}

function configured(config: ConfigValues, field: string): string {
  return String(config[field] ?? '');
}
