import type { Operator } from '@banrimkwae/contract/access';
import { AppError } from '@banrimkwae/contract/errors';
import type { Role } from '@banrimkwae/contract/roles';
import type { Clock } from '../clock.ts';
import type { Sqlite } from '../store/database.ts';
import { type Authentication, type AuthUser, showOperator } from './authentication.ts';
import type { Actor, AppendAudit } from './port.ts';

export type OperatorsDeps = { database: Sqlite; authentication: Authentication; clock: Clock; audit: AppendAudit };
export type NewOperator = { username: string; name: string; role: Role; language: 'en' | 'th'; password: string };
export type OperatorChange = {
  id: string;
  name?: string | undefined;
  role?: Role | undefined;
  disabled?: boolean | undefined;
  password?: string | undefined;
};

export function listOperators({ database }: Pick<OperatorsDeps, 'database'>): Operator[] {
  return (database.prepare('SELECT * FROM operators ORDER BY username').all() as AuthUser[]).map(showOperator);
}

/** Throws AppError('invalid_input') when the user name is taken. */
export async function createOperator(deps: OperatorsDeps, input: NewOperator, actor: Actor): Promise<Operator> {
  const taken = deps.database.prepare('SELECT 1 FROM operators WHERE username = ?').get(input.username);
  if (taken) throw new AppError('invalid_input', { fields: { username: 'This user name is taken.' } });
  const id = await deps.authentication.addOperator(input);
  deps.audit({ actor: actor.id, action: 'operator.created', subject: id, detail: { username: input.username, role: input.role } });
  return operatorById(deps, id);
}

/** A new password, or being disabled, ends the operator's sessions. The last administrator stays one. */
export async function updateOperator(deps: OperatorsDeps, change: OperatorChange, actor: Actor): Promise<Operator> {
  const before = operatorById(deps, change.id);
  if (before.role === 'administrator' && (change.disabled === true || (change.role ?? before.role) !== 'administrator'))
    keepOneAdministrator(deps, change.id);
  if (change.password !== undefined) await deps.authentication.setPassword(change.id, change.password);
  if (change.password !== undefined || change.disabled === true) await deps.authentication.endSessionsOf(change.id);
  deps.database.transaction(() => {
    deps.database
      .prepare('UPDATE operators SET name = ?, role = ?, disabled = ?, updatedAt = ? WHERE id = ?')
      .run(
        change.name ?? before.name,
        change.role ?? before.role,
        (change.disabled ?? before.disabled) ? 1 : 0,
        deps.clock.now().toISOString(),
        change.id,
      );
    const { id, password: replaced, ...told } = change;
    deps.audit({
      actor: actor.id,
      action: 'operator.changed',
      subject: id,
      detail: { ...told, ...(replaced === undefined ? {} : { password: 'replaced' }) },
    });
  })();
  return operatorById(deps, change.id);
}

export function operatorById({ database }: Pick<OperatorsDeps, 'database'>, id: string): Operator {
  const row = database.prepare('SELECT * FROM operators WHERE id = ?').get(id) as AuthUser | undefined;
  if (!row) throw new AppError('not_found', { message: 'There is no such operator.' });
  return showOperator(row);
}

function keepOneAdministrator({ database }: OperatorsDeps, id: string): void {
  const others = database.prepare("SELECT 1 FROM operators WHERE role = 'administrator' AND disabled = 0 AND id <> ?").get(id);
  if (!others)
    throw new AppError('conflict', {
      message: 'This is the only administrator.',
      hint: 'Make someone else an administrator first.',
    });
}
