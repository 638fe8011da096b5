export { createPayments, type PaymentsRoom } from './payments.ts';
export { paymentsRoutes } from './routes.ts';
