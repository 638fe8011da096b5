export { createPayments, type PaymentsRoom } from './payments.ts';
export { disputesRoutes, moneyRulesRoutes, paymentsRoutes, reconciliationRoutes } from './routes.ts';
