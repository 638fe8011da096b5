import { capabilities, ProviderField } from '@banrimkwae/contract/provider-fields';
import type { Connector } from './connector.ts';
import type { Manifest } from './manifest.ts';

/** Everything wrong with a manifest, in sentences. Empty: sound. */
export function manifestProblems(connector: Connector, folder: string): readonly string[] {
  const { manifest } = connector;
  return [
    ...(manifest.id === folder ? [] : [`the id "${manifest.id}" is not the folder's name "${folder}"`]),
    ...fieldProblems(manifest),
    ...authProblems(connector),
    ...Object.entries(manifest.hosts)
      .filter(([, { live }]) => !/^https:\/\/[^/]+(\/[\w-]+)*$/.test(live))
      .map(([name]) => `host ${name} is not an https address`),
    ...endpointProblems(manifest),
    ...capabilities
      .filter((capability) => capability in connector && !manifest.capabilities.includes(capability))
      .map((name) => `${name} is built but not declared`),
    ...manifest.capabilities.filter((capability) => !(capability in connector)).map((name) => `${name} is declared but not built`),
    ...(Boolean(manifest.webhook) === Boolean(connector.webhook) ? [] : ['webhook is declared or built, but not both']),
    ...(manifest.webhook?.registration === 'by_api' && !connector.webhook?.register
      ? ['registration by API is declared but not built']
      : []),
    ...fetchProblems(connector),
    ...methodProblems(connector),
  ];
}

function fetchProblems({ manifest: { fetchMissing }, webhook, channel, payments }: Connector): string[] {
  if (fetchMissing === undefined) return webhook ? ['it calls us, but does not say what can be fetched afterwards'] : [];
  const built = { event_list: webhook?.eventsSince, pull: channel?.recoverReservations, inquiry: payments?.getPayment, none: true };
  return [
    ...(built[fetchMissing.way] ? [] : [`fetching missing news by ${fetchMissing.way} is declared but not built`]),
    ...((fetchMissing.way === 'none') === (fetchMissing.reachDays === 0)
      ? []
      : ['a reach in days belongs to a way of fetching, and only there']),
    ...(webhook?.eventsSince && fetchMissing.way !== 'event_list' ? ['an event list is built but not declared'] : []),
  ];
}

function methodProblems({ manifest, payments }: Connector): string[] {
  return Object.entries(payments?.methods ?? {}).flatMap(([method, { createdBy }]) =>
    createdBy === undefined || createdBy in manifest.endpoints ? [] : [`${method} is created by "${createdBy}", which is no call`],
  );
}

function fieldProblems(manifest: Manifest): string[] {
  const names = manifest.fields.map((field) => field.name);
  const parsed = manifest.fields.flatMap((field) => {
    const result = ProviderField.safeParse(field);
    return result.success
      ? (field.type === 'password') === Boolean(field.secret)
        ? []
        : [`field ${field.name}: secret and password belong together`]
      : [`field ${field.name}: ${result.error.message}`];
  });
  const used = [...Object.keys(manifest.practice.values), ...(manifest.webhook ? [manifest.webhook.secretField] : [])];
  return [
    ...parsed,
    ...(new Set(names).size === names.length ? [] : ['two fields have one name']),
    ...used.filter((name) => !names.includes(name)).map((name) => `field ${name} is used but not declared`),
  ];
}

function authProblems({ manifest, token }: Connector): string[] {
  const { auth } = manifest;
  const needed = auth.kind === 'basic' ? [auth.user, auth.password] : 'field' in auth ? [auth.field] : [];
  const names = manifest.fields.map((field) => field.name);
  return [
    ...needed
      .filter((name) => name !== undefined && !names.includes(name))
      .map((name) => `auth uses the field ${name}, which is not declared`),
    ...((auth.kind === 'token') === Boolean(token) ? [] : ['auth by token is declared or built, but not both']),
  ];
}

function endpointProblems(manifest: Manifest): string[] {
  return Object.entries(manifest.endpoints).flatMap(([name, endpoint]) => [
    ...(endpoint.path.startsWith('/') ? [] : [`endpoint ${name}: its path does not start with /`]),
    ...(manifest.hosts[endpoint.host ?? 'api'] ? [] : [`endpoint ${name}: unknown host ${endpoint.host ?? 'api'}`]),
    ...(endpoint.movesMoney && endpoint.retry === 'safe' ? [`endpoint ${name}: moves money and may not be repeated without a key`] : []),
    ...(endpoint.retry === 'with_key' && !endpoint.idempotencyHeader ? [`endpoint ${name}: repeats with a key but names no header`] : []),
    ...(endpoint.staleSeconds && !endpoint.cacheTtlSeconds ? [`endpoint ${name}: serves old answers but caches none`] : []),
  ]);
}
