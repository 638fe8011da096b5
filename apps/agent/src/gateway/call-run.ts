import type { OutgoingRequest } from './exchange.ts';
import type { CallPlan } from './plan.ts';
import type { GatewayCall } from './port.ts';

/** One call on its way, over all its attempts. */
export type CallRun<Body> = {
  plan: CallPlan;
  asked: GatewayCall<Body>;
  /** The request without proof of who asks. */
  outline: OutgoingRequest;
  requestId: string;
  /** No further attempt begins after this. */
  giveUpAt: number;
};
