import { statfsSync } from 'node:fs';
import type { SystemInfo } from '@banrimkwae/contract/system';
import { type Access, listOperators } from './access/index.ts';
import { startOfDay } from './calendar-day.ts';
import type { Foundation } from './foundation.ts';
import { createMonitoring, type SystemRoom } from './monitoring/index.ts';
import type { Practice } from './practice/index.ts';
import type { FeatureRooms } from './rooms.ts';
import { VERSION } from './version.ts';

type SystemDeps = {
  foundation: Foundation;
  access: Access;
  rooms: FeatureRooms;
  practice: Practice | undefined;
  listeners: () => number;
};

/** Monitoring over all rooms. */
export function openSystem({ foundation, access, rooms, practice, listeners }: SystemDeps): SystemRoom {
  const { clock, config, database, live, requestLog, resort } = foundation;
  return createMonitoring({
    ...rooms,
    clock,
    live,
    listeners,
    practice,
    requestLog,
    inbox: rooms.ingress.inbox,
    deadLetters: rooms.repairs.deadLetters.standing,
    tunnel: rooms.tunnel.overview,
    roomProblems: () =>
      [
        rooms.payments,
        rooms.outgoing,
        rooms.ingress,
        rooms.tunnel,
        rooms.providers,
        rooms.gaps,
        rooms.repairs.replays,
        rooms.exchangeRates,
      ].flatMap(({ problems }) => problems()),
    currency: resort.currency,
    startOfToday: () => startOfDay(clock.now(), resort.timeZone),
    info: () => systemInfo(foundation, access),
    storage: {
      requireWritable: () => database.transaction(() => undefined).immediate(),
      freeBytes: () => {
        const { bavail, bsize } = statfsSync(config.dataDir);
        return bavail * bsize;
      },
    },
  });
}

function systemInfo(
  { config, resort: { roomTypes: _roomTypes, retention: _retention, guestCurrencies: _guestCurrencies, ...resort } }: Foundation,
  access: Access,
): SystemInfo {
  const staff = config.profile === 'practice' ? listOperators(access.ground).filter(({ disabled }) => !disabled) : [];
  const firstOfRole = new Map(staff.toReversed().map((operator) => [operator.role, operator.name]));
  return { version: VERSION, profile: config.profile, resort, practiceRoles: [...firstOfRole].map(([role, name]) => ({ role, name })) };
}
