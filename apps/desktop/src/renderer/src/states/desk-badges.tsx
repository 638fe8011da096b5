import type { ApprovalState } from '@banrimkwae/contract/approvals';
import type { DisputeState } from '@banrimkwae/contract/disputes';
import type { OutgoingDelivery, OutgoingEndpoint } from '@banrimkwae/contract/outgoing';
import type { ReconciledLine, ReconciliationState } from '@banrimkwae/contract/reconciliation';
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconCloudDownload,
  IconLoader2,
  IconPlayerPause,
  IconScale,
  IconX,
} from '@tabler/icons-react';
import { useText } from '../text/use-text.ts';
import { StateBadge, type StateLook } from './state-badge.tsx';

const good = { tone: 'good', icon: IconCheck } as const;
const waiting = { tone: 'info', icon: IconClock } as const;
const off = { tone: 'plain', icon: IconBan } as const;
const bad = { tone: 'bad', icon: IconX } as const;

const approvalLooks: Record<ApprovalState, StateLook> = {
  waiting: { tone: 'warn', icon: IconClock },
  approved: good,
  rejected: { tone: 'plain', icon: IconX },
  withdrawn: off,
};

export function ApprovalBadge({ state }: { state: ApprovalState }) {
  const { t } = useText();
  return <StateBadge look={approvalLooks[state]}>{t(`approvals.states.${state}`)}</StateBadge>;
}

const disputeLooks: Record<DisputeState, StateLook> = {
  needs_response: { tone: 'warn', icon: IconAlertTriangle },
  under_review: { tone: 'info', icon: IconScale },
  won: good,
  lost: bad,
  closed: off,
};

export function DisputeBadge({ state }: { state: DisputeState }) {
  const { t } = useText();
  return <StateBadge look={disputeLooks[state]}>{t(`disputes.states.${state}`)}</StateBadge>;
}

const reconciliationLooks: Record<ReconciliationState, StateLook> = {
  waiting,
  running: { tone: 'info', icon: IconLoader2 },
  complete: good,
  incomplete: { tone: 'warn', icon: IconAlertTriangle },
  not_possible: off,
};

export function ReconciliationBadge({ state }: { state: ReconciliationState }) {
  const { t } = useText();
  return <StateBadge look={reconciliationLooks[state]}>{t(`reconciliation.states.${state}`)}</StateBadge>;
}

const outcomeLooks: Record<ReconciledLine['outcome'], StateLook> = {
  matched: good,
  recovered: { tone: 'info', icon: IconCloudDownload },
  differing: { tone: 'warn', icon: IconAlertTriangle },
};

export function OutcomeBadge({ outcome }: { outcome: ReconciledLine['outcome'] }) {
  const { t } = useText();
  return <StateBadge look={outcomeLooks[outcome]}>{t(`reconciliation.outcomes.${outcome}`)}</StateBadge>;
}

const endpointLooks: Record<OutgoingEndpoint['state'], StateLook> = {
  working: good,
  failing: { tone: 'bad', icon: IconAlertTriangle },
  disabled: { tone: 'plain', icon: IconPlayerPause },
  unused: { tone: 'plain', icon: IconCircleDashed },
};

export function EndpointBadge({ state }: { state: OutgoingEndpoint['state'] }) {
  const { t } = useText();
  return <StateBadge look={endpointLooks[state]}>{t(`outgoing.states.${state}`)}</StateBadge>;
}

const deliveryLooks: Record<OutgoingDelivery['state'], StateLook> = { waiting, delivered: good, failed: bad };

export function DeliveryBadge({ state }: { state: OutgoingDelivery['state'] }) {
  const { t } = useText();
  return <StateBadge look={deliveryLooks[state]}>{t(`outgoing.deliveryStates.${state}`)}</StateBadge>;
}
