export { createPayments, type PaymentsRoom } from './payments.ts';
export { approvalsRoutes, paymentsRoutes } from './routes.ts';
