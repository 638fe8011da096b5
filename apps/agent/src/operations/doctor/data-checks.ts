import { broken, type Check, type Finding, note, ok } from './finding.ts';

/** What stands in the agent's own database. */
export type DataDeps = {
  now: Date;
  practice: boolean;
  providers: () => readonly { name: string; whyNot: string | null }[];
  operators: () => number;
  audit: () => { intact: boolean; entries: number; firstBroken: number | null };
  /** Background work that has given up. */
  deadJobs: () => number;
  /** When the last backup ended well. */
  lastBackupAt: () => Date | undefined;
};

const BACKUP_DAYS = 7;
const DAY_MS = 86_400_000;

export const DATA_CHECKS: readonly Check<DataDeps>[] = [operators, audit, providers, jobs, backup];

function operators({ operators: count }: DataDeps): Finding {
  return count() > 0
    ? ok('operators', `${count()} may sign in`)
    : broken('operators', 'Nobody can sign in.', 'npm run agent -- operator add --username <name> --role administrator');
}

function audit({ audit: verify }: DataDeps): Finding {
  const { intact, entries, firstBroken } = verify();
  return intact
    ? ok('audit', `${entries} entries, chain unbroken`)
    : broken('audit', `The chain breaks at entry ${firstBroken}.`, 'Someone changed the database by hand. Keep a copy and tell the owner.');
}

function providers({ providers: list }: DataDeps): readonly Finding[] {
  return list().map(({ name, whyNot }) =>
    whyNot === null
      ? ok('provider', `${name} is set up`)
      : note('provider', `${name}: ${whyNot}`, 'Set it up or resume it under Connections, if it is wanted.'),
  );
}

function jobs({ deadJobs }: DataDeps): Finding {
  const dead = deadJobs();
  return dead === 0
    ? ok('jobs', 'no background work has given up')
    : broken(
        'jobs',
        `${dead} pieces of background work have given up.`,
        'Traffic, Jobs: read the reason, then try each again or discard it.',
      );
}

function backup({ now, practice, lastBackupAt }: DataDeps): Finding {
  if (practice) return ok('backup', 'practice data need none');
  const at = lastBackupAt();
  const cure = 'npm run agent -- backup <folder>, onto another disk; the agent may go on running.';
  if (at === undefined) return note('backup', 'No backup was ever made.', cure);
  const days = Math.floor((now.getTime() - at.getTime()) / DAY_MS);
  return days < BACKUP_DAYS ? ok('backup', `made ${at.toISOString()}`) : note('backup', `The last backup is ${days} days old.`, cure);
}
