export { createPayments, type PaymentsRoom } from './payments.ts';
export { moneyRulesRoutes, paymentsRoutes } from './routes.ts';
