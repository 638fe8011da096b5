import type { ProviderEvent } from '@banrimkwae/connector-kit/connector';
import type { Effect } from '@banrimkwae/contract/traffic';

/** How a feature room takes part in incoming events. Called at least once per event, in any order: must be idempotent. */
export type EventApplier = (event: ProviderEvent, providerId: string) => Promise<void>;
/** By subject kind; a kind without an applier is kept and marked completed. */
export type EventAppliers = Partial<Record<ProviderEvent['about']['kind'], EventApplier>>;

/** The worst that applying an event of this kind can bring about outside the house. Decided here, once, before anything is replayed. */
export const EFFECT_OF: Readonly<Record<ProviderEvent['about']['kind'], Effect>> = {
  payment: 'money',
  refund: 'money',
  guest_message: 'message',
  guest_reachability: 'none',
  reservations: 'none',
  none: 'none',
};
