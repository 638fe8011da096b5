import type { ConfigValues, Connector, EndpointRequest, OperationContext } from '@banrimkwae/connector-kit/connector';
import { type EndpointManifest, endpointOf } from '@banrimkwae/connector-kit/manifest';
import { AppError } from '@banrimkwae/contract/errors';
import inject, { type Response } from 'light-my-request';
import type * as z from 'zod';
import { decodeText, parseBody } from '../../apps/agent/src/gateway/answer.ts';
import { authenticate } from '../../apps/agent/src/gateway/authentication.ts';
import type { OutgoingRequest } from '../../apps/agent/src/gateway/exchange.ts';
import { type CallFault, callError, faultOfAnswer } from '../../apps/agent/src/gateway/faults.ts';
import { buildRequest } from '../../apps/agent/src/gateway/request-building.ts';
import type { mountAtRoot } from '../../apps/sandbox/src/server.ts';
import type { Weather } from './weather.ts';

export type SimulatedGateway = {
  connector: Connector;
  config: ConfigValues;
  /** The simulator's hosts, by name. */
  hosts: ReadonlyMap<string, ReturnType<typeof mountAtRoot>>;
  now: () => Date;
  newId: () => string;
  /** Of the next call; those that only read are always fine. */
  weather: (changes: boolean) => Weather;
  /** The process ends here: nothing after this call happens. */
  die: () => void;
  /** Lets others go on, as the wire does. */
  pause: () => Promise<void>;
  /** Keeps a request that is still under way, to be delivered later. */
  keepUnderWay: (deliver: () => Promise<void>) => void;
};

type Call = { name: string; endpoint: EndpointManifest; send: () => Promise<Response> };

const NEVER = new Promise<never>(() => undefined);
const GAVE_UP: CallFault = { code: 'provider_timeout', stage: 'during', outcome: 'unknown' };
const FAILING: CallFault = { code: 'provider_failed', stage: 'answered', outcome: 'unknown', status: 500 };

/**
 * A connector's way out that ends in the simulator without a socket: requests are built, signed and read by the gateway's own code, so what
 * the simulator sees is what it would see on the wire; only what happens between the two is ours to say.
 */
export function simulatedContext(gateway: SimulatedGateway): OperationContext {
  const { connector, config } = gateway;
  const context: OperationContext = {
    config,
    now: gateway.now,
    newId: gateway.newId,
    call: async (name, request, schema) => {
      const endpoint = endpointOf(connector.manifest, name);
      const token = endpoint.anonymous ? undefined : await tokenFor();
      const signed = sign(endpoint, request, token);
      const app = gateway.hosts.get(endpoint.host ?? 'api');
      if (!app) throw new Error(`${connector.manifest.id} has no simulated host ${endpoint.host ?? 'api'}`);
      const send = async () =>
        inject(app as never, { method: signed.method as never, url: signed.path, headers: signed.headers, payload: signed.body ?? '' });
      return read(gateway, { name, endpoint, send }, await throughWeather(gateway, { name, endpoint, send }), schema);
    },
  };
  const sign = (endpoint: EndpointManifest, request: EndpointRequest, token: string | undefined): OutgoingRequest => {
    const built = buildRequest(endpoint, '', request);
    return endpoint.anonymous ? built : authenticate(built, connector.manifest.auth, { config, token });
  };
  const tokenFor = createTokens(gateway, context);
  return context;
}

function createTokens({ connector, now }: SimulatedGateway, context: OperationContext): () => Promise<string | undefined> {
  let kept: { text: string; endsAt: number } | undefined;
  return async () => {
    if (connector.manifest.auth.kind !== 'token' || !connector.token) return undefined;
    const at = now().getTime();
    if (kept && at < kept.endsAt) return kept.text;
    const { token, expiresInSeconds } = await connector.token(context, undefined);
    kept = { text: token, endsAt: at + expiresInSeconds * 1000 - 60_000 };
    return token;
  };
}

/** The answer, unless something happened on the way. Throws what the gateway would throw; never ends when the process dies of it. */
async function throughWeather(gateway: SimulatedGateway, { endpoint, send }: Call): Promise<Response> {
  await gateway.pause();
  const weather = gateway.weather(endpoint.method !== 'GET' && !endpoint.anonymous);
  if (weather === 'unsent') throw new AppError('provider_unavailable');
  if (weather === 'died_before') return dead(gateway);
  if (weather === 'failing') throw broken(endpoint, FAILING);
  if (weather === 'cut') throw broken(endpoint, GAVE_UP);
  if (weather === 'late') {
    gateway.keepUnderWay(async () => void (await send()));
    throw broken(endpoint, GAVE_UP);
  }
  const answer = await send();
  await gateway.pause();
  if (weather === 'died_after') return dead(gateway);
  if (weather === 'lost') throw broken(endpoint, GAVE_UP);
  return answer;
}

function read<Body>(gateway: SimulatedGateway, { name, endpoint }: Call, answer: Response, schema: z.ZodType<Body>) {
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([key, value]) => [key.toLowerCase(), String(value)]));
  const text = decodeText(answer.rawPayload, headers['content-type']);
  const parsed = parseBody(text, endpoint.responseFormat);
  const shown = { endpoint: name, status: answer.statusCode, headers, text, body: 'body' in parsed ? parsed.body : text };
  const fault = faultOfAnswer(shown, gateway.connector.fault, gateway.now().getTime());
  if (fault) throw broken(endpoint, fault);
  if ('unreadable' in parsed) throw new Error(`${name} answers what nobody can read: ${text.slice(0, 200)}`);
  return { status: answer.statusCode, headers, body: schema.parse(parsed.body), ageSeconds: 0, stale: false, requestId: 'req_money' };
}

function dead({ die }: SimulatedGateway): Promise<never> {
  die();
  return NEVER;
}

function broken({ retry }: EndpointManifest, fault: CallFault): AppError {
  const repeatable = retry === 'safe' ? 'freely' : retry === 'with_key' ? 'with_key' : 'no';
  return callError(fault, { mayHaveApplied: fault.outcome === 'unknown', repeatable });
}
