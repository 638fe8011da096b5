import type { MonitoringGround } from './ground.ts';

export type Readiness = { ready: boolean; reasons: string[] };

/** With less than this, SQLite may fail in the middle of a night. */
const LEAST_FREE_BYTES = 200_000_000;

/** Whether the agent can keep what it is given. Each reason is one sentence. */
export function readiness({ storage }: Pick<MonitoringGround, 'storage'>): Readiness {
  const reasons = [whyNotWritable(storage), whyNoSpace(storage)].filter((reason) => reason !== undefined);
  return { ready: reasons.length === 0, reasons };
}

function whyNotWritable({ requireWritable }: MonitoringGround['storage']): string | undefined {
  try {
    requireWritable();
    return undefined;
  } catch (fault) {
    return `The database cannot be written: ${fault instanceof Error ? fault.message : String(fault)}`;
  }
}

function whyNoSpace({ freeBytes }: MonitoringGround['storage']): string | undefined {
  const free = freeBytes();
  return free < LEAST_FREE_BYTES ? `Only ${Math.floor(free / 1_000_000)} MB are left on the disk of the agent's data.` : undefined;
}
