import type { ProviderAnswer, ProviderFault } from '@banrimkwae/connector-kit/connector';
import { errorsIn, type Problem, supportIdOf } from './ota.ts';
import { TokenRefusal } from './schemas.ts';

/** Answers whose refusals are read one by one: a verdict an update, or an acknowledgement. */
const ITEMISED = new Set(['availability', 'rates', 'acknowledge_new', 'acknowledge_changed']);
const ITEMISED_STATUS = new Set([200, 400, 404]);
/** 30 tokens an hour: a new one is to be had after two minutes at the latest. */
const TOKEN_WAIT_SECONDS = 120;
/** OpenTravel's number for failed authentication. */
const UNAUTHORIZED = '497';

/** Errors stand inside a 200 as well. https://developers.booking.com/connectivity/docs/b_xml-availability-troubleshooting */
export function faultOf(answer: ProviderAnswer): ProviderFault | 'none' | undefined {
  const problems = errorsIn(answer.body);
  const itemised = problems.length > 0 && problems.every(({ record }) => record !== '');
  if (itemised && ITEMISED.has(answer.endpoint) && ITEMISED_STATUS.has(answer.status)) return 'none';
  const failed = answer.status < 200 || answer.status >= 300;
  if (!failed && problems.length === 0) return undefined;
  const [problem] = problems;
  return {
    code: codeOf(answer.status, problem),
    ...(problem ? { providerCode: problem.code } : {}),
    message: messageOf(answer, problem),
    ...(answer.status === 429 && answer.endpoint === 'token_exchange' ? { retryAfterSeconds: TOKEN_WAIT_SECONDS } : {}),
  };
}

function codeOf(status: number, problem: Problem | undefined): ProviderFault['code'] {
  if (status === 401 || status === 403 || problem?.code === UNAUTHORIZED) return 'provider_credentials';
  if (status === 429) return 'rate_limited';
  if (status >= 500 || problem?.code === 'INTERNAL_SERVER_ERROR') return 'provider_failed';
  return 'provider_rejected';
}

function messageOf({ body, status }: ProviderAnswer, problem: Problem | undefined): string {
  const refusal = TokenRefusal.safeParse(body);
  const reason = problem?.message ?? (refusal.success ? refusal.data.message : `HTTP ${status}`);
  const supportId = supportIdOf(body);
  return supportId === undefined ? reason : `${reason} (RUID ${supportId})`;
}
