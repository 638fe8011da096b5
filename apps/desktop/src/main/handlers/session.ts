import type { DeskCall } from '@banrimkwae/contract/desk';
import { AppError } from '@banrimkwae/contract/errors';
import type { SelectedAgent } from '../current-agent.ts';
import type { LiveStream } from '../live-stream.ts';
import type { DeskSession } from '../session.ts';
import type { TokenSafe } from '../token-safe.ts';
import type { HandlersFor } from './handlers.ts';

type SessionCall = Extract<DeskCall, `session.${string}` | `live.${string}` | 'agent.request'>;
export type SessionHandlerParts = {
  selected: SelectedAgent;
  session: DeskSession;
  tokens: TokenSafe;
  live: Pick<LiveStream, 'start' | 'stop' | 'reset'>;
};

/** Signing in, and everything that is then asked of the agent with the session's token. */
export function sessionHandlers({ selected, session, tokens, live }: SessionHandlerParts): HandlersFor<SessionCall> {
  return {
    'session.current': () => session.current(),
    'session.signIn': (credentials) => {
      live.reset();
      return session.signIn(credentials);
    },
    'session.practiceSignIn': ({ role }) => {
      live.reset();
      return session.practiceSignIn(role);
    },
    'session.signOut': async () => {
      live.reset();
      await session.signOut();
      return { done: true };
    },
    'agent.request': async (call) => {
      if (call.method === 'POST' && givesTokens(call.path)) {
        throw new AppError('forbidden', { message: 'Signing in goes through session.signIn, so that the token stays in main.' });
      }
      return selected.link().request(call, await tokens.get(selected.id()));
    },
    'live.start': () => live.start(),
    'live.stop': () => live.stop(),
  };
}

/** Whether a path is, in any spelling a router may accept, one whose answer holds a token. An unreadable one counts as such. */
export function givesTokens(path: string): boolean {
  const plain = decodePath(path)
    ?.toLowerCase()
    .replace(/\/{2,}/g, '/');
  return plain === undefined || /^\/api\/(session|auth)(\/|$)/.test(plain);
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(new URL(path, 'http://agent').pathname);
  } catch (fault) {
    if (fault instanceof URIError || fault instanceof TypeError) return undefined;
    throw fault;
  }
}
