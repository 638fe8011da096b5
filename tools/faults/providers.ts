import * as z from 'zod';
import { createSandboxControl, type SandboxControl } from '../../apps/agent/src/practice/index.ts';
import { createDeliveries, postWebhook } from '../../apps/sandbox/src/deliveries.ts';
import { createSandbox } from '../../apps/sandbox/src/server.ts';
import type { Simulator, WebhookDelivery } from '../../apps/sandbox/src/simulator.ts';
import { createSimulators } from '../../apps/sandbox/src/simulators/index.ts';
import { LINE_PRACTICE } from '../../apps/sandbox/src/simulators/line/settings.ts';
import { lineSimulator } from '../../apps/sandbox/src/simulators/line/simulator.ts';
import { STRIPE_PRACTICE } from '../../apps/sandbox/src/simulators/stripe/settings.ts';
import { stripeSimulator } from '../../apps/sandbox/src/simulators/stripe/simulator.ts';
import { createWorld } from '../../apps/sandbox/src/world.ts';
import type { Ledger } from './ledger.ts';

/** The providers, played by the sandbox: what they know, what they are told to do wrong, and their senders. */
export type Providers = {
  url: string;
  control: SandboxControl;
  stripe: () => StripeState;
  line: () => LineState;
  /** Deliveries arrive twice, late, or in another order. */
  disturbDeliveries: (order: { provider: string; kind: 'duplicate' | 'late' | 'reorder'; lateMs?: number; times: number }) => void;
  orderFault: (fault: Record<string, unknown>) => Promise<void>;
  /** Nothing goes wrong any more, and what was held back is sent. */
  mend: () => Promise<void>;
  close: () => Promise<void>;
};

const metadata = z.record(z.string(), z.string());
const StripeState = z.object({
  sessions: z.array(z.object({ client_reference_id: z.string().nullable() })),
  paymentIntents: z.array(z.object({ id: z.string(), status: z.string(), amount_received: z.int(), metadata })),
  refunds: z.array(z.object({ id: z.string(), payment_intent: z.string().nullable(), amount: z.int(), status: z.string(), metadata })),
});
export type StripeState = z.infer<typeof StripeState>;
const LineState = z.object({
  conversation: z.array(z.object({ from: z.enum(['guest', 'account']), message: z.looseObject({ text: z.string().optional() }) })),
});
export type LineState = z.infer<typeof LineState>;

/** As the real ones: a failed delivery comes again, each time after a longer wait. Only their hours are our tenths of seconds. */
const RETRY_AFTER_MS = [200, 400, 800, 1600, 3200, 6400];
/** The first try and its repeats. */
export const TRIES_OF_A_SENDER = RETRY_AFTER_MS.length + 1;

export async function startProviders(ledger: Ledger, tunnelUrl: () => string): Promise<Providers> {
  const sandbox = createWorld();
  const send = async (delivery: WebhookDelivery, spoiled: boolean) => {
    const { pathname, search } = new URL(delivery.url);
    const outcome = await postWebhook({ ...delivery, url: `${tunnelUrl()}${pathname}${search}` }, spoiled);
    if (!spoiled) ledger.delivered(delivery, outcome);
    return outcome;
  };
  const deliveries = createDeliveries({ send, later: sandbox.later });
  const world = { ...sandbox, deliver: deliveries.deliver, deliveries };
  const stripe = stripeSimulator(world, { ...STRIPE_PRACTICE, webhookRetryAfter: RETRY_AFTER_MS });
  const line = lineSimulator(world, { ...LINE_PRACTICE, redeliverAfter: RETRY_AFTER_MS, monthlyLimit: null });
  const others = createSimulators(world).filter(({ id }) => id !== stripe.id && id !== line.id);
  const simulators: Simulator[] = [...others, stripe, line];
  const { port, close } = await createSandbox({ world, simulators, day: { pace: () => 0, setPace: () => undefined } }).listen(0);
  const url = `http://127.0.0.1:${port}`;
  const control = createSandboxControl(url, fetch);
  return {
    url,
    control,
    stripe: () => StripeState.parse(stripe.state()),
    line: () => LineState.parse(line.state()),
    disturbDeliveries: ({ lateMs = 200, ...order }) => deliveries.order({ lateMs, ...order }),
    orderFault: async (fault) => {
      await fetch(`${url}/_sandbox/faults`, {
        method: 'PUT',
        body: JSON.stringify(fault),
        headers: { 'content-type': 'application/json' },
      });
    },
    mend: async () => {
      deliveries.clear();
      await control.clearFaults();
    },
    close,
  };
}
