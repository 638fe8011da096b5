import type { Overview, Problem, SystemInfo } from '@banrimkwae/contract/system';
import type { Actor } from '../access/index.ts';
import type { ChannelRoom } from '../channel/index.ts';
import type { Clock } from '../clock.ts';
import type { Ingress } from '../ingress/index.ts';
import type { JobQueue } from '../jobs/port.ts';
import type { LiveEvents } from '../live/live-events.ts';
import type { Messaging } from '../messaging/index.ts';
import type { PaymentsRoom } from '../payments/index.ts';
import type { ProvidersRoom } from '../providers/index.ts';
import type { RequestLog } from '../request-log/index.ts';

/** What the use cases of this room work with: short answers of every other room. */
export type MonitoringGround = {
  info: () => SystemInfo;
  clock: Clock;
  /** Midnight at the resort. */
  startOfToday: () => Date;
  /** The resort's. */
  currency: string;
  payments: Pick<PaymentsRoom, 'summary' | 'options'>;
  channel: Pick<ChannelRoom, 'summary'>;
  messaging: Pick<Messaging, 'summary'>;
  providers: Pick<ProvidersRoom, 'list' | 'metrics'>;
  jobs: Pick<JobQueue, 'counts' | 'list'>;
  inbox: Pick<Ingress['inbox'], 'counts'>;
  /** What gave up and waits for a person. */
  deadLetters: () => { count: number; oldestAt: string | null };
  /** How the outside reaches us; null in the practice profile. */
  tunnel: () => Overview['tunnel'];
  /** What other rooms know that needs a person, each in its own words. */
  roomProblems: () => readonly Problem[];
  requestLog: Pick<RequestLog, 'figures' | 'losses'>;
  live: Pick<LiveEvents, 'publish'>;
  /** Desktops that listen now. */
  listeners: () => number;
  storage: StorageProbe;
  /** Practice profile only. */
  practice: PracticeScenes | undefined;
};
export type StorageProbe = {
  /** Throws when the agent's database cannot be written. */
  requireWritable: () => void;
  freeBytes: () => number;
};
export type PracticeScenes = {
  scenes: () => { provider: string; scene: string; label: { en: string; th: string } }[];
  play: (provider: string, scene: string, input: Record<string, unknown>, actor: Actor) => Promise<unknown>;
};
