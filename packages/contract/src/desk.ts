import * as z from 'zod';
import { Session } from './access.ts';
import { errorCodes } from './errors.ts';
import { LiveEvent } from './events.ts';
import { Bilingual, Done, Instant } from './primitives.ts';
import { Role } from './roles.ts';

/** SHA-256 of a certificate, as people read it out: 32 hex groups, `AB:CD:…`. */
export const Fingerprint = z.string().regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);

/** One agent this desktop knows. `fingerprint` is null only for an agent on this very computer, which needs no pairing. */
export const KnownAgent = z.strictObject({
  id: z.string(),
  name: z.string(),
  address: z.url(),
  fingerprint: Fingerprint.nullable(),
  selected: z.boolean(),
});
export type KnownAgent = z.infer<typeof KnownAgent>;

/** A call to the agent's API. `path` starts with /api/ and carries no query; `body` is text, usually JSON. */
export const AgentRequest = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: z.string().max(2000).startsWith('/api/'),
  query: z.record(z.string(), z.string()).optional(),
  headers: z
    .strictObject({ accept: z.string(), 'accept-language': z.string(), 'content-type': z.string(), 'idempotency-key': z.string() })
    .partial()
    .optional(),
  body: z.string().max(1_000_000).optional(),
});
export type AgentRequest = z.infer<typeof AgentRequest>;

export const AgentReply = z.strictObject({
  status: z.int(),
  headers: z.strictObject({ 'content-type': z.string(), 'x-request-id': z.string() }).partial(),
  body: z.string(),
});
export type AgentReply = z.infer<typeof AgentReply>;

/** `offline` is `reconnecting` that has gone on long enough for a person to be told. `reason` says why the last attempt failed. */
export const LiveStatus = z.strictObject({
  state: z.enum(['stopped', 'connected', 'reconnecting', 'offline']),
  since: Instant,
  reason: z.enum(errorCodes).nullable(),
});
export type LiveStatus = z.infer<typeof LiveStatus>;

export const DeskInfo = z.strictObject({
  version: z.string(),
  platform: z.string(),
  /** Started together with the sandbox by `npm start`. */
  practice: z.boolean(),
  /** Whether sign-ins outlive the app; the sentence is for people. */
  keychain: z.strictObject({ available: z.boolean(), sentence: Bilingual }),
});
export type DeskInfo = z.infer<typeof DeskInfo>;

const nothing = z.undefined();
const agentId = z.strictObject({ id: z.string().min(1).max(80) });
/** As a person types it: `frontdesk-server`, `192.0.2.20:7300`, `https://…`. */
const address = z.string().trim().min(1).max(253);
const screenPath = z
  .string()
  .max(500)
  .regex(/^\/(?!\/)/);

/** Every call the renderer may make to the desktop's main process. Adding one: an entry here and its handler, nothing else. */
export const deskCalls = {
  'agents.list': call(nothing, z.array(KnownAgent)),
  /** The certificate an agent shows, to be compared by a person with what `npm run agent -- pair` printed. Sends nothing. */
  'agents.inspect': call(z.strictObject({ address }), z.strictObject({ address: z.url(), fingerprint: Fingerprint, shown: z.string() })),
  /** Trades the one-time code; only over a connection whose certificate is the confirmed one. */
  'agents.pair': call(z.strictObject({ address, code: z.string().trim().min(4).max(40), fingerprint: Fingerprint }), KnownAgent),
  'agents.select': call(agentId, z.array(KnownAgent)),
  'agents.forget': call(agentId, z.array(KnownAgent)),

  'session.current': call(nothing, Session.nullable()),
  'session.signIn': call(z.strictObject({ username: z.string().max(100), password: z.string().max(200) }), Session),
  'session.practiceSignIn': call(z.strictObject({ role: Role }), Session),
  'session.signOut': call(nothing, Done),

  'agent.request': call(AgentRequest, AgentReply),
  'live.start': call(nothing, LiveStatus),
  'live.stop': call(nothing, LiveStatus),

  'desk.info': call(nothing, DeskInfo),
  print: call(nothing, z.strictObject({ printed: z.boolean() })),
  notify: call(
    z.strictObject({ title: z.string().min(1).max(120), body: z.string().max(500), link: screenPath.optional() }),
    z.strictObject({ shown: z.boolean() }),
  ),
  /** Opens a web page in the system's browser; a person confirms every host once. */
  openExternal: call(z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(4000) }), z.strictObject({ opened: z.boolean() })),
  theme: call(z.strictObject({ source: z.enum(['system', 'light', 'dark']) }), z.strictObject({ dark: z.boolean() })),
  'updates.install': call(nothing, z.strictObject({ installing: z.boolean() })),
} as const satisfies DeskCallTable;

/** Everything the main process tells the renderer unasked. */
export const deskEvents = {
  live: LiveEvent,
  'live.status': LiveStatus,
  /** A notification was clicked: show this screen. */
  navigate: z.strictObject({ path: screenPath }),
  'updates.ready': z.strictObject({ version: z.string() }),
} as const satisfies Record<string, z.ZodType>;

export const DeskError = z.strictObject({
  code: z.enum(errorCodes),
  message: z.string(),
  hint: z.string(),
  fields: z.record(z.string(), z.string()).optional(),
});
export type DeskError = z.infer<typeof DeskError>;

export type DeskCall = keyof typeof deskCalls;
export type DeskEvent = keyof typeof deskEvents;
export type DeskInput<Name extends DeskCall> = z.output<(typeof deskCalls)[Name]['in']>;
export type DeskOutput<Name extends DeskCall> = z.output<(typeof deskCalls)[Name]['out']>;
export type DeskEventPayload<Name extends DeskEvent> = z.output<(typeof deskEvents)[Name]>;

/** A refusal is a value the screen shows, never a silent undefined. */
export type DeskReply<Value> = { ok: true; value: Value } | { ok: false; error: DeskError };

type Arguments<Input> = undefined extends Input ? [] : [input: Input];

/** `window.desk`: one function a call, and `on`, which answers how to stop listening. */
export type DeskApi = { readonly [Name in DeskCall]: (...input: Arguments<DeskInput<Name>>) => Promise<DeskReply<DeskOutput<Name>>> } & {
  readonly on: <Name extends DeskEvent>(event: Name, listener: (payload: DeskEventPayload<Name>) => void) => () => void;
};

export type DeskCallTable = Record<string, { in: z.ZodType; out: z.ZodType }>;

function call<In extends z.ZodType, Out extends z.ZodType>(input: In, output: Out): { in: In; out: Out } {
  return { in: input, out: output };
}
