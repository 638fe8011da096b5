import { approvalStates } from '@banrimkwae/contract/approvals';
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import * as z from 'zod';
import { NotFound } from './shell/not-found.tsx';
import { ScreenFault } from './shell/screen-fault.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const today = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./screens/today/today-screen.tsx'), 'TodayScreen'),
});

const text = z.string().max(100).optional().catch(undefined);
const day = z.iso.date().optional().catch(undefined);
const moment = z.iso.datetime().optional().catch(undefined);

const payments = createRoute({
  getParentRoute: () => root,
  path: '/payments',
  validateSearch: z.object({ q: text, state: text, provider: text, method: text, from: day, to: day }),
  component: lazyRouteComponent(() => import('./screens/payments/payments-screen.tsx'), 'PaymentsScreen'),
});
const takePayment = createRoute({
  getParentRoute: () => payments,
  path: 'new',
  validateSearch: z.object({ again: text }),
  component: lazyRouteComponent(() => import('./screens/payments/take-payment.tsx'), 'TakePayment'),
});
const payment = createRoute({
  getParentRoute: () => payments,
  path: '$paymentId',
  component: lazyRouteComponent(() => import('./screens/payments/payment-detail.tsx'), 'PaymentDetail'),
});
const refund = createRoute({
  getParentRoute: () => payments,
  path: '$paymentId/refund',
  component: lazyRouteComponent(() => import('./screens/payments/refund-sheet.tsx'), 'RefundSheet'),
});
const approvals = createRoute({
  getParentRoute: () => root,
  path: '/payments/approvals',
  validateSearch: z.object({ show: z.enum(approvalStates).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./screens/approvals/approvals-screen.tsx'), 'ApprovalsScreen'),
});
const approval = createRoute({
  getParentRoute: () => approvals,
  path: '$approvalId',
  component: lazyRouteComponent(() => import('./screens/approvals/approval-detail.tsx'), 'ApprovalDetail'),
});
const disputes = createRoute({
  getParentRoute: () => root,
  path: '/payments/disputes',
  validateSearch: z.object({ show: z.enum(['open', 'decided']).optional().catch(undefined), provider: text }),
  component: lazyRouteComponent(() => import('./screens/disputes/disputes-screen.tsx'), 'DisputesScreen'),
});
const dispute = createRoute({
  getParentRoute: () => disputes,
  path: '$disputeId',
  component: lazyRouteComponent(() => import('./screens/disputes/dispute-detail.tsx'), 'DisputeDetail'),
});
const reconciliation = createRoute({
  getParentRoute: () => root,
  path: '/payments/reconciliation',
  validateSearch: z.object({ from: day, to: day, provider: text }),
  component: lazyRouteComponent(() => import('./screens/reconciliation/reconciliation-screen.tsx'), 'ReconciliationScreen'),
});
const reconciledDay = createRoute({
  getParentRoute: () => reconciliation,
  path: '$providerId/$day',
  validateSearch: z.object({ outcome: z.enum(['matched', 'recovered', 'differing']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./screens/reconciliation/day-detail.tsx'), 'DayDetail'),
});
const fees = createRoute({
  getParentRoute: () => root,
  path: '/payments/fees',
  validateSearch: z.object({ from: day, to: day }),
  component: lazyRouteComponent(() => import('./screens/fees/fees-screen.tsx'), 'FeesScreen'),
});
const moneyRules = createRoute({
  getParentRoute: () => root,
  path: '/payments/rules',
  component: lazyRouteComponent(() => import('./screens/money-rules/money-rules-screen.tsx'), 'MoneyRulesScreen'),
});
const guestPays = createRoute({
  getParentRoute: () => root,
  path: '/pay/$paymentId',
  component: lazyRouteComponent(() => import('./screens/payments/guest-pays.tsx'), 'GuestPays'),
});

const rooms = createRoute({
  getParentRoute: () => root,
  path: '/rooms',
  validateSearch: z.object({ from: z.iso.date().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./screens/rooms/rooms-screen.tsx'), 'RoomsScreen'),
});
const reservations = createRoute({
  getParentRoute: () => root,
  path: '/rooms/reservations',
  validateSearch: z.object({ q: text }),
  component: lazyRouteComponent(() => import('./screens/rooms/reservations-screen.tsx'), 'ReservationsScreen'),
});
const reservation = createRoute({
  getParentRoute: () => reservations,
  path: '$reservationId',
  component: lazyRouteComponent(() => import('./screens/rooms/reservation-detail.tsx'), 'ReservationDetail'),
});

const guests = createRoute({
  getParentRoute: () => root,
  path: '/guests',
  validateSearch: z.object({ q: text }),
  component: lazyRouteComponent(() => import('./screens/guests/guests-screen.tsx'), 'GuestsScreen'),
});
const conversation = createRoute({
  getParentRoute: () => guests,
  path: '$conversationId',
  component: lazyRouteComponent(() => import('./screens/guests/conversation.tsx'), 'ConversationThread'),
});

const connections = createRoute({
  getParentRoute: () => root,
  path: '/connections',
  component: lazyRouteComponent(() => import('./screens/connections/connections-screen.tsx'), 'ConnectionsScreen'),
});
const connection = createRoute({
  getParentRoute: () => connections,
  path: '$providerId',
  validateSearch: z.object({ tab: z.enum(['state', 'configure', 'endpoints', 'webhook']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./screens/connections/connection-detail.tsx'), 'ConnectionDetail'),
});

const tunnel = createRoute({
  getParentRoute: () => connections,
  path: 'tunnel',
  validateSearch: z.object({ tab: z.enum(['state', 'setup']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./screens/tunnel/tunnel-detail.tsx'), 'TunnelDetail'),
});
const webhookCards = createRoute({
  getParentRoute: () => root,
  path: '/connections/webhooks',
  component: lazyRouteComponent(() => import('./screens/connections/webhook-cards.tsx'), 'WebhookCardsScreen'),
});

const traffic = createRoute({
  getParentRoute: () => root,
  path: '/traffic',
  component: lazyRouteComponent(() => import('./screens/traffic/traffic-screen.tsx'), 'TrafficScreen'),
});
const trafficStart = createRoute({
  getParentRoute: () => traffic,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/traffic/webhooks', replace: true });
  },
});
const webhooks = createRoute({
  getParentRoute: () => traffic,
  path: 'webhooks',
  validateSearch: z.object({ provider: text, state: text, q: text }),
  component: lazyRouteComponent(() => import('./screens/traffic/webhooks.tsx'), 'Webhooks'),
});
const replayPlan = createRoute({
  getParentRoute: () => webhooks,
  path: 'replay',
  validateSearch: z.object({ eventType: z.string().max(200).optional().catch(undefined), from: moment, to: moment }),
  component: lazyRouteComponent(() => import('./screens/replays/replay-plan.tsx'), 'ReplayPlanSheet'),
});
const webhook = createRoute({
  getParentRoute: () => webhooks,
  path: '$webhookId',
  component: lazyRouteComponent(() => import('./screens/traffic/webhook-detail.tsx'), 'WebhookDetail'),
});
const refused = createRoute({
  getParentRoute: () => traffic,
  path: 'refused',
  validateSearch: z.object({ id: text }),
  component: lazyRouteComponent(() => import('./screens/traffic/refused.tsx'), 'Refused'),
});
const replays = createRoute({
  getParentRoute: () => traffic,
  path: 'replays',
  component: lazyRouteComponent(() => import('./screens/replays/replays.tsx'), 'Replays'),
});
const replay = createRoute({
  getParentRoute: () => replays,
  path: '$replayId',
  component: lazyRouteComponent(() => import('./screens/replays/replay-detail.tsx'), 'ReplayDetail'),
});
const deadLetters = createRoute({
  getParentRoute: () => traffic,
  path: 'dead-letters',
  validateSearch: z.object({ key: z.string().max(400).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./screens/dead-letters/dead-letters.tsx'), 'DeadLetters'),
});
const gaps = createRoute({
  getParentRoute: () => traffic,
  path: 'recovery',
  component: lazyRouteComponent(() => import('./screens/gaps/gaps.tsx'), 'Gaps'),
});
const outage = createRoute({
  getParentRoute: () => gaps,
  path: '$outageId',
  component: lazyRouteComponent(() => import('./screens/gaps/outage-detail.tsx'), 'OutageDetail'),
});
const requests = createRoute({
  getParentRoute: () => traffic,
  path: 'requests',
  validateSearch: z.object({ provider: text, failed: z.boolean().optional().catch(undefined), payment: text }),
  component: lazyRouteComponent(() => import('./screens/traffic/requests.tsx'), 'Requests'),
});
const request = createRoute({
  getParentRoute: () => requests,
  path: '$requestId',
  component: lazyRouteComponent(() => import('./screens/traffic/request-detail.tsx'), 'RequestDetail'),
});
const jobs = createRoute({
  getParentRoute: () => traffic,
  path: 'jobs',
  validateSearch: z.object({ state: text }),
  component: lazyRouteComponent(() => import('./screens/traffic/jobs.tsx'), 'Jobs'),
});
const job = createRoute({
  getParentRoute: () => jobs,
  path: '$jobId',
  component: lazyRouteComponent(() => import('./screens/traffic/job-detail.tsx'), 'JobDetail'),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: z.object({ id: text, actor: text, subject: text }),
  component: lazyRouteComponent(() => import('./screens/audit/audit-screen.tsx'), 'AuditScreen'),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  validateSearch: z.object({
    tab: z.enum(['me', 'resort', 'operators', 'keys', 'outgoing', 'desktop']).optional().catch(undefined),
    id: text,
  }),
  component: lazyRouteComponent(() => import('./screens/settings/settings-screen.tsx'), 'SettingsScreen'),
});

/** As problems of the agent name the place. */
const outgoing = createRoute({
  getParentRoute: () => root,
  path: '/settings/outgoing',
  beforeLoad: () => {
    throw redirect({ to: '/settings', search: { tab: 'outgoing' }, replace: true });
  },
});

const routeTree = root.addChildren([
  today,
  payments.addChildren([takePayment, payment, refund]),
  approvals.addChildren([approval]),
  disputes.addChildren([dispute]),
  reconciliation.addChildren([reconciledDay]),
  fees,
  moneyRules,
  guestPays,
  rooms,
  reservations.addChildren([reservation]),
  guests.addChildren([conversation]),
  connections.addChildren([tunnel, connection]),
  webhookCards,
  traffic.addChildren([
    trafficStart,
    webhooks.addChildren([replayPlan, webhook]),
    refused,
    replays.addChildren([replay]),
    deadLetters,
    gaps.addChildren([outage]),
    requests.addChildren([request]),
    jobs.addChildren([job]),
  ]),
  audit,
  settings,
  outgoing,
]);

export const router = createRouter({ routeTree, defaultErrorComponent: ScreenFault, defaultPreload: 'intent', defaultPendingMs: 300 });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
