import type { ProviderEvent, Verdict } from '@banrimkwae/connector-kit/connector';
import type { ErrorCode } from '@banrimkwae/contract/errors';
import type { ReplayFilter } from '@banrimkwae/contract/recovery';
import type { Effect } from '@banrimkwae/contract/traffic';

/**
 * How a feature room takes part in incoming events. Called at least once per event, in any order: must be idempotent. `background`: it is one
 * of many that are repeated; calls it makes stand behind others, and are given up when the signal aborts.
 */
export type EventApplier = (event: ProviderEvent, providerId: string, background?: Background) => Promise<void>;
export type Background = { signal: AbortSignal };
/** By subject kind; a kind without an applier is kept and marked completed. */
export type EventAppliers = Partial<Record<ProviderEvent['about']['kind'], EventApplier>>;

/** The worst that applying an event of this kind can bring about outside the house. Decided here, once, before anything is replayed. */
export const EFFECT_OF: Readonly<Record<ProviderEvent['about']['kind'], Effect>> = {
  payment: 'money',
  refund: 'money',
  dispute: 'money',
  warning: 'none',
  guest_message: 'message',
  guest_reachability: 'none',
  reservations: 'none',
  none: 'none',
};

/** What a provider says of a delivery that it was asked about, or why it could not be asked. */
export type Judged = Exclude<Verdict, { accepted: 'ask' }> | { cannotTell: ErrorCode };

/** What a replay is about: the events up to and including the id `upTo`. */
export type ReplaySelection = { filter: ReplayFilter; effects: readonly Effect[]; includeApplied: boolean; upTo: string };
/** `reached`: everything up to this id has been looked at. */
export type SelectionStep = { ids: string[]; reached: string; end: boolean };
/**
 * `left`: somebody else works on it at this moment. `again`: it may work in a while, or was given up as asked.
 * `limitedMs`: a limit keeps it waiting so long; that is no try.
 */
export type Reapplied = 'applied' | 'failed' | 'left' | 'again' | { limitedMs: number };
export type Reapply = (id: string, how: Background & { isLastTry: boolean }) => Promise<Reapplied>;

/** Failed events that share provider, type and reason. */
export type FailedGroup = { provider: string; eventType: string; code: string | null; reason: string; effect: Effect };
export type FailedGroupCount = FailedGroup & { count: number; oldestAt: string; newestAt: string };
