import { createHash, randomBytes } from 'node:crypto';
import type { ApiKey } from '@banrimkwae/contract/access';
import { AppError } from '@banrimkwae/contract/errors';
import { type Permission, permissions } from '@banrimkwae/contract/roles';
import * as z from 'zod';
import type { Clock, NewId } from '../clock.ts';
import { json } from '../store/columns.ts';
import type { Sqlite } from '../store/database.ts';
import type { Actor, AppendAudit, Caller } from './port.ts';

const PREFIX = 'brk_';
const SHOWN = PREFIX.length + 4;
const USED_EVERY_MS = 60_000;

const KeyRow = z.object({
  id: z.string(),
  name: z.string(),
  start: z.string(),
  permissions: json(z.array(z.enum(permissions))),
  created_at: z.string(),
  last_used_at: z.string().nullable(),
  expires_at: z.string().nullable(),
});

export type ApiKeysDeps = { database: Sqlite; clock: Clock; newId: NewId; audit: AppendAudit };
export type NewApiKey = { name: string; permissions: readonly Permission[]; expiresInDays: number | null };
export type ApiKeyView = z.output<typeof ApiKey>;

export function looksLikeApiKey(token: string): boolean {
  return token.startsWith(PREFIX);
}

export function listApiKeys({ database }: ApiKeysDeps): ApiKeyView[] {
  return database
    .prepare('SELECT * FROM api_keys WHERE revoked_at IS NULL ORDER BY created_at DESC')
    .all()
    .map((row) => show(KeyRow.parse(row)));
}

/** The key itself is told once; only its digest is kept. 32 random bytes need no slow hash. */
export function createApiKey(deps: ApiKeysDeps, input: NewApiKey, actor: Actor): ApiKeyView & { key: string } {
  const key = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  const now = deps.clock.now();
  const id = deps.newId('key');
  const expiresAt = input.expiresInDays === null ? null : new Date(now.getTime() + input.expiresInDays * 86_400_000).toISOString();
  const wanted = [...new Set(input.permissions)];
  deps.database.transaction(() => {
    deps.database
      .prepare('INSERT INTO api_keys (id, name, start, digest, permissions, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(id, input.name, key.slice(0, SHOWN), digestOf(key), JSON.stringify(wanted), now.toISOString(), expiresAt);
    deps.audit({ actor: actor.id, action: 'api_key.created', subject: id, detail: { name: input.name, permissions: wanted, expiresAt } });
  })();
  return {
    id,
    name: input.name,
    start: key.slice(0, SHOWN),
    permissions: wanted,
    createdAt: now.toISOString(),
    lastUsedAt: null,
    expiresAt,
    key,
  };
}

export function revokeApiKey(deps: ApiKeysDeps, id: string, actor: Actor): void {
  deps.database.transaction(() => {
    const { changes } = deps.database
      .prepare('UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL')
      .run(deps.clock.now().toISOString(), id);
    if (changes === 0) throw new AppError('not_found', { message: 'There is no such key.' });
    deps.audit({ actor: actor.id, action: 'api_key.revoked', subject: id, detail: {} });
  })();
}

/** Undefined: unknown, revoked or expired. */
export function callerOfKey({ database, clock }: ApiKeysDeps, key: string): Caller | undefined {
  const found = database.prepare('SELECT * FROM api_keys WHERE digest = ? AND revoked_at IS NULL').get(digestOf(key));
  if (found === undefined) return undefined;
  const row = KeyRow.parse(found);
  const now = clock.now();
  if (row.expires_at !== null && row.expires_at <= now.toISOString()) return undefined;
  if (row.last_used_at === null || now.getTime() - Date.parse(row.last_used_at) > USED_EVERY_MS)
    database.prepare('UPDATE api_keys SET last_used_at = ? WHERE id = ?').run(now.toISOString(), row.id);
  return { actor: { id: row.id, name: row.name, holder: 'api_key' }, permissions: row.permissions };
}

function show(row: z.output<typeof KeyRow>): ApiKeyView {
  const { id, name, start } = row;
  return {
    id,
    name,
    start,
    permissions: row.permissions,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  };
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
