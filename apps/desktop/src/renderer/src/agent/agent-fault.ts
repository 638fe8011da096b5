import { AppError, ERRORS, type ErrorCode, ErrorReply } from '@banrimkwae/contract/errors';
import type { TransportReply } from './agent-transport.ts';

/** A refusal of the agent, with the number under which its log tells the rest. */
export class AgentFault extends AppError {
  readonly requestId: string;

  constructor(reply: ErrorReply) {
    const { code, message, hint, fields, requestId } = reply.error;
    super(code, { message, hint, ...(fields && { fields }) });
    this.name = 'AgentFault';
    this.requestId = requestId;
  }
}

/** The error behind a reply of status 400 and above. Something between us and the agent may have written it, so any text is possible. */
export function faultOf({ status, body }: TransportReply): AppError {
  const parsed = ErrorReply.safeParse(parseJson(body));
  return parsed.success ? new AgentFault(parsed.data) : new AppError(codeOfStatus(status));
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 401) return 'session_expired';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 413) return 'too_large';
  if (status === 429) return 'rate_limited';
  return status >= 502 ? 'agent_unreachable' : 'internal';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}

/** What a screen shows of a fault. */
export type FaultWords = {
  code: ErrorCode;
  message: string;
  hint: string;
  requestId: string | undefined;
  /** The agent's own words where they differ from the sentence; for the details fold. */
  exact: string | undefined;
  fields: Readonly<Record<string, string>>;
};

/** The sentence and next step for staff. The agent's own, more exact sentence is English; in Thai the table speaks and the exact one is in the fold. */
export function faultWords(fault: unknown, language: 'en' | 'th'): FaultWords {
  const error = fault instanceof AppError ? fault : new AppError('internal', { cause: fault });
  const row = ERRORS[error.code];
  const exact = error.message === row.message.en ? unexpectedText(error) : error.message;
  return {
    code: error.code,
    message: language === 'th' ? row.message.th : error.message,
    hint: language === 'th' ? row.hint.th : error.hint,
    requestId: error instanceof AgentFault ? error.requestId : undefined,
    exact: language === 'th' || exact !== error.message ? exact : undefined,
    fields: error.details.fields ?? {},
  };
}

function unexpectedText({ details }: AppError): string | undefined {
  return details.cause instanceof Error ? details.cause.message : undefined;
}

export function isSignedOut(fault: unknown): boolean {
  return fault instanceof AppError && (fault.code === 'unauthenticated' || fault.code === 'session_expired');
}

/** Whether the agent said a plain no, so that nothing can have happened: the next try is a new one. */
export function isPlainRefusal(fault: unknown): boolean {
  if (!(fault instanceof AppError)) return false;
  const { status } = ERRORS[fault.code];
  return status >= 400 && status < 500;
}
