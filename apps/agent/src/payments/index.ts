export { createPayments, type PaymentsRoom } from './payments.ts';
export { disputesRoutes, paymentsRoutes, reconciliationRoutes } from './routes.ts';
