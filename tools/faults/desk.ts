import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, clientOf } from '../../apps/agent/src/agent-rig.ts';

/** Someone at the desk, signed in by practice's click; signs in anew when the session is over. */
export type Desk = { ask: <Answer>(act: (client: Client) => Promise<Answer>) => Promise<Answer> };

const AGAIN_MS = 60;
const FORBIDDING = [400, 403, 404, 409, 422];

export function openDesk(apiUrl: string): Desk {
  let client: Client | undefined;
  return {
    ask: async (act) => {
      client ??= await signIn(apiUrl);
      try {
        return await act(client);
      } catch (fault) {
        if (statusOf(fault) === 401) client = undefined;
        throw fault;
      }
    },
  };
}

async function signIn(apiUrl: string): Promise<Client> {
  const { token } = await clientOf(apiUrl).access.practiceSignIn({ role: 'administrator' });
  if (token === undefined) throw new Error('No token was given');
  return clientOf(apiUrl, token);
}

/** Sends a form under its one idempotency key until it is answered, as the desk does. A refusal is an answer. */
export async function insist<Answer>(
  desk: Desk,
  form: (client: Client) => Promise<Answer>,
  until: AbortSignal,
): Promise<Answer | 'refused'> {
  for (;;) {
    try {
      return await desk.ask(form);
    } catch (fault) {
      if (FORBIDDING.includes(statusOf(fault) ?? 0)) return 'refused';
      if (until.aborted) throw fault;
      await sleep(AGAIN_MS);
    }
  }
}

function statusOf(fault: unknown): number | undefined {
  return fault instanceof Error && 'status' in fault && typeof fault.status === 'number' ? fault.status : undefined;
}
