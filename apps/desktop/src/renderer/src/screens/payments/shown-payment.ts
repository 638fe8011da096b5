import type { paymentsContract } from '@banrimkwae/contract/payments';
import type { InferContractRouterOutputs } from '@orpc/contract';

/** One payment with all that belongs on its page. */
export type ShownPayment = InferContractRouterOutputs<typeof paymentsContract>['get'];
