import type { CreatePayment } from '@banrimkwae/connector-kit/capabilities/payments';
import type { PaymentMethod } from '@banrimkwae/contract/payments';
import type { Simulator, SimulatorWorld } from '../../apps/sandbox/src/simulator.ts';
import { omiseSimulator } from '../../apps/sandbox/src/simulators/omise/simulator.ts';
import { payPalSimulator } from '../../apps/sandbox/src/simulators/paypal/simulator.ts';
import { scbSimulator } from '../../apps/sandbox/src/simulators/scb/simulator.ts';
import { stripeSimulator } from '../../apps/sandbox/src/simulators/stripe/simulator.ts';

type Way = { method: PaymentMethod; details?: CreatePayment['details']; holds?: true };
/** What the histories know of a gateway beside its connector: how it is played, and by which methods guests pay there. */
export type Gateway = {
  id: string;
  /** Absent: there is nobody to ask. */
  open?: (world: SimulatorWorld) => Simulator;
  ways: readonly [Way, ...Way[]];
  /** Scenes in which a refund on its way ends. */
  refundEnds: readonly string[];
};

export const GATEWAYS: readonly [Gateway, ...Gateway[]] = [
  {
    id: 'stripe',
    open: stripeSimulator,
    ways: [{ method: 'card_link', holds: true }, { method: 'promptpay_qr' }],
    refundEnds: ['guestGivesBankDetails', 'refundArrives', 'refundFails'],
  },
  { id: 'paypal', open: payPalSimulator, ways: [{ method: 'paypal', holds: true }], refundEnds: ['refundArrives', 'refundFails'] },
  {
    id: 'omise',
    open: omiseSimulator,
    ways: [{ method: 'promptpay_qr' }, { method: 'mobile_banking', details: { bank: 'mobile_banking_kbank' } }, { method: 'truemoney' }],
    refundEnds: ['refundFails'],
  },
  { id: 'scb', open: scbSimulator, ways: [{ method: 'promptpay_qr' }, { method: 'scb_easy' }], refundEnds: [] },
  { id: 'promptpay', ways: [{ method: 'promptpay_qr' }], refundEnds: [] },
];
