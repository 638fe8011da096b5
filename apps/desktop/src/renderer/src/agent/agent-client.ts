import { type Contract, contract } from '@banrimkwae/contract';
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { ResponseValidationPlugin } from '@orpc/contract/plugins';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query';
import { faultOf } from './agent-fault.ts';
import type { AgentTransport, TransportRequest } from './agent-transport.ts';

/** Every call of the contract, typed. Whatever goes wrong is an AppError. */
export type AgentClient = ContractRouterClient<Contract>;
/** The same as options for TanStack Query. */
export type AgentQueries = RouterUtils<AgentClient>;

/** The link wants an absolute address; the transport takes only what stands behind the host. */
const NOWHERE = 'http://agent.invalid';

/** Asks the person for the password again; answers whether it was given. */
type AskPassword = () => Promise<boolean>;

/** `askPassword` is asked when the agent wants the password again; then the very same call is made once more, so nothing is done twice or lost. */
export function createAgentClient(
  transport: AgentTransport,
  language: () => string,
  askPassword: AskPassword = async () => false,
): AgentClient {
  const link = new OpenAPILink(contract, {
    url: `${NOWHERE}/api`,
    headers: () => ({ 'accept-language': language() }),
    fetch: async (request) => forward(transport, request, askPassword),
    plugins: [new ResponseValidationPlugin(contract)],
  });
  return createORPCClient(link);
}

export function createAgentQueries(client: AgentClient): AgentQueries {
  return createTanstackQueryUtils(client);
}

async function forward(transport: AgentTransport, request: Request, askPassword: AskPassword): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = await request.text();
  const headers = { accept: 'application/json', 'accept-language': request.headers.get('accept-language') ?? 'en' };
  const call: TransportRequest = {
    method: request.method as TransportRequest['method'],
    path: pathname + search,
    headers: body === '' ? headers : { ...headers, 'content-type': 'application/json' },
    ...(body !== '' && { body }),
  };
  const first = await transport.request(call);
  const again = first.status >= 400 && faultOf(first).code === 'confirmation_needed' && (await askPassword());
  const reply = again ? await transport.request(call) : first;
  if (reply.status >= 400) throw faultOf(reply);
  return new Response(reply.body, { status: reply.status, headers: { 'content-type': 'application/json' } });
}
