import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operator } from '@banrimkwae/contract/access';
import type { Role } from '@banrimkwae/contract/roles';
import { type Clock, createNewId } from '../clock.ts';
import { openDatabase, type Sqlite } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { type Access, createAccess } from './access.ts';
import { createOperator } from './operators.ts';
import { AGENT } from './port.ts';

export const PASSWORD = 'correct horse battery';

export type AccessRig = {
  access: Access;
  database: Sqlite;
  clock: Clock;
  pass: (milliseconds: number) => void;
  operator: (role: Role, username?: string) => Promise<Operator>;
};

/** Access over a fresh database, with a clock that tests move. better-auth keeps the machine's own time, so it starts there. */
export function accessRig(options: { profile?: 'practice' | 'live' } = {}): AccessRig {
  const database = openDatabase(join(mkdtempSync(join(tmpdir(), 'access-')), 'agent.db'), 'FULL');
  migrate(database, join(import.meta.dirname, '../store/migrations'));
  let now = Date.now();
  const clock = { now: () => new Date(now) };
  const access = createAccess({
    database,
    clock,
    newId: createNewId(clock),
    profile: options.profile ?? 'live',
    secret: 'a secret of at least thirty-two letters',
    identity: () => ({ agentId: 'agt_1', agentName: 'Front desk', fingerprint: null }),
  });
  return {
    access,
    database,
    clock,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    operator: (role: Role, username: string = role) =>
      createOperator(access.ground, { username, name: username, role, language: 'th', password: PASSWORD }, AGENT),
  };
}
