import type { EndpointAnswer } from '@banrimkwae/connector-kit/connector';
import type { AppError } from '@banrimkwae/contract/errors';
import { MOST_ANSWER_BYTES } from './answer.ts';
import { authenticate } from './authentication.ts';
import type { CallRun } from './call-run.ts';
import { type Entered, enter } from './entry.ts';
import { exchange, type IncomingAnswer } from './exchange.ts';
import { type CallFault, callError, isProviderFault } from './faults.ts';
import { type LastAttempt, logRow } from './log-row.ts';
import type { GatewayParts } from './parts.ts';
import { repeatable } from './plan.ts';
import { faultOfFailure, type ReadAnswer, readAnswer } from './read-answer.ts';
import { decideRetry } from './retry.ts';

type State = { attempts: number; tokenRenewed: boolean; mayHaveApplied: boolean; last: LastAttempt | undefined };
type AttemptResult<Body> = { answer: EndpointAnswer<Body>; text: string } | { fault: CallFault };

/** Tries until the provider has answered or another attempt would do harm or no good. Ends with one log row, unless nothing was ever sent. */
export async function runAttempts<Body>(parts: GatewayParts, run: CallRun<Body>): Promise<{ answer: EndpointAnswer<Body>; text: string }> {
  const state: State = { attempts: 0, tokenRenewed: false, mayHaveApplied: false, last: undefined };
  for (;;) {
    const entering = enter(parts, run);
    const entry = entering instanceof Promise ? await entering : entering;
    const result = 'fault' in entry ? entry : await send(parts, run, { entry, state });
    if (!('fault' in result)) {
      writeRow(parts, run, state, undefined);
      return result;
    }
    noteOutcome(state, run, result.fault);
    if (renewsToken(parts, run, state, result.fault)) continue;
    const decision = decide(parts, run, state, result.fault);
    if (!decision.retry) throw fail(parts, run, state, result.fault);
    parts.log.debug(
      { requestId: run.requestId, provider: run.plan.providerId, endpoint: run.plan.endpointName, attempt: state.attempts, ...decision },
      'A call is tried again',
    );
    await parts.wait(decision.waitMs, run.asked.trace.signal);
  }
}

/** exchange → answer; tells the breaker how it went. */
async function send<Body>(
  parts: GatewayParts,
  run: CallRun<Body>,
  { entry, state }: { entry: Entered; state: State },
): Promise<AttemptResult<Body>> {
  const { plan, asked } = run;
  const { token } = entry;
  const request = authenticate(run.outline, plan.auth, { config: plan.provider.config, token });
  const startedAt = parts.now();
  state.attempts += 1;
  const exchanged = await exchange(request, {
    pool: parts.pools.of(plan.providerId, plan.origin),
    sweep: parts.sweep,
    timeoutMs: plan.timeoutMs,
    deadlineAt: startedAt + plan.timeoutMs,
    mostBytes: MOST_ANSWER_BYTES,
    signal: asked.trace.signal,
  });
  const endedAt = parts.now();
  state.last = { request, token, endedAt, durationMs: Math.max(0, endedAt - startedAt), answer: undefined, text: null };
  const reading = 'failure' in exchanged ? { fault: faultOfFailure(plan, exchanged.failure) } : read(run, exchanged.answer, state.last);
  const result = reading instanceof Promise ? await reading : reading;
  parts.breakers.settle(plan.breaker, entry.ticket, 'fault' in result ? breakerResult(result.fault) : 'success');
  return result;
}

function read<Body>(
  { plan, asked, requestId }: CallRun<Body>,
  answer: IncomingAnswer,
  last: LastAttempt,
): AttemptResult<Body> | Promise<AttemptResult<Body>> {
  last.answer = answer;
  const finish = (reading: ReadAnswer<Body>): AttemptResult<Body> => {
    last.text = reading.text;
    if ('fault' in reading) return { fault: reading.fault };
    return {
      answer: { status: answer.status, headers: answer.headers, body: reading.body, ageSeconds: 0, stale: false, requestId },
      text: reading.text,
    };
  };
  const reading = readAnswer(plan, answer, { schema: asked.schema, now: last.endedAt });
  return reading instanceof Promise ? reading.then(finish) : finish(reading);
}

/** What is known about the call after this attempt. */
function noteOutcome<Body>(state: State, { plan, asked }: CallRun<Body>, fault: CallFault): void {
  const hasKey = repeatable(plan, asked.request) === 'with_key';
  // 409 to be repeated: another request with the same key is under way, so its result is not known yet.
  const underWay = hasKey && fault.status === 409 && fault.retryable === true;
  if (fault.outcome === 'unknown' || underWay) state.mayHaveApplied = true;
  // A provider answers the same to the same key: a plain refusal settles what an earlier attempt left open.
  else if (hasKey && fault.code === 'provider_rejected' && fault.status !== 409) state.mayHaveApplied = false;
}

/** Once per call a refused token is replaced: the provider may have ended it early. */
function renewsToken<Body>(parts: GatewayParts, { plan }: CallRun<Body>, state: State, fault: CallFault): boolean {
  const token = state.last?.token;
  if (fault.status !== 401 || token === undefined || state.tokenRenewed) return false;
  state.tokenRenewed = true;
  parts.tokens.refused(plan.providerId, token);
  return true;
}

function decide<Body>(parts: GatewayParts, { plan, asked, giveUpAt }: CallRun<Body>, state: State, fault: CallFault) {
  if (fault.code === 'rate_limited' && fault.stage === 'answered') parts.limits.pause(plan.rate, fault.retryAfterMs ?? 0);
  return decideRetry(fault, state.attempts - (state.tokenRenewed ? 1 : 0), {
    policy: plan.endpoint.retry,
    hasKey: asked.request.idempotencyKey !== undefined,
    retries: plan.retries,
    remainingMs: giveUpAt - parts.now(),
    random: parts.random,
  });
}

function fail<Body>(parts: GatewayParts, run: CallRun<Body>, state: State, fault: CallFault): AppError {
  const { plan, asked } = run;
  const redactor = plan.redactor(state.last?.token);
  const clean = fault.providerMessage === undefined ? fault : { ...fault, providerMessage: redactor.text(fault.providerMessage) };
  const error = callError(clean, { mayHaveApplied: state.mayHaveApplied, repeatable: repeatable(plan, asked.request) });
  writeRow(parts, run, state, [error.code, fault.providerCode, fault.providerMessage ?? fault.message].filter(Boolean).join(': '));
  return error;
}

function writeRow<Body>(parts: GatewayParts, { plan, asked, requestId }: CallRun<Body>, state: State, error: string | undefined): void {
  if (state.last) parts.requestLog.push(logRow({ plan, trace: asked.trace, requestId, attempts: state.attempts, last: state.last, error }));
}

function breakerResult(fault: CallFault): 'success' | 'failure' | 'neutral' {
  if (fault.code === 'busy' || fault.code === 'internal' || fault.code === 'provider_answer_unreadable') return 'neutral';
  // Cancelled by whoever asked.
  if (fault.stage === 'during' && fault.retryable === false) return 'neutral';
  return isProviderFault(fault.code) ? 'failure' : 'success';
}
