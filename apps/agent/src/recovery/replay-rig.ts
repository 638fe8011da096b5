import { join } from 'node:path';
import type { Effect, WebhookEvent } from '@banrimkwae/contract/traffic';
import { createNewId } from '../clock.ts';
import { bodyOf, type IngressRig, openIngressRig, type RigOptions } from '../ingress/ingress-rig.ts';
import { openDatabase } from '../store/database.ts';
import { createReplayRoom, type ReplayRoom } from './index.ts';

export const MALEE = { id: 'op_1', name: 'Malee' };
export const ALL: Effect[] = ['none', 'message', 'money'];
export type ReplayRig = IngressRig & ReplayRoom;

/** An inbox with its queue, and the replays and dead letters over it. */
export async function openReplayRig(options: RigOptions = {}): Promise<ReplayRig> {
  let room: ReplayRoom | undefined;
  const declare: RigOptions['declare'] = ({ ingress, ...parts }) => {
    options.declare?.({ ingress, ...parts });
    room = createReplayRoom({ ...parts, inbox: ingress.inbox });
  };
  const rig = await openIngressRig({ ...options, declare });
  if (!room) throw new Error('The room was not made');
  return { ...rig, ...room };
}

export type Seed = {
  webhookId: string;
  provider?: string;
  eventType?: string;
  state?: WebhookEvent['state'];
  effect?: Effect;
  error?: string;
  code?: string;
  discardReason?: string;
  /** Milliseconds since 1970. */
  at?: number;
  body?: string;
};

export const SEED_TIME = Date.parse('2026-11-20T03:00:00.000Z');

/** Rows as if they had come one a second; beside the rig's own writer. */
export function seed({ folder }: Pick<IngressRig, 'folder'>, seeds: readonly Seed[]): string[] {
  const inbox = openDatabase(join(folder, 'inbox.db'), 'NORMAL');
  let at = SEED_TIME;
  const newId = createNewId({ now: () => new Date(at) });
  const insert = inbox.prepare(
    `INSERT INTO webhook_events (id, provider_id, webhook_id, event_type, event_data, headers, received_at, processing_status, effect,
       error_message, error_code, discard_reason, processed_at, processing_attempts) VALUES (?, ?, ?, ?, ?, '{}', ?, ?, ?, ?, ?, ?, ?, 1)`,
  );
  const ids = inbox.transaction(() =>
    seeds.map(({ webhookId, provider = 'fake', eventType = 'thing.happened', state = 'completed', effect = 'none', ...more }, index) => {
      at = more.at ?? SEED_TIME + index * 1000;
      const id = newId('whe');
      const body = Buffer.from(more.body ?? bodyOf(webhookId));
      const time = new Date(at).toISOString();
      const error = [more.error ?? null, more.code ?? null, more.discardReason ?? null];
      insert.run(id, provider, webhookId, eventType, body, time, state, effect, ...error, state === 'pending' ? null : time);
      return id;
    }),
  )();
  inbox.close();
  return ids;
}

export const many = (count: number, of: (index: number) => Partial<Seed> = () => ({})): Seed[] =>
  Array.from({ length: count }, (_, index) => ({ webhookId: `evt_${index}`, ...of(index) }));

/** All rows of the inbox, oldest first. */
export function rowsOf({ ingress }: Pick<IngressRig, 'ingress'>) {
  const rows = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = ingress.inbox.list({ limit: 1000, cursor });
    rows.push(...page.items);
    cursor = page.cursor;
  }
  return rows.reverse();
}
