import type { Resort } from '@banrimkwae/contract/system';
import type { Clock } from '../clock.ts';
import type { Providers } from '../providers/port.ts';

/** What the use cases of this room work with. */
export type GuestServicesGround = {
  providers: Pick<Providers, 'ready' | 'run'>;
  clock: Clock;
  /** As it stands now: an administrator may change it. */
  resort: () => Resort;
};
