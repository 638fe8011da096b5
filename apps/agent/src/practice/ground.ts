import type { Access } from '../access/index.ts';
import type { ChannelRoom } from '../channel/index.ts';
import type { ExchangeRates, GuestServices } from '../guest-services/index.ts';
import type { Ingress } from '../ingress/index.ts';
import type { JobQueue } from '../jobs/port.ts';
import type { Messaging } from '../messaging/index.ts';
import type { PaymentsRoom } from '../payments/index.ts';
import type { ProvidersRoom } from '../providers/index.ts';
import type { Providers } from '../providers/port.ts';
import type { PracticeClock } from './practice-clock.ts';
import type { SandboxControl } from './sandbox-control.ts';

export type PracticeRooms = {
  access: Access;
  payments: PaymentsRoom;
  channel: ChannelRoom;
  messaging: Messaging;
  guestServices: GuestServices;
  exchangeRates: Pick<ExchangeRates, 'resume'>;
  providers: ProvidersRoom;
  directory: Providers;
  jobs: Pick<JobQueue, 'get' | 'counts'>;
  ingress: Pick<Ingress, 'inbox'>;
};
export type PlayDeps = {
  rooms: PracticeRooms;
  sandbox: SandboxControl;
  clock: PracticeClock;
  currency: string;
  realNow: () => Date;
  note: (line: string) => void;
};
