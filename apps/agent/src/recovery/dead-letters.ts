import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '@banrimkwae/contract/errors';
import type { DeadLetter, DeadLetterGroup } from '@banrimkwae/contract/recovery';
import type { Actor } from '../access/index.ts';
import { PROCESS } from '../ingress/index.ts';
import type { FailedGroup } from '../ingress/port.ts';
import { createDeadJobs, type DeadJobGroup, type DeadJobs } from '../jobs/index.ts';
import { mapPage, type Page } from '../store/page.ts';
import { type ReplayDeps, RUN } from './replay-ground.ts';

/** So many in one go; deliveries are answered in between. */
const AT_ONCE = 250;

type Ground = ReplayDeps & { deadJobs: DeadJobs };
/** A group with what it takes to find its items again. */
type Known = { shown: DeadLetterGroup } & ({ kind: 'webhook'; of: FailedGroup } | { kind: 'job'; of: DeadJobGroup });
type PageAsked = { key: string; cursor?: string | undefined; limit: number };
export type DeadLetters = ReturnType<typeof createDeadLetters>;

/**
 * What gave up and waits for a person: deliveries and background work, each counted once. The job of a delivery is told of by its delivery, and
 * that of a replay by its replay.
 */
export function createDeadLetters(deps: ReplayDeps) {
  const ground: Ground = { ...deps, deadJobs: createDeadJobs(deps.database, [PROCESS, RUN]) };
  return {
    standing: (): { count: number; oldestAt: string | null } => {
      const [events, jobs] = [ground.inbox.failed.standing(), ground.deadJobs.standing()];
      const oldest = [events.oldestAt, jobs.oldestAt].filter((at) => at !== null).sort();
      return { count: events.count + jobs.count, oldestAt: oldest[0] ?? null };
    },
    groups: (): DeadLetterGroup[] =>
      knownGroups(ground)
        .map(({ shown }) => shown)
        .sort((left, right) => right.newestAt.localeCompare(left.newestAt)),
    items: ({ key, ...page }: PageAsked): Page<DeadLetter> => {
      const [group] = groupsOf(ground, [key]);
      if (!group) return { items: [] };
      return itemsOf(ground, group, page);
    },
    retry: async (keys: readonly string[], actor: Actor): Promise<number> =>
      decide(ground, { keys, actor, action: 'dead_letters.retry', detail: {} }, (group, ids) => retryMany(ground, group, ids)),
    discard: async (keys: readonly string[], reason: string, actor: Actor): Promise<number> =>
      decide(ground, { keys, actor, action: 'dead_letters.discard', detail: { reason } }, (group, ids) =>
        discardMany(ground, { group, ids, reason }),
      ),
  };
}

function knownGroups({ inbox, deadJobs, jobs }: Ground): Known[] {
  const events = inbox.failed.groups().map(({ count, oldestAt, newestAt, ...of }): Known => {
    const { provider, eventType: type, reason, effect } = of;
    return {
      kind: 'webhook',
      of,
      shown: { key: keyOf('webhook', of), kind: 'webhook', provider, type, reason, count, oldestAt, newestAt, effect },
    };
  });
  const dead = deadJobs.groups().map(({ count, oldestAt, newestAt, ...of }): Known => {
    const { kind: type, reason } = of;
    const effect = jobs.effectOf(type);
    return {
      kind: 'job',
      of,
      shown: { key: keyOf('job', of), kind: 'job', provider: null, type, reason, count, oldestAt, newestAt, effect },
    };
  });
  return [...events, ...dead];
}

/** Short, and the same for the same group: reasons may be longer than an address. */
function keyOf(kind: string, group: object): string {
  return `${kind}-${createHash('sha256').update(JSON.stringify(group)).digest('base64url').slice(0, 24)}`;
}

/** A group that is gone meanwhile is nothing to do any more. */
function groupsOf(ground: Ground, keys: readonly string[]): Known[] {
  return knownGroups(ground).filter(({ shown }) => keys.includes(shown.key));
}

function itemsOf({ inbox, deadJobs }: Ground, group: Known, page: Omit<PageAsked, 'key'>): Page<DeadLetter> {
  if (group.kind === 'webhook')
    return mapPage(inbox.failed.items(group.of, page), ({ id, webhookId, error, at }) => ({
      id,
      kind: 'webhook',
      about: webhookId,
      error,
      at,
    }));
  return mapPage(deadJobs.items(group.of, page), ({ id, subjectId, error, at }) => ({ id, kind: 'job', about: subjectId, error, at }));
}

type Decision = { keys: readonly string[]; actor: Actor; action: string; detail: Record<string, unknown> };

/** One audit entry a group, written before its items change: they stand in two files, and what a crash leaves undone is still in the list. */
async function decide(
  ground: Ground,
  { keys, actor, action, detail }: Decision,
  change: (group: Known, ids: readonly string[]) => Promise<number>,
): Promise<number> {
  const groups = groupsOf(ground, keys);
  if (groups.length === 0) throw new AppError('conflict', { message: 'Nothing of this waits any more.', hint: 'Look at the list again.' });
  let changed = 0;
  for (const group of groups) {
    const ids = group.kind === 'webhook' ? ground.inbox.failed.ids(group.of) : ground.deadJobs.ids(group.of);
    const { key, kind, provider, type, reason: why } = group.shown;
    const entry = { kind, provider, type, why, count: ids.length, ...detail };
    ground.database.transaction(() => ground.audit({ actor: actor.id, action, subject: key, detail: entry }))();
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      changed += await change(group, ids.slice(at, at + AT_ONCE));
      await nextTurn();
    }
  }
  ground.live.publish({ type: 'recovery_changed' });
  return changed;
}

async function retryMany({ inbox, jobs, database }: Ground, group: Known, ids: readonly string[]): Promise<number> {
  if (group.kind === 'job') return database.transaction(() => ids.filter((id) => retryJob(jobs, id)).length)();
  await inbox.failed.retry(ids);
  return ids.length;
}

/** False when a newer job does the same work already, or it is not dead any more. */
function retryJob(jobs: Ground['jobs'], id: string): boolean {
  try {
    return jobs.retry(id) !== undefined;
  } catch (fault) {
    if (fault instanceof AppError && fault.code === 'conflict') return false;
    throw fault;
  }
}

type Discard = { group: Known; ids: readonly string[]; reason: string };

async function discardMany({ inbox, jobs, database }: Ground, { group, ids, reason }: Discard): Promise<number> {
  if (group.kind === 'job') return database.transaction(() => ids.filter((id) => jobs.discard(id, reason)).length)();
  await inbox.failed.discard(ids, reason);
  return ids.length;
}
