import type { EndpointAnswer } from '@banrimkwae/connector-kit/connector';
import { AppError, type ErrorCode } from '@banrimkwae/contract/errors';
import { runAttempts } from './attempts.ts';
import type { OutgoingRequest } from './exchange.ts';
import type { GatewayParts } from './parts.ts';
import type { CallPlan } from './plan.ts';
import type { GatewayCall } from './port.ts';
import { readAgain } from './read-answer.ts';
import { buildRequest } from './request-building.ts';

/** Attempts begin within this many times the endpoint's timeout, so a call ends within three. */
const ATTEMPTS_WITHIN_TIMEOUTS = 2;
/** When one of these ends a call, an old answer is better than none. */
const OUTAGE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['provider_unavailable', 'provider_timeout', 'provider_failed', 'rate_limited']);

/** The whole way out: may it be called? → cache → (limits → breaker → exchange → answer) as often as is safe → log row → cache. */
export async function call<Body>(parts: GatewayParts, asked: GatewayCall<Body>): Promise<EndpointAnswer<Body>> {
  requireReady(asked);
  const plan = parts.plans.of(asked.provider, asked.endpoint);
  requireHost(parts, plan);
  requireKey(plan, asked);
  const outline = buildRequest(plan.endpoint, plan.basePath, asked.request);
  const key = plan.cacheTtlSeconds > 0 ? cacheKey(plan, outline) : undefined;
  const fresh = key === undefined ? undefined : fromCache(parts, { plan, asked, key }, { upToSeconds: plan.cacheTtlSeconds, stale: false });
  if (fresh) return fresh;
  try {
    const giveUpAt = parts.now() + plan.timeoutMs * ATTEMPTS_WITHIN_TIMEOUTS;
    const { answer, text } = await runAttempts(parts, { plan, asked, outline, requestId: parts.newRequestId(), giveUpAt });
    if (key !== undefined)
      parts.cache.store(key, plan.providerId, { status: answer.status, headers: answer.headers, text, requestId: answer.requestId });
    return answer;
  } catch (fault) {
    const outage = key !== undefined && fault instanceof AppError && OUTAGE.has(fault.code);
    const old = outage ? fromCache(parts, { plan, asked, key }, { upToSeconds: plan.staleSeconds, stale: true }) : undefined;
    if (old) return old;
    throw fault;
  }
}

function requireReady<Body>({ provider }: GatewayCall<Body>): void {
  if (provider.status !== 'active') throw new AppError('provider_paused');
  if (!provider.configured) throw new AppError('provider_not_configured');
}

/** Checked on the address itself, before a name is looked up or a socket opened. */
function requireHost(parts: GatewayParts, plan: CallPlan): void {
  if (plan.hostAllowed) return;
  parts.log.warn(
    { provider: plan.providerId, endpoint: plan.endpointName, host: plan.host },
    'A call to a host that is not allowed was refused',
  );
  throw new AppError('host_refused', { message: `${plan.host} may not be called.` });
}

/** Without its key a repeat could move the money twice. */
function requireKey<Body>(plan: CallPlan, { request }: GatewayCall<Body>): void {
  if (plan.endpoint.movesMoney && !request.idempotencyKey) {
    throw new AppError('internal', { message: `${plan.providerName}: a call that moves money has no idempotency key; it was not sent.` });
  }
}

type Cacheable<Body> = { plan: CallPlan; asked: GatewayCall<Body>; key: string };

function fromCache<Body>(
  parts: GatewayParts,
  { plan, asked, key }: Cacheable<Body>,
  { upToSeconds, stale }: { upToSeconds: number; stale: boolean },
): EndpointAnswer<Body> | undefined {
  const hit = parts.cache.find(key, upToSeconds);
  const read = hit && readAgain(plan, hit.answer.text, asked.schema);
  if (!hit || !read) return undefined;
  const { status, headers, requestId } = hit.answer;
  return { status, headers, requestId, body: read.body, ageSeconds: hit.ageSeconds, stale };
}

function cacheKey(plan: CallPlan, { method, path, headers, body }: OutgoingRequest): string {
  return JSON.stringify([plan.providerId, plan.endpointName, plan.origin, method, path, Object.entries(headers).sort(), body]);
}
