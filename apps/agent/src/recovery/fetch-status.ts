import { AppError, ERRORS } from '@banrimkwae/contract/errors';
import type { FetchStatus } from '@banrimkwae/contract/recovery';
import type { Problem } from '@banrimkwae/contract/system';
import type { Actor } from '../access/index.ts';
import { completeUntil } from './fetch-missing.ts';
import { DAY_MS, type GapsGround, HOUR_MS, ringFetch } from './gap-ground.ts';

export const BEAT_SECONDS = 900;
/** A shorter failure mends itself and is nobody's work. */
const FAILING_LONG_MS = HOUR_MS;

/** Every provider that could have something to tell, in the order of their ids. */
export function showFetches(ground: GapsGround, lastBeatAt: string | undefined): FetchStatus[] {
  return [...ground.connectors.keys()].flatMap((provider) => showFetch(ground, provider, lastBeatAt) ?? []);
}

export function showFetch(ground: GapsGround, provider: string, lastBeatAt: string | undefined): FetchStatus | undefined {
  const manifest = ground.connectors.get(provider)?.manifest;
  if (!manifest?.fetchMissing) return undefined;
  const { way, reachDays, note } = manifest.fetchMissing;
  const { ready } = ground.providers.find(provider);
  const state = ground.fetches.of(provider);
  return {
    provider,
    name: manifest.name,
    way,
    reachDays,
    note,
    ready,
    completeUntil: completeUntil(ground, provider),
    lastRunAt: state.last_run_at,
    lastError: state.last_error,
    running: ground.running.has(provider),
    nextRunAt: state.retry_at ?? (ready ? nextBeat(way, lastBeatAt) : null),
    recoveredLast30Days: ground.fetches.recoveredSince(provider, new Date(ground.clock.now().getTime() - 30 * DAY_MS)),
  };
}

/** Asked by staff. Throws AppError: `not_found`, `not_supported` where the provider tells nothing afterwards, or why it is not ready. */
export function askFetch(ground: GapsGround, { id, since }: { id: string; since?: string | undefined }, actor: Actor): void {
  const { whyNot, connector } = ground.providers.find(id);
  const way = connector.manifest.fetchMissing?.way ?? 'none';
  if (way === 'none') throw new AppError('not_supported', { message: 'This provider tells nothing afterwards.' });
  if (whyNot !== null) throw new AppError(whyNot === 'provider_paused' ? 'provider_paused' : 'provider_not_configured');
  const now = ground.clock.now().toISOString();
  if (since !== undefined && since > now) throw new AppError('invalid_input', { fields: { since: 'This lies in the future' } });
  ground.database.transaction(() => {
    ground.fetches.change(id, { requested_at: now, requested_since: since ?? null });
    ground.audit({ actor: actor.id, action: 'recovery.fetched', subject: id, detail: { since: since ?? null } });
    ringFetch(ground, id, { now: true });
  })();
  ground.live.publish({ type: 'recovery_changed' });
}

/** For Today: who could not be asked for so long that somebody should look. */
export function fetchProblems(ground: GapsGround): Problem[] {
  const now = ground.clock.now().getTime();
  return [...ground.connectors].flatMap(([provider, { manifest }]): Problem[] => {
    const { failing_since: since, last_error: error } = ground.fetches.of(provider);
    if (since === null || now - Date.parse(since) < FAILING_LONG_MS || !ground.providers.find(provider).ready) return [];
    return [
      {
        id: `fetch-${provider}`,
        severity: 'waiting',
        sentence: {
          en: `${manifest.name} could not be asked for what we may have missed: ${error ?? ERRORS.provider_failed.message.en}`,
          th: `ไม่สามารถสอบถาม ${manifest.name} ว่าเราพลาดอะไรไป: ${error ?? ERRORS.provider_failed.message.th}`,
        },
        nextStep: {
          en: 'Test the connection; until it works, look into the provider’s own console.',
          th: 'ทดสอบการเชื่อมต่อ ระหว่างนี้ให้ตรวจในระบบของผู้ให้บริการ',
        },
        link: `/connections/${provider}`,
        since,
      },
    ];
  });
}

/** A channel is read all the time; asking it for more is for outages only, as its provider wants it. */
export function isOnBeat(way: FetchStatus['way']): boolean {
  return way === 'event_list' || way === 'inquiry';
}

function nextBeat(way: FetchStatus['way'], lastBeatAt: string | undefined): string | null {
  if (!isOnBeat(way) || lastBeatAt === undefined) return null;
  return new Date(Date.parse(lastBeatAt) + BEAT_SECONDS * 1000).toISOString();
}
