import { Session, SignedIn } from '@banrimkwae/contract/access';
import type { AgentReply, AgentRequest } from '@banrimkwae/contract/desk';
import { AppError, ErrorReply } from '@banrimkwae/contract/errors';
import type { Role } from '@banrimkwae/contract/roles';
import type * as z from 'zod';
import type { AgentLink } from './agent-link.ts';
import type { TokenSafe } from './token-safe.ts';

/** Signing in and out at the selected agent. Tokens go into the safe and never further. */
export type DeskSession = {
  signIn: (credentials: { username: string; password: string }) => Promise<Session>;
  practiceSignIn: (role: Role) => Promise<Session>;
  /** Null when nobody is signed in or the session has ended. */
  current: () => Promise<Session | null>;
  signOut: () => Promise<void>;
};

export type CurrentAgent = { id: () => string; link: () => AgentLink };

export function createSession(agent: CurrentAgent, tokens: TokenSafe): DeskSession {
  const enter = async (path: string, body: unknown): Promise<Session> => {
    const id = agent.id();
    const call: AgentRequest = { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const { token, ...session } = readReply(await agent.link().request(call), SignedIn);
    if (token === undefined) throw new AppError('internal', { message: 'The agent signed you in without a token for this desktop.' });
    await tokens.set(id, token);
    return session;
  };
  return {
    signIn: (credentials) => enter('/api/session', credentials),
    practiceSignIn: (role) => enter('/api/session/practice', { role }),
    current: async () => {
      const id = agent.id();
      const token = await tokens.get(id);
      if (token === undefined) return null;
      const reply = await agent.link().request({ method: 'GET', path: '/api/session' }, token);
      if (reply.status !== 401) return readReply(reply, Session);
      await tokens.forget(id);
      return null;
    },
    signOut: async () => {
      const id = agent.id();
      const token = await tokens.get(id);
      await tokens.forget(id);
      if (token !== undefined) await agent.link().request({ method: 'DELETE', path: '/api/session' }, token);
    },
  };
}

/** The agent's answer as a checked value; its own error becomes ours, word for word. */
export function readReply<Value>(reply: AgentReply, schema: z.ZodType<Value>): Value {
  const body = parseJson(reply.body);
  if (reply.status >= 200 && reply.status < 300) {
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
  }
  const refused = ErrorReply.safeParse(body);
  if (!refused.success)
    throw new AppError('internal', {
      message: 'This address answers, but not like an agent of this version.',
      hint: 'Check the address, and that desktop and agent have the same version.',
    });
  const { code, message, hint, fields } = refused.data.error;
  throw new AppError(code, { message, hint, ...(fields && { fields }) });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}
