import type { ReplayRun } from '@banrimkwae/contract/recovery';
import { ORPCError } from '@orpc/client';
import type { Client } from '../../apps/agent/src/agent-rig.ts';
import type { EventType } from './practice-agent.ts';

/** The fastest that the call allows. */
const PER_MINUTE = 60_000;

export type Replay = { total: number; look: () => Promise<ReplayRun> };

/** Starts a replay of what `fillInbox` wrote of one type. Skipped: the agent refuses, and why. */
export async function startReplay(client: Client, eventType: EventType): Promise<Replay | { skipped: string }> {
  const filter = { provider: 'line', eventType };
  try {
    const { upTo } = await client.recovery.planReplay({ filter });
    const started = { filter, effects: ['none' as const], includeApplied: true, perMinute: PER_MINUTE, upTo };
    const { id, total } = await client.recovery.startReplay(started);
    return { total, look: () => client.recovery.replay({ id }) };
  } catch (fault) {
    if (fault instanceof ORPCError) return { skipped: `the agent refuses: ${fault.code} ${fault.message}` };
    throw fault;
  }
}
