import type { ReplayRun } from '@banrimkwae/contract/recovery';
import { ORPCError } from '@orpc/client';
import type { Client } from '../../apps/agent/src/agent-rig.ts';

/** The fastest that the call allows. */
const PER_MINUTE = 60_000;
const FILTER = { provider: 'line', eventType: 'unfollow' };

export type Replay = { total: number; look: () => Promise<ReplayRun> };

/** Starts a replay of everything that `fillInbox` wrote. Skipped: this agent has none yet. */
export async function startReplay(client: Client): Promise<Replay | { skipped: string }> {
  try {
    const { upTo } = await client.recovery.planReplay({ filter: FILTER });
    const started = { filter: FILTER, effects: ['none' as const], includeApplied: true, perMinute: PER_MINUTE, upTo };
    const { id, total } = await client.recovery.startReplay(started);
    return { total, look: () => client.recovery.replay({ id }) };
  } catch (fault) {
    if (fault instanceof ORPCError) return { skipped: `the agent refuses: ${fault.code} ${fault.message}` };
    throw fault;
  }
}
