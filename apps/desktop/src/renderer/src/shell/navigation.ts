import type { Permission } from '@banrimkwae/contract/roles';
import type { Overview } from '@banrimkwae/contract/system';
import {
  type Icon,
  IconArrowsExchange,
  IconBed,
  IconCash,
  IconMessage,
  IconPlugConnected,
  IconSettings,
  IconShieldCheck,
  IconSun,
} from '@tabler/icons-react';
import { moneyWaiting } from './money-waiting.ts';

export type Place = {
  name: 'today' | 'payments' | 'rooms' | 'guests' | 'connections' | 'traffic' | 'audit' | 'settings';
  to: '/' | '/payments' | '/rooms' | '/guests' | '/connections' | '/traffic' | '/audit' | '/settings';
  icon: Icon;
  may?: Permission;
  /** What waits there for a person; `may`: what this one may do. */
  waiting?: (overview: Overview, may: (permission: Permission) => boolean) => number;
  /** Whom it waits for; left out: whoever comes here. */
  waitsFor?: Permission;
};

/** The house in hotel words; the first group is the front desk's. */
export const frontDesk: readonly Place[] = [
  { name: 'today', to: '/', icon: IconSun, may: 'overview.read' },
  {
    name: 'payments',
    to: '/payments',
    icon: IconCash,
    may: 'payments.read',
    waiting: (overview, may) => {
      const { approvals, disputes, reconciliation } = moneyWaiting(overview, may);
      return overview.waiting.unknownOutcomes + approvals + disputes + reconciliation;
    },
  },
  { name: 'rooms', to: '/rooms', icon: IconBed, may: 'channel.read', waiting: ({ rooms }) => rooms.attention },
  { name: 'guests', to: '/guests', icon: IconMessage, may: 'messages.read', waiting: ({ waiting }) => waiting.unreadMessages },
];
export const backOffice: readonly Place[] = [
  { name: 'connections', to: '/connections', icon: IconPlugConnected, may: 'providers.read' },
  {
    name: 'traffic',
    to: '/traffic',
    icon: IconArrowsExchange,
    may: 'traffic.read',
    waiting: ({ waiting }) => waiting.deadJobs,
    waitsFor: 'jobs.manage',
  },
  { name: 'audit', to: '/audit', icon: IconShieldCheck, may: 'audit.read' },
  { name: 'settings', to: '/settings', icon: IconSettings },
];
