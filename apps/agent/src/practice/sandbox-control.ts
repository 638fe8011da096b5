import { AppError } from '@banrimkwae/contract/errors';
import * as z from 'zod';

const Health = z.looseObject({ world: z.string() });
const Played = z.object({ result: z.unknown() });
const Refusal = z.looseObject({ error: z.union([z.string(), z.looseObject({ message: z.string() })]) });

/** Orders to the sandbox: practice profile only, and only to the loopback address it listens on. */
export type SandboxControl = {
  /** Changes whenever the sandbox starts anew: what providers knew before is gone then. */
  world: () => Promise<string>;
  /** Answers what happened; throws AppError `provider_rejected` when it cannot happen now. */
  play: (provider: string, scene: string, input: unknown) => Promise<unknown>;
  /** Sets the sandbox's clock so many milliseconds off. */
  travel: (offsetMs: number) => Promise<void>;
  order: (fault: FaultOrder) => Promise<void>;
  clearFaults: () => Promise<void>;
};
export type FaultOrder = {
  provider: string;
  host?: string;
  /** A regular expression on the path. */
  path?: string;
  status?: number;
  latencyMs?: number;
  kind?: 'drop_after_apply';
  times: number;
};

const TIMEOUT_MS = 10_000;

export function createSandboxControl(sandboxUrl: string, send: typeof fetch): SandboxControl {
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await send(`${sandboxUrl}/_sandbox/${path}`, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    }).catch((cause: unknown) => {
      throw new AppError('provider_unavailable', { message: 'The sandbox does not answer.', hint: 'Start it: npm start does.', cause });
    });
    const text = await answer.text();
    const said: unknown = text === '' ? undefined : JSON.parse(text);
    if (!answer.ok) throw new AppError(answer.status === 404 ? 'not_found' : 'provider_rejected', { message: reasonOf(said) });
    return said;
  };
  return {
    world: async () => Health.parse(await ask('GET', 'health')).world,
    play: async (provider, scene, input) =>
      Played.parse(await ask('POST', `scenes/${encodeURIComponent(provider)}/${encodeURIComponent(scene)}`, input ?? {})).result,
    travel: async (offsetMs) => void (await ask('PUT', 'clock', { offsetMs })),
    order: async (fault) => void (await ask('PUT', 'faults', fault)),
    clearFaults: async () => void (await ask('DELETE', 'faults')),
  };
}

function reasonOf(said: unknown): string {
  const parsed = Refusal.safeParse(said);
  if (!parsed.success) return 'The sandbox refused.';
  return typeof parsed.data.error === 'string' ? parsed.data.error : parsed.data.error.message;
}
