import { AppError } from '@banrimkwae/contract/errors';
import type { TunnelKind, TunnelOption } from '@banrimkwae/contract/tunnel';
import type { Actor } from '../access/index.ts';
import { type FormValues, mergeForm, missingIn, openForm, type SealedForm, showForm } from '../vault/sealed-form.ts';
import { findProgram } from './carriers/programs.ts';
import { type HostKey, scanHostKeys } from './carriers/ssh-keys.ts';
import type { TunnelGround } from './ground.ts';
import { formOwner } from './tunnel-table.ts';

/** The four ways with their forms; secrets only as set or not. */
export function showOptions(ground: TunnelGround): Promise<TunnelOption[]> {
  const chosen = ground.table.chosen();
  return Promise.all(
    Object.values(ground.carriers).map(async ({ kind, name, about, fields, missing, toCopy }) => ({
      kind,
      name,
      about,
      chosen: kind === chosen,
      missing: missing(),
      fields: showForm(fields, readForm(ground, kind)).fields,
      toCopy: await toCopy(),
    })),
  );
}

/** A form with its secrets opened. Throws AppError `internal` when one cannot be opened. */
export function readForm(ground: TunnelGround, kind: TunnelKind): FormValues {
  return openForm(keptForm(ground, kind), ground.key);
}

/** Saves a form and makes it the chosen one. The audit log has the names of what changed, never a value. Throws AppError `invalid_input`. */
export function saveChoice(ground: TunnelGround, { kind, values }: { kind: TunnelKind; values: FormValues }, actor: Actor): void {
  const { database, table, clock, audit } = ground;
  database.transaction(() => {
    const form = keptForm(ground, kind);
    const merged = mergeForm(form, values, ground.key);
    const missing = missingIn({ ...form, ...merged });
    if (missing.length > 0)
      throw new AppError('invalid_input', { fields: Object.fromEntries(missing.map((name) => [name, 'This field is needed.'])) });
    const at = clock.now().toISOString();
    table.save(kind, merged, at);
    table.choose(kind, at);
    audit({ actor: actor.id, action: 'tunnel.configured', subject: kind, detail: { changed: merged.changed } });
  })();
}

/** Forgets which one is chosen; its form stays, should it be chosen again. */
export function forgetChoice({ database, table, audit }: TunnelGround, actor: Actor): void {
  database.transaction(() => {
    audit({ actor: actor.id, action: 'tunnel.removed', subject: table.chosen(), detail: {} });
    table.forget();
  })();
}

export function noteAct({ database, table, audit }: TunnelGround, action: 'tunnel.restarted' | 'tunnel.checked', actor: Actor): void {
  database.transaction(() => audit({ actor: actor.id, action, subject: table.chosen(), detail: {} }))();
}

/** Throws AppError `invalid_input` when no SSH server answers there, `not_supported` without the OpenSSH client. */
export async function readHostKeys(ground: TunnelGround, server: { host: string; port: number }, actor: Actor): Promise<HostKey[]> {
  const keyscan = findProgram('ssh-keyscan', ground.programs.searchPath);
  if (keyscan === undefined)
    throw new AppError('not_supported', {
      message: 'The OpenSSH client is not installed on the agent’s computer.',
      hint: 'Install it there (Debian: openssh-client) and try again.',
    });
  const keys = await scanHostKeys(keyscan, server);
  if (keys.length === 0)
    throw new AppError('invalid_input', {
      message: `No SSH server answers at ${server.host}, port ${server.port}.`,
      hint: 'Check the name and the port, and that the server runs.',
      fields: { host: 'No SSH server answers here.' },
    });
  ground.database.transaction(() => {
    const detail = { fingerprints: keys.map(({ fingerprint }) => fingerprint) };
    ground.audit({ actor: actor.id, action: 'tunnel.host_keys_read', subject: `${server.host}:${server.port}`, detail });
  })();
  return keys;
}

function keptForm({ table, carriers }: TunnelGround, kind: TunnelKind): SealedForm {
  return { owner: formOwner(kind), fields: carriers[kind].fields, ...table.form(kind) };
}
