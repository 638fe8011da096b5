import * as z from 'zod';
import { Bilingual, Done, Instant } from './primitives.ts';
import { ProviderConfig } from './providers.ts';
import { route } from './route.ts';

/** How the webhook listener becomes reachable from the internet. */
export const TunnelKind = z.enum(['cloudflared', 'ngrok', 'ssh', 'manual']);
export type TunnelKind = z.infer<typeof TunnelKind>;

/** `degraded`: reachable, but with less than it should have (fewer connections, slow round trips, one missed). */
export const TunnelState = z.enum(['connected', 'degraded', 'down', 'not_set_up']);
export type TunnelState = z.infer<typeof TunnelState>;

export const TunnelStatus = z.object({
  /** Null while none is chosen. */
  kind: TunnelKind.nullable(),
  state: TunnelState,
  since: Instant,
  /** Where providers reach us, without a path; null while unknown. */
  publicUrl: z.string().nullable(),
  sentence: Bilingual,
  /** What a person should do now; null: nothing. */
  nextStep: Bilingual.nullable(),
  /** The newest walk through the public address and back to our own listener. `ms` null: it did not come back. */
  lastRoundTrip: z.object({ at: Instant, ms: z.int().nullable(), error: z.string().nullable() }).nullable(),
  /** Since the agent started. */
  restarts: z.int(),
  /** When it is tried again; null while it runs. */
  nextAttemptAt: Instant.nullable(),
  /** What its own client reports, e.g. connections and edge locations; for the details fold. */
  details: z.array(z.object({ label: Bilingual, value: z.string() })),
  /** The client's newest lines, secrets removed, oldest first. */
  log: z.array(z.object({ at: Instant, line: z.string() })),
  /** How it stood before, newest first. */
  history: z.array(z.object({ at: Instant, state: TunnelState, sentence: Bilingual })),
});
export type TunnelStatus = z.infer<typeof TunnelStatus>;

export const TunnelOption = z.object({
  kind: TunnelKind,
  name: z.string(),
  about: Bilingual,
  chosen: z.boolean(),
  /** Null: ready. Otherwise what must be installed on the agent's computer first. */
  missing: Bilingual.nullable(),
  fields: ProviderConfig.shape.fields,
  /** Things to copy to the other side, e.g. this agent's public SSH key. */
  toCopy: z.array(z.object({ label: Bilingual, value: z.string() })),
});
export type TunnelOption = z.infer<typeof TunnelOption>;

export const tunnelContract = {
  status: route('providers.read', 'GET /tunnel', 'How the outside reaches this agent').output(TunnelStatus),
  options: route('providers.configure', 'GET /tunnel/options', 'The four ways with their forms; secrets only as set or not').output(
    z.array(TunnelOption),
  ),
  configure: route('providers.configure', 'PUT /tunnel', 'Choose a way, save its form and start it; a secret left out stays as it is')
    .input(z.object({ kind: TunnelKind, values: z.record(z.string(), z.union([z.string(), z.boolean()])) }))
    .output(TunnelStatus),
  hostKeys: route('providers.configure', 'POST /tunnel/host-keys', 'Which keys an SSH server shows, to be compared before one is trusted')
    .input(z.object({ host: z.string().trim().min(1).max(255), port: z.int().min(1).max(65_535).default(22) }))
    .output(z.array(z.object({ type: z.string(), fingerprint: z.string(), line: z.string() }))),
  restart: route('tunnel.restart', 'POST /tunnel/restart', 'Start it anew now').output(TunnelStatus),
  check: route('tunnel.restart', 'POST /tunnel/check', 'Walk through the public address and back now').output(TunnelStatus),
  remove: route('providers.configure', 'DELETE /tunnel', 'Stop it and forget the choice').output(Done),
};
