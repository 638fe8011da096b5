import type { ProviderEvent } from '@banrimkwae/connector-kit/connector';

/** How a feature room takes part in incoming events. Called at least once per event, in any order: must be idempotent. */
export type EventApplier = (event: ProviderEvent, providerId: string) => Promise<void>;
/** By subject kind; a kind without an applier is kept and marked completed. */
export type EventAppliers = Partial<Record<ProviderEvent['about']['kind'], EventApplier>>;
