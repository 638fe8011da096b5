import type { Sqlite } from '../store/database.ts';
import { type Page, pageOf } from '../store/page.ts';
import { firstSentence } from '../store/select.ts';
import type { DeadJobGroup, DeadJobGroupCount, DeadJobs } from './port.ts';

type Item = { seq: number; id: string; subjectId: string; error: string; at: string };

const REASON = firstSentence('error');
/** In the words of the index `jobs_aside`. */
const DEAD = `state = 'dead' AND state IN ('dead', 'cancelled', 'discarded')`;
const IN_GROUP = `${DEAD} AND kind = @kind AND ${REASON} = @reason`;
const AT = 'coalesce(finished_at, created_at)';

/** Jobs that gave up, by kind and reason, without the kinds that `except` names: those have another row that tells of them. */
export function createDeadJobs(database: Sqlite, except: readonly string[]): DeadJobs {
  const others = { except: JSON.stringify(except) };
  const OURS = `${DEAD} AND kind NOT IN (SELECT value FROM json_each(@except))`;
  const groups = database.prepare<[typeof others], DeadJobGroupCount>(
    `SELECT kind, ${REASON} AS reason, count(*) AS count, min(${AT}) AS oldestAt, max(${AT}) AS newestAt FROM jobs WHERE ${OURS} GROUP BY 1, 2`,
  );
  const ids = database.prepare<[DeadJobGroup], string>(`SELECT id FROM jobs WHERE ${IN_GROUP} ORDER BY seq`).pluck();
  const items = database.prepare<[DeadJobGroup & { before: number; limit: number }], Item>(
    `SELECT seq, id, subject_id AS subjectId, coalesce(error, '') AS error, ${AT} AS at FROM jobs
     WHERE ${IN_GROUP} AND seq < @before ORDER BY seq DESC LIMIT @limit`,
  );
  const standing = database.prepare<[typeof others], { count: number; oldestAt: string | null }>(
    `SELECT count(*) AS count, min(${AT}) AS oldestAt FROM jobs WHERE ${OURS}`,
  );
  return {
    standing: () => standing.get(others) ?? { count: 0, oldestAt: null },
    groups: () => groups.all(others),
    ids: (group) => ids.all(group),
    items: (group, { cursor, limit }): Page<Item> => {
      const before = Number(cursor ?? Number.MAX_SAFE_INTEGER);
      const rows = items.all({ ...group, before: Number.isSafeInteger(before) ? before : 0, limit: limit + 1 });
      return pageOf(rows, limit, ({ seq }) => String(seq));
    },
  };
}
