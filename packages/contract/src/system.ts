import * as z from 'zod';
import { PaymentMethod } from './payments.ts';
import { Bilingual, Instant, Money } from './primitives.ts';
import { ConnectionState } from './providers.ts';
import { Role } from './roles.ts';
import { route } from './route.ts';
import { TunnelKind, TunnelState } from './tunnel.ts';

export const Resort = z.strictObject({
  name: Bilingual,
  address: z.string(),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  timeZone: z.string(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  languages: z.array(z.enum(['en', 'th'])).min(1),
});
export type Resort = z.infer<typeof Resort>;

export const Profile = z.enum(['practice', 'live']);
export type Profile = z.infer<typeof Profile>;

/** A thing the outside world can do on request, practice profile only ("a guest pays"). */
export const PracticeScene = z.object({ provider: z.string(), scene: z.string(), label: Bilingual });

export const SystemInfo = z.object({
  version: z.string(),
  profile: Profile,
  resort: Resort,
  practiceRoles: z.array(z.object({ role: Role, name: z.string() })),
});
export type SystemInfo = z.infer<typeof SystemInfo>;

/** One thing that needs a person, worst first. */
export const Problem = z.object({
  id: z.string(),
  severity: z.enum(['money', 'down', 'waiting']),
  sentence: Bilingual,
  nextStep: Bilingual,
  /** Where in the control centre to go, e.g. /connections/stripe. */
  link: z.string().nullable(),
  since: Instant,
});
export type Problem = z.infer<typeof Problem>;

export const Overview = z.object({
  problems: z.array(Problem),
  takeMoney: z.array(z.object({ method: PaymentMethod, works: z.boolean(), provider: z.string().nullable() })),
  paidToday: z.object({ total: Money, count: z.int(), lastAt: Instant.nullable(), waiting: z.int() }),
  rooms: z.object({ channels: z.int(), inSync: z.int(), lastBookingAt: Instant.nullable(), attention: z.int() }),
  /** `deadJobs`: deliveries and background work that gave up, each counted once. */
  waiting: z.object({
    unreadMessages: z.int(),
    deadJobs: z.int(),
    unknownOutcomes: z.int(),
    approvals: z.int(),
    disputes: z.int(),
    differences: z.int(),
  }),
  connections: z.array(z.object({ provider: z.string(), name: z.string(), state: ConnectionState })),
  /** Null in the practice profile, where the sandbox stands beside the agent. */
  tunnel: z.object({ state: TunnelState, since: Instant, kind: TunnelKind.nullable() }).nullable(),
});
export type Overview = z.infer<typeof Overview>;

export const systemContract = {
  info: route('public', 'GET /system', 'Version, profile and resort').output(SystemInfo),
  overview: route('overview.read', 'GET /overview', 'How things stand: worst problem first').output(Overview),
  scenes: route('signed_in', 'GET /practice/scenes', 'What can be played in the practice profile').output(z.array(PracticeScene)),
  playScene: route('signed_in', 'POST /practice/scenes/{provider}/{scene}', 'Let the sandbox play a scene')
    .input(z.object({ provider: z.string(), scene: z.string(), input: z.record(z.string(), z.unknown()).default({}) }))
    .output(z.object({ result: z.unknown() })),
};
