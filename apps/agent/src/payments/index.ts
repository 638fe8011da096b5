export { createPayments, type PaymentsRoom } from './payments.ts';
export { approvalsRoutes, disputesRoutes, moneyRulesRoutes, paymentsRoutes, reconciliationRoutes } from './routes.ts';
