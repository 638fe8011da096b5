import { mkdirSync } from 'node:fs';
import { connectors } from '@banrimkwae/connectors';
import type { Access } from './access/index.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import type { Foundation } from './foundation.ts';
import type { Outside } from './outside.ts';
import {
  beginningOfWeek,
  createPractice,
  createPracticeClock,
  createSandboxControl,
  hireStaff,
  leaveWorld,
  livesIn,
  type Practice,
  playWeek,
  settleIn,
  setUpPractice,
} from './practice/index.ts';
import type { PublicAddress } from './public-address.ts';
import type { FeatureRooms } from './rooms.ts';

/** The time the agent lives in, and what the practice profile adds. */
export type Profile = {
  clock: Clock;
  practice: Practice | undefined;
  /** Once the rooms run: in a new practice world, lets a week happen. */
  begin: (rooms: BeginRooms) => Promise<void>;
};
type BeginRooms = { foundation: Foundation; outside: Outside; access: Access; rooms: FeatureRooms; address: PublicAddress };

const LIVE: Profile = { clock: systemClock, practice: undefined, begin: () => Promise.resolve() };

/**
 * Live: the machine's clock, nothing else. Practice: asks the sandbox which world it plays; in another one than last time the practice data
 * begin anew, a week ago. Throws AppError `provider_unavailable` when no sandbox answers. Call it with the data folder locked, before anything is opened.
 */
export async function openProfile(config: Config): Promise<Profile> {
  if (config.profile === 'live') return LIVE;
  const sandbox = createSandboxControl(config.sandboxUrl, fetch);
  const practice = createPractice(connectors, sandbox);
  const world = await sandbox.world();
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  if (livesIn(config.dataDir, world)) return { ...LIVE, practice };
  leaveWorld(config.dataDir);
  const clock = createPracticeClock(systemClock);
  const offsetMs = clock.travelTo(beginningOfWeek(systemClock.now()));
  return {
    clock,
    practice,
    begin: async ({ foundation, outside, access, rooms: features, address }) => {
      const rooms = { ...features, access, directory: outside.providers };
      const { currency, timeZone } = foundation.resort;
      const firstDay = new Intl.DateTimeFormat('en-CA', { timeZone }).format(clock.now());
      await sandbox.travel(offsetMs);
      await hireStaff(access);
      await setUpPractice({ rooms, sandbox, connectors, publicUrl: address.url() ?? '', currency, firstDay });
      await playWeek({ rooms, sandbox, clock, currency, realNow: systemClock.now, note: (line) => foundation.log.warn(line) });
      features.exchangeRates.resume();
      settleIn(config.dataDir, world);
    },
  };
}
