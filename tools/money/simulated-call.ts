import type { ConfigValues, Connector, OperationContext } from '@banrimkwae/connector-kit/connector';
import { endpointOf } from '@banrimkwae/connector-kit/manifest';
import { AppError } from '@banrimkwae/contract/errors';
import type { Express } from 'express';
import inject from 'light-my-request';
import { decodeText, parseBody } from '../../apps/agent/src/gateway/answer.ts';
import { authenticate } from '../../apps/agent/src/gateway/authentication.ts';
import { type CallFault, callError, faultOfAnswer } from '../../apps/agent/src/gateway/faults.ts';
import { buildRequest } from '../../apps/agent/src/gateway/request-building.ts';
import type { Weather } from './weather.ts';

export type SimulatedGateway = {
  connector: Connector;
  config: ConfigValues;
  /** The simulator's hosts, by name. */
  hosts: ReadonlyMap<string, Express>;
  now: () => Date;
  newId: () => string;
  /** Of the next call that changes something; reads are always fine, or fail as a whole. */
  weather: (endpoint: string, changes: boolean) => Weather;
  /** The process ends here: nothing after this call happens. */
  die: () => void;
  /** Lets others go on, as the wire does. */
  pause: () => Promise<void>;
  /** Keeps a request that is still under way, to be delivered later. */
  keepUnderWay: (deliver: () => Promise<void>) => void;
};

const NEVER = new Promise<never>(() => undefined);

/**
 * A connector's way out that ends in the simulator without a socket: requests are built, signed and read by the gateway's own code, so what
 * the simulator sees is what it would see on the wire; only what happens between the two is ours to say.
 */
export function simulatedContext(gateway: SimulatedGateway): OperationContext {
  const { connector, config } = gateway;
  let token: { text: string; endsAt: number } | undefined;
  const tokenFor = async (anonymous: boolean | undefined): Promise<string | undefined> => {
    if (anonymous || connector.manifest.auth.kind !== 'token' || !connector.token) return undefined;
    const now = gateway.now().getTime();
    if (token && now < token.endsAt) return token.text;
    const fetched = await connector.token(context, undefined);
    token = { text: fetched.token, endsAt: now + fetched.expiresInSeconds * 1000 - 60_000 };
    return token.text;
  };
  const context: OperationContext = {
    config,
    now: gateway.now,
    newId: gateway.newId,
    call: async (name, request, schema) => {
      const endpoint = endpointOf(connector.manifest, name);
      const proof = { config, token: await tokenFor(endpoint.anonymous) };
      const built = buildRequest(endpoint, '', request);
      const signed = endpoint.anonymous ? built : authenticate(built, connector.manifest.auth, proof);
      const app = gateway.hosts.get(endpoint.host ?? 'api');
      if (!app) throw new Error(`${connector.manifest.id} has no simulated host ${endpoint.host ?? 'api'}`);
      const repeatable = endpoint.retry === 'safe' ? 'freely' : endpoint.retry === 'with_key' ? 'with_key' : 'no';
      const send = () =>
        inject(app as never, { method: signed.method as never, url: signed.path, headers: signed.headers, payload: signed.body ?? '' });
      await gateway.pause();
      const weather = gateway.weather(name, endpoint.method !== 'GET' && !endpoint.anonymous);
      if (weather === 'unsent') throw new AppError('provider_unavailable');
      if (weather === 'died_before') return dead(gateway);
      if (weather === 'failing') throw broken({ code: 'provider_failed', stage: 'answered', outcome: 'unknown', status: 500 }, repeatable);
      const gaveUp: CallFault = { code: 'provider_timeout', stage: 'during', outcome: 'unknown' };
      if (weather === 'cut') throw broken(gaveUp, repeatable);
      if (weather === 'late') {
        gateway.keepUnderWay(async () => void (await send()));
        throw broken(gaveUp, repeatable);
      }
      const answer = await send();
      await gateway.pause();
      if (weather === 'died_after') return dead(gateway);
      if (weather === 'lost') throw broken(gaveUp, repeatable);
      const headers = Object.fromEntries(Object.entries(answer.headers).map(([key, value]) => [key.toLowerCase(), String(value)]));
      const text = decodeText(answer.rawPayload, headers['content-type']);
      const parsed = parseBody(text, endpoint.responseFormat);
      const shown = { endpoint: name, status: answer.statusCode, headers, text, body: 'body' in parsed ? parsed.body : text };
      const fault = faultOfAnswer(shown, connector.fault, gateway.now().getTime());
      if (fault) throw broken(fault, repeatable);
      if ('unreadable' in parsed)
        throw new Error(`${name} of ${connector.manifest.id} answers what nobody can read: ${text.slice(0, 200)}`);
      return { status: answer.statusCode, headers, body: schema.parse(parsed.body), ageSeconds: 0, stale: false, requestId: 'req_money' };
    },
  };
  return context;
}

function dead({ die }: SimulatedGateway): Promise<never> {
  die();
  return NEVER;
}

function broken(fault: CallFault, repeatable: 'freely' | 'with_key' | 'no'): AppError {
  return callError(fault, { mayHaveApplied: fault.outcome === 'unknown', repeatable });
}
