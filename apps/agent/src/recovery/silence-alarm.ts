import { AppError } from '@banrimkwae/contract/errors';
import type { Bilingual } from '@banrimkwae/contract/primitives';
import type { Silence } from '@banrimkwae/contract/recovery';
import type { Problem } from '@banrimkwae/contract/system';
import type { Actor } from '../access/index.ts';
import { DAY_MS, type GapsGround, HOUR_MS } from './gap-ground.ts';
import { around, type HourOfWeek, hourOfWeek } from './silence-hours.ts';
import { KEPT_WEEKS } from './silence-learning.ts';
import { normalSilence } from './silence-normal.ts';
import type { StreamRow } from './silence-table.ts';

type AlarmGround = Pick<
  GapsGround,
  'database' | 'silences' | 'outages' | 'connectors' | 'providers' | 'clock' | 'timeZone' | 'audit' | 'live'
>;

/** What the hours before say about the silence now. Cheap: four rows a week and stream. */
export function createSilenceAlarm(ground: AlarmGround) {
  const hourOf = hourOfWeek(ground.timeZone);
  const silences = (): Silence[] =>
    ground.silences
      .streams()
      .filter(({ provider }) => ground.connectors.has(provider))
      .map((stream) => showSilence(ground, hourOf, stream));
  let told = '';
  return {
    silences,
    problems: (): Problem[] => silences().flatMap((silence) => (silence.state === 'silent' ? [problemOf(ground, silence)] : [])),
    /** Tells the desktops when another stream has gone silent, or speaks again. */
    tick: (): void => {
      const silent = silences().flatMap(({ id, state }) => (state === 'silent' ? [id] : []));
      if (silent.join() !== told) ground.live.publish({ type: 'recovery_changed' });
      told = silent.join();
    },
    /** Throws AppError `not_found`. */
    acknowledge: ({ id, hours }: { id: string; hours: number }, actor: Actor): void => {
      const stream = ground.silences.find(id);
      if (!stream) throw new AppError('not_found');
      const until = new Date(ground.clock.now().getTime() + hours * HOUR_MS).toISOString();
      ground.database.transaction(() => {
        ground.silences.save({ ...stream, acknowledged_until: until });
        ground.audit({
          actor: actor.id,
          action: 'silence.acknowledged',
          subject: stream.provider,
          detail: { eventType: stream.event_type, hours },
        });
      })();
      ground.live.publish({ type: 'recovery_changed' });
    },
  };
}

function showSilence(ground: AlarmGround, hourOf: HourOfWeek, stream: StreamRow): Silence {
  const { provider, event_type: eventType } = stream;
  const now = ground.clock.now().getTime();
  const { week, hour } = hourOf(now);
  // This week's own hours are what is judged.
  const past = { afterWeek: week - KEPT_WEEKS, beforeWeek: week };
  const normal = normalSilence(ground.silences.seen(stream.id, around(hour), past), ground.silences.events(stream.id, past.afterWeek));
  const silentSeconds = Math.max(0, Math.floor((now - Date.parse(stream.last_at)) / 1000));
  const state = stateOf(ground, { stream, now, alarmSeconds: normal.known ? normal.alarmSeconds : null });
  const normalGapSeconds = normal.known ? normal.longestSeconds : null;
  const name = ground.connectors.get(provider)?.manifest.name ?? provider;
  const test = testOf(ground, provider);
  return {
    id: stream.id,
    provider,
    name,
    eventType,
    state,
    lastAt: stream.last_at,
    normalGapSeconds,
    silentSeconds,
    sentence: sentenceOf({ name, eventType, silentSeconds, normalGapSeconds }),
    nextStep: NEXT_STEPS[test],
    test,
    acknowledgedUntil: stream.acknowledged_until,
  };
}

type Judged = { stream: StreamRow; now: number; alarmSeconds: number | null };

/** Nothing is said of a provider that is paused, nor while an outage explains it. After one, the silence counts from its end. */
function stateOf(ground: AlarmGround, { stream, now, alarmSeconds }: Judged): Silence['state'] {
  if (alarmSeconds === null) return 'learning';
  if (ground.outages.open() !== undefined || !ground.providers.find(stream.provider).ready) return 'normal';
  const since = Math.max(Date.parse(stream.last_at), Date.parse(ground.outages.lastEnded()?.endedAt ?? stream.last_at));
  if (now - since <= alarmSeconds * 1000) return 'normal';
  return stream.acknowledged_until !== null && Date.parse(stream.acknowledged_until) > now ? 'acknowledged' : 'silent';
}

function testOf({ connectors }: AlarmGround, provider: string): Silence['test'] {
  const webhook = connectors.get(provider)?.webhook;
  if (webhook?.test) return 'webhook';
  return webhook?.eventsSince ? 'fetch' : 'connection';
}

const NEXT_STEPS: Readonly<Record<Silence['test'], Bilingual>> = {
  webhook: {
    en: 'Let the provider call us once: test its webhook under Connections.',
    th: 'ให้ผู้ให้บริการเรียกเข้ามาหนึ่งครั้ง: ทดสอบเว็บฮุกที่หน้าการเชื่อมต่อ',
  },
  fetch: {
    en: 'Ask the provider what we have missed. If there is something, its webhook does not reach us.',
    th: 'สอบถามผู้ให้บริการว่าเราพลาดอะไรไป หากมี แปลว่าเว็บฮุกมาไม่ถึงเรา',
  },
  connection: {
    en: 'Test the connection, and compare the webhook address with the provider’s console.',
    th: 'ทดสอบการเชื่อมต่อ และเทียบที่อยู่เว็บฮุกกับหน้าจอของผู้ให้บริการ',
  },
};

/** Money that may have been paid unheard weighs as much as a provider that is down. */
function problemOf({ connectors }: AlarmGround, silence: Silence): Problem {
  const payments = connectors.get(silence.provider)?.manifest.capabilities.includes('payments');
  return {
    id: `silence-${silence.id}`,
    severity: payments ? 'down' : 'waiting',
    sentence: silence.sentence,
    nextStep: silence.nextStep,
    link: '/traffic/recovery',
    since: silence.lastAt,
  };
}

type Spoken = { name: string; eventType: string; silentSeconds: number; normalGapSeconds: number | null };

function sentenceOf({ name, eventType, silentSeconds, normalGapSeconds }: Spoken): Bilingual {
  const silent = spoken(silentSeconds);
  if (normalGapSeconds === null)
    return {
      en: `${name}: the last “${eventType}” came ${silent.en} ago; too few were seen yet to know what is usual.`,
      th: `${name}: “${eventType}” ล่าสุดเมื่อ ${silent.th}ก่อน ยังมีข้อมูลไม่พอจะบอกว่าปกติเป็นอย่างไร`,
    };
  const usual = spoken(Math.max(60, normalGapSeconds));
  return {
    en: `${name}: no “${eventType}” for ${silent.en}; usually one comes within ${usual.en} at this hour.`,
    th: `${name}: ไม่มี “${eventType}” มา ${silent.th}แล้ว ปกติช่วงเวลานี้จะมีภายใน ${usual.th}`,
  };
}

function spoken(seconds: number): Bilingual {
  if (seconds < 2 * 3600) return { en: `${Math.round(seconds / 60)} min`, th: `${Math.round(seconds / 60)} นาที` };
  if (seconds < (2 * DAY_MS) / 1000) return { en: `${Math.round(seconds / 3600)} h`, th: `${Math.round(seconds / 3600)} ชั่วโมง` };
  return { en: `${Math.round(seconds / 86_400)} days`, th: `${Math.round(seconds / 86_400)} วัน` };
}
