import { existsSync } from 'node:fs';
import { requireIntact } from '../backup.ts';
import { dataFiles } from '../data-files.ts';
import { DATA_CHECKS, type DataDeps } from './data-checks.ts';
import { broken, type Check, type Finding, ok, wordsOf } from './finding.ts';
import { MACHINE_CHECKS, type MachineDeps } from './machine-checks.ts';
import { TRAFFIC_CHECKS, type TrafficDeps } from './traffic-checks.ts';

export type DoctorDeps = MachineDeps & {
  /** Undefined: there are none yet. A fault: they cannot be opened, and it says why. */
  data: (Omit<DataDeps, 'now'> & Omit<TrafficDeps, 'now' | 'running'>) | { fault: unknown } | undefined;
};

/** Looks at everything the agent stands on. Changes nothing; a check that fails is a finding, never the end of the others. */
export async function examine({ data, ...machine }: DoctorDeps): Promise<readonly Finding[]> {
  const findings = [...(await runAll(MACHINE_CHECKS, machine)), ...(await runAll(databaseChecks(machine.dataDir), undefined))];
  if (data === undefined) return findings;
  if ('fault' in data)
    return [...findings, broken('start', wordsOf(data.fault), 'The agent does not start like this: mend what is named above.')];
  const deps = { ...data, now: machine.now, running: machine.running };
  return [...findings, ...(await runAll(DATA_CHECKS, deps)), ...(await runAll(TRAFFIC_CHECKS, deps))];
}

async function runAll<Deps>(checks: readonly Check<Deps>[], deps: Deps): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) {
    try {
      findings.push(...[await check(deps)].flat());
    } catch (fault) {
      findings.push(broken('check', wordsOf(fault), 'Report this line.'));
    }
  }
  return findings;
}

function databaseChecks(dataDir: string): Check<unknown>[] {
  return Object.values(dataFiles(dataDir))
    .filter((file) => existsSync(file))
    .map((file) => () => databaseFinding(file));
}

function databaseFinding(file: string): Finding {
  try {
    requireIntact(file);
    return ok('database', `${file} is intact`);
  } catch (fault) {
    return broken('database', wordsOf(fault), 'Stop the agent, keep the file, and restore the last backup into an empty folder.');
  }
}
