import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@banrimkwae/contract/errors';
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import type { Sqlite } from '../store/database.ts';
import { readSetting, removeSetting, writeSetting } from '../store/settings.ts';
import type { AppendAudit } from './port.ts';

const MINUTES = 10;
const TRIES = 5;
/** No letter or digit that reads like another one. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const SETTING = 'pairing';

const Pending = z.object({ digest: z.string(), expiresAt: z.string(), triesLeft: z.int() });

export type PairingDeps = { database: Sqlite; clock: Clock; audit: AppendAudit };
/** What a desktop learns of the agent it paired with. */
export type AgentIdentity = { agentId: string; agentName: string; fingerprint: string | null };

/** A one-time code such as `7QK4-M2XP`, valid for ten minutes and five tries. A new one replaces the one before. */
export function startPairing(deps: PairingDeps, randomBytes: (size: number) => Uint8Array): { code: string; expiresAt: string } {
  const letters = [...randomBytes(8)].map((byte) => LETTERS[byte % LETTERS.length] ?? 'A').join('');
  const code = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  const expiresAt = new Date(deps.clock.now().getTime() + MINUTES * 60_000).toISOString();
  deps.database.transaction(() => {
    save(deps, { digest: digestOf(code), expiresAt, triesLeft: TRIES });
    deps.audit({ actor: 'console', action: 'pairing.offered', subject: null, detail: { expiresAt } });
  })();
  return { code, expiresAt };
}

/** Trades the code; it works once. Throws AppError('invalid_input') when it is wrong, used, or too old. */
export function pair(deps: PairingDeps, input: { code: string; deviceName: string }, identity: AgentIdentity): AgentIdentity {
  const text = readSetting(deps.database, SETTING);
  const pending = text === undefined ? undefined : Pending.parse(JSON.parse(text));
  if (!pending || pending.expiresAt <= deps.clock.now().toISOString()) throw refused('There is no code to trade now.');
  if (!timingSafeEqual(Buffer.from(pending.digest, 'hex'), Buffer.from(digestOf(input.code), 'hex'))) {
    if (pending.triesLeft <= 1) removeSetting(deps.database, SETTING);
    else save(deps, { ...pending, triesLeft: pending.triesLeft - 1 });
    throw refused('This code is not right.');
  }
  deps.database.transaction(() => {
    removeSetting(deps.database, SETTING);
    deps.audit({ actor: 'nobody', action: 'pairing.done', subject: null, detail: { device: input.deviceName } });
  })();
  return identity;
}

function save({ database, clock }: PairingDeps, pending: z.infer<typeof Pending>): void {
  writeSetting(database, { name: SETTING, value: JSON.stringify(pending), at: clock.now().toISOString() });
}

function refused(message: string): AppError {
  return new AppError('invalid_input', {
    message,
    hint: 'Run "npm run agent -- pair" at the resort and type the new code within ten minutes.',
    fields: { code: message },
  });
}

function digestOf(code: string): string {
  return createHash('sha256').update(code.trim().toUpperCase()).digest('hex');
}
