import type { Clock } from '../clock.ts';
import type { Sqlite } from '../store/database.ts';
import type { DeskSession, Freshness } from './port.ts';

/** A desk that nobody has worked at for longer may have somebody else in front of it. */
const FRESH_MS = 5 * 60_000;

/** Whether somebody has worked at the desk of a session lately; kept, so that a restart of the agent neither asks anew nor forgets a pause. */
export function freshnessOf({ database, clock }: { database: Sqlite; clock: Clock }, sessionId: string): Freshness {
  return {
    isFresh: () => {
      const activeAt = database
        .prepare<[string], string>('SELECT active_at FROM session_freshness WHERE session_id = ?')
        .pluck()
        .get(sessionId);
      if (activeAt === undefined) return false;
      const idleMs = clock.now().getTime() - Date.parse(activeAt);
      // A time to come is of a clock that was set back: it proves nothing.
      return idleMs >= -FRESH_MS && idleMs <= FRESH_MS;
    },
    renew: () => {
      database
        .prepare(
          'INSERT INTO session_freshness (session_id, active_at) VALUES (?, ?) ON CONFLICT (session_id) DO UPDATE SET active_at = excluded.active_at',
        )
        .run(sessionId, clock.now().toISOString());
    },
  };
}

/** Keys or pointer were used at the desk. Once it has been quiet for too long, only the password helps. */
export function noteActivity({ freshness }: DeskSession): void {
  if (freshness.isFresh()) freshness.renew();
}
