import { Agent, request } from 'undici';

/** How one attempt went: the receiver's status and the wait it asks for, or why it could not be reached. */
export type Posted = { status: number; retryAfterSeconds: number | null } | { unreachable: string };
export type Post = (message: {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  signal: AbortSignal;
}) => Promise<Posted>;

const WITHIN_MS = 15_000;

/**
 * Sends to the resort's own systems. Not through the gateway, whose limits, breakers and log are those of providers. Redirects are not followed: a
 * receiver could lead us anywhere, with the message.
 */
export function createPost(): { post: Post; close: () => Promise<void> } {
  const agent = new Agent({
    connections: 8,
    connect: { timeout: 5000 },
    headersTimeout: WITHIN_MS,
    bodyTimeout: WITHIN_MS,
  });
  const post: Post = async ({ url, headers, body, signal }) => {
    try {
      const within = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
      const answer = await request(url, { method: 'POST', headers, body, signal: within, dispatcher: agent });
      await answer.body.dump();
      return { status: answer.statusCode, retryAfterSeconds: secondsOf(answer.headers['retry-after']) };
    } catch (fault) {
      if (signal.aborted) throw fault;
      return { unreachable: fault instanceof Error && 'code' in fault ? String(fault.code) : 'no answer in time' };
    }
  };
  return { post, close: () => agent.close() };
}

function secondsOf(header: string | string[] | undefined): number | null {
  const seconds = Number(header);
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds : null;
}
