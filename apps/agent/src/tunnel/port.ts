import type { TunnelState } from '@banrimkwae/contract/tunnel';

/** A walk through the public address and back to our own listener. `error` is technical, for the details fold. */
export type RoundTrip = { ok: true; ms: number } | { ok: false; reason: WalkFailure; error: string };
/**
 * `no_answer`: nothing came back in time. `unreachable`: the address has no server, or nobody takes the connection. `not_ours`: someone
 * answered, but without knowing our secret: a parked page, a login page of the line, another agent, the tunnel service's own error page.
 */
export type WalkFailure = 'no_answer' | 'unreachable' | 'not_ours';

export type WalkRoundTrip = (publicUrl: string) => Promise<RoundTrip>;

/** A change of state, for whoever keeps account of outages. */
export type TunnelChange = { state: TunnelState; at: string };
