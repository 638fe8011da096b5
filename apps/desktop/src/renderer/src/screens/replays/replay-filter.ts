import type { ReplayFilter } from '@banrimkwae/contract/recovery';
import { WebhookState } from '@banrimkwae/contract/traffic';

/** A filter as it stands in the address, where anything can be written. */
export type FilterSearch = { [Name in keyof ReplayFilter]?: string | undefined };

/** What the agent is asked for: only what is filled in and known. */
export function filterOf({ provider, eventType, state, from, to, q }: FilterSearch): ReplayFilter {
  const known = WebhookState.options.find((one) => one === state);
  return {
    ...(provider !== undefined && { provider }),
    ...(eventType !== undefined && { eventType }),
    ...(known && { state: known }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(q !== undefined && { q }),
  };
}
