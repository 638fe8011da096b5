import type { Outage, Repair, ReplayRun, Silence } from '@banrimkwae/contract/recovery';
import type { Effect } from '@banrimkwae/contract/traffic';
import type { TunnelState } from '@banrimkwae/contract/tunnel';
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCoin,
  IconEar,
  IconEyeCheck,
  IconHourglass,
  IconLoader2,
  IconMessage,
  IconMinus,
  IconPlayerPause,
  IconPlug,
  IconX,
} from '@tabler/icons-react';
import { useText } from '../text/use-text.ts';
import { StateBadge, type StateLook } from './state-badge.tsx';

const good = { tone: 'good', icon: IconCheck } as const;
const moving = { tone: 'info', icon: IconLoader2 } as const;
const down = { tone: 'bad', icon: IconAlertTriangle } as const;

const tunnelLooks: Record<TunnelState, StateLook> = {
  connected: good,
  degraded: { tone: 'warn', icon: IconHourglass },
  down,
  not_set_up: { tone: 'plain', icon: IconPlug },
};

export function TunnelBadge({ state }: { state: TunnelState }) {
  const { t } = useText();
  return <StateBadge look={tunnelLooks[state]}>{t(`states.tunnel.${state}`)}</StateBadge>;
}

const effectLooks: Record<Effect, StateLook> = {
  none: { tone: 'plain', icon: IconMinus },
  message: { tone: 'info', icon: IconMessage },
  money: { tone: 'warn', icon: IconCoin },
};

/** The worst that working through an event may bring about outside this house. `calm`: in a list of what is done, where it is no warning. */
export function EffectBadge({ effect, calm = false }: { effect: Effect; calm?: boolean }) {
  const { t } = useText();
  const look = effectLooks[effect];
  return <StateBadge look={calm ? { ...look, tone: 'plain' } : look}>{t(`states.effect.${effect}`)}</StateBadge>;
}

const replayLooks: Record<ReplayRun['state'], StateLook> = {
  running: moving,
  paused: { tone: 'warn', icon: IconPlayerPause },
  completed: good,
  cancelled: { tone: 'plain', icon: IconBan },
};

export function ReplayBadge({ state }: { state: ReplayRun['state'] }) {
  const { t } = useText();
  return <StateBadge look={replayLooks[state]}>{t(`states.replay.${state}`)}</StateBadge>;
}

const outageLooks: Record<Outage['state'], StateLook> = {
  open: down,
  repairing: moving,
  repaired: good,
  incomplete: { tone: 'warn', icon: IconAlertTriangle },
};

export function OutageBadge({ state }: { state: Outage['state'] }) {
  const { t } = useText();
  return <StateBadge look={outageLooks[state]}>{t(`states.outage.${state}`)}</StateBadge>;
}

const repairLooks: Record<Repair['state'], StateLook> = {
  waiting: { tone: 'info', icon: IconHourglass },
  running: moving,
  done: good,
  failed: { tone: 'bad', icon: IconX },
  out_of_reach: { tone: 'warn', icon: IconAlertTriangle },
  not_possible: { tone: 'plain', icon: IconBan },
};

export function RepairBadge({ state }: { state: Repair['state'] }) {
  const { t } = useText();
  return <StateBadge look={repairLooks[state]}>{t(`states.repair.${state}`)}</StateBadge>;
}

const silenceLooks: Record<Silence['state'], StateLook> = {
  normal: good,
  learning: { tone: 'plain', icon: IconEar },
  silent: { tone: 'warn', icon: IconAlertTriangle },
  acknowledged: { tone: 'plain', icon: IconEyeCheck },
};

export function SilenceBadge({ state }: { state: Silence['state'] }) {
  const { t } = useText();
  return <StateBadge look={silenceLooks[state]}>{t(`states.silence.${state}`)}</StateBadge>;
}
