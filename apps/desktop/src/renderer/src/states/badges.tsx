import type { Reservation } from '@banrimkwae/contract/channel';
import type { Message } from '@banrimkwae/contract/messages';
import type { PaymentState, Refund, RefundState } from '@banrimkwae/contract/payments';
import type { BreakerState, ConnectionState, WebhookSetup } from '@banrimkwae/contract/providers';
import type { Job, WebhookEvent } from '@banrimkwae/contract/traffic';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconCircleOff,
  IconClock,
  IconHelpHexagon,
  IconHourglass,
  IconLoader2,
  IconLock,
  IconPencil,
  IconPlayerPause,
  IconPlug,
  IconTrash,
  IconUserCheck,
  IconX,
} from '@tabler/icons-react';
import type * as z from 'zod';
import { useText } from '../text/use-text.ts';
import { StateBadge, type StateLook } from './state-badge.tsx';

const good = { tone: 'good', icon: IconCheck } as const;
const asking = { tone: 'warn', icon: IconHelpHexagon } as const;
const failed = { tone: 'bad', icon: IconX } as const;
const moving = { tone: 'info', icon: IconLoader2 } as const;
const waiting = { tone: 'info', icon: IconClock } as const;
const off = { tone: 'plain', icon: IconBan } as const;

const connectionLooks: Record<ConnectionState, StateLook> = {
  working: good,
  slow: { tone: 'warn', icon: IconHourglass },
  down: { tone: 'bad', icon: IconAlertTriangle },
  not_set_up: { tone: 'plain', icon: IconPlug },
  paused: { tone: 'plain', icon: IconPlayerPause },
};

export function ConnectionBadge({ state }: { state: ConnectionState }) {
  const { t } = useText();
  return <StateBadge look={connectionLooks[state]}>{t(`states.connection.${state}`)}</StateBadge>;
}

const paymentLooks: Record<PaymentState, StateLook> = {
  creating: moving,
  unknown: asking,
  waiting,
  processing: moving,
  authorized: { tone: 'info', icon: IconLock },
  paid: good,
  failed,
  cancelled: off,
  expired: { tone: 'plain', icon: IconClock },
};

export function PaymentBadge({ state }: { state: PaymentState }) {
  const { t } = useText();
  return <StateBadge look={paymentLooks[state]}>{t(`states.payment.${state}`)}</StateBadge>;
}

const refundLooks: Record<RefundState, StateLook> = {
  requested: { tone: 'warn', icon: IconUserCheck },
  approved: moving,
  sending: moving,
  unknown: asking,
  pending: waiting,
  succeeded: { tone: 'good', icon: IconArrowBackUp },
  failed,
  cancelled: off,
};

/** One that a person sends is not on its way before somebody has sent it. */
export function RefundBadge({ refund: { state, way } }: { refund: Pick<Refund, 'state' | 'way'> }) {
  const { t } = useText();
  if (state === 'approved' && way === 'manual_transfer')
    return <StateBadge look={{ tone: 'warn', icon: IconUserCheck }}>{t('states.refund.toTransfer')}</StateBadge>;
  return <StateBadge look={refundLooks[state]}>{t(`states.refund.${state}`)}</StateBadge>;
}

const reservationLooks: Record<Reservation['state'], StateLook> = {
  confirmed: good,
  modified: { tone: 'info', icon: IconPencil },
  cancelled: off,
};

export function ReservationBadge({ state }: { state: Reservation['state'] }) {
  const { t } = useText();
  return <StateBadge look={reservationLooks[state]}>{t(`states.reservation.${state}`)}</StateBadge>;
}

const messageLooks: Record<Message['state'], StateLook> = {
  received: good,
  queued: waiting,
  sending: moving,
  unknown: asking,
  sent: good,
  failed,
};

export function MessageBadge({ state }: { state: Message['state'] }) {
  const { t } = useText();
  return <StateBadge look={messageLooks[state]}>{t(`states.message.${state}`)}</StateBadge>;
}

const webhookLooks: Record<WebhookEvent['state'], StateLook> = { pending: waiting, processing: moving, completed: good, failed };

export function WebhookBadge({ state }: { state: WebhookEvent['state'] }) {
  const { t } = useText();
  return <StateBadge look={webhookLooks[state]}>{t(`states.webhook.${state}`)}</StateBadge>;
}

const jobLooks: Record<Job['state'], StateLook> = {
  waiting,
  delayed: { tone: 'warn', icon: IconHourglass },
  running: moving,
  completed: good,
  dead: failed,
  cancelled: off,
  discarded: { tone: 'plain', icon: IconTrash },
};

export function JobBadge({ state }: { state: Job['state'] }) {
  const { t } = useText();
  return <StateBadge look={jobLooks[state]}>{t(`states.job.${state}`)}</StateBadge>;
}

const breakerLooks: Record<BreakerState, StateLook> = {
  closed: good,
  open: { tone: 'bad', icon: IconCircleOff },
  half_open: { tone: 'warn', icon: IconCircleDashed },
};

export function BreakerBadge({ state }: { state: BreakerState }) {
  const { t } = useText();
  return <StateBadge look={breakerLooks[state]}>{t(`states.breaker.${state}`)}</StateBadge>;
}

type SetupState = z.infer<typeof WebhookSetup>['state'];

const setupLooks: Record<SetupState, StateLook> = {
  not_set_up: { tone: 'plain', icon: IconPlug },
  address_changed: { tone: 'bad', icon: IconAlertTriangle },
  waiting_for_first: waiting,
  working: good,
};

export function WebhookSetupBadge({ state }: { state: SetupState }) {
  const { t } = useText();
  return <StateBadge look={setupLooks[state]}>{t(`states.webhookSetup.${state}`)}</StateBadge>;
}

/** Good or not, in two words of the caller. */
export function YesNoBadge({ yes, children }: { yes: boolean; children: string }) {
  return <StateBadge look={yes ? good : failed}>{children}</StateBadge>;
}
