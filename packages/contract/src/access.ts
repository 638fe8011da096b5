import * as z from 'zod';
import { ById, Done, Instant, PageQuery, page } from './primitives.ts';
import { permissions, Role } from './roles.ts';
import { route } from './route.ts';

export const Operator = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  role: Role,
  language: z.enum(['en', 'th']),
  disabled: z.boolean(),
  lastSeenAt: Instant.nullable(),
});
export type Operator = z.infer<typeof Operator>;

export const Session = z.object({ operator: Operator, permissions: z.array(z.enum(permissions)), expiresAt: Instant });
export type Session = z.infer<typeof Session>;

/** `token` is for desktops and scripts; a browser gets an HttpOnly cookie instead and no token in the body. */
export const SignedIn = Session.extend({ token: z.string().optional() });

const username = z
  .string()
  .trim()
  .toLowerCase()
  .min(2)
  .max(40)
  .regex(/^[a-z0-9._-]+$/);
const password = z.string().min(10).max(200);

export const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  start: z.string(),
  permissions: z.array(z.enum(permissions)),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
  expiresAt: Instant.nullable(),
});

export const AuditEntry = z.object({
  id: z.string(),
  sequence: z.int(),
  at: Instant,
  /** Id of an operator or an API key; `agent`, `console` or `nobody` otherwise. */
  actor: z.string(),
  /** As the operator or key is called today; null where there is none. */
  actorName: z.string().nullable(),
  action: z.string(),
  subject: z.string().nullable(),
  /** Redacted. */
  detail: z.record(z.string(), z.unknown()),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const accessContract = {
  signIn: route('public', 'POST /session', 'Sign in')
    .input(z.strictObject({ username: z.string().max(100), password: z.string().max(200) }))
    .output(SignedIn),
  practiceSignIn: route('public', 'POST /session/practice', 'One-click sign-in; practice profile only')
    .input(z.strictObject({ role: Role }))
    .output(SignedIn),
  session: route('signed_in', 'GET /session', 'Who am I').output(Session),
  signOut: route('signed_in', 'DELETE /session', 'Sign out').output(Done),
  activity: route('signed_in', 'POST /session/activity', 'Somebody works at this desk: keys or pointer were used').output(Done),
  confirm: route('signed_in', 'POST /session/confirmation', 'The password again, before money moves. Null in the practice profile only')
    .input(z.strictObject({ password: z.string().max(200).nullable() }))
    .output(Done),
  setLanguage: route('signed_in', 'PUT /session/language', 'My language')
    .input(z.strictObject({ language: z.enum(['en', 'th']) }))
    .output(Session),
  operators: route('operators.manage', 'GET /operators', 'All operators').output(z.array(Operator)),
  createOperator: route('operators.manage', 'POST /operators', 'Add an operator')
    .input(
      z.strictObject({
        username,
        name: z.string().trim().min(1).max(100),
        role: Role,
        language: z.enum(['en', 'th']).default('th'),
        password,
      }),
    )
    .output(Operator),
  updateOperator: route('operators.manage', 'PATCH /operators/{id}', 'Change role, name, password or disable')
    .input(
      z.strictObject({
        id: z.string(),
        name: z.string().trim().min(1).max(100).optional(),
        role: Role.optional(),
        disabled: z.boolean().optional(),
        password: password.optional(),
      }),
    )
    .output(Operator),
  apiKeys: route('api_keys.manage', 'GET /api-keys', 'Keys of machine clients').output(z.array(ApiKey)),
  createApiKey: route('api_keys.manage', 'POST /api-keys', 'A key for a machine client; shown once')
    .input(
      z.strictObject({
        name: z.string().trim().min(2).max(60),
        permissions: z.array(z.enum(permissions)).min(1),
        expiresInDays: z.int().min(1).max(730).nullable(),
      }),
    )
    .output(ApiKey.extend({ key: z.string() })),
  revokeApiKey: route('api_keys.manage', 'DELETE /api-keys/{id}', 'Revoke a key').input(ById).output(Done),
  audit: route('audit.read', 'GET /audit', 'Who did what, newest first')
    .input(PageQuery.extend({ actor: z.string().optional(), subject: z.string().optional() }))
    .output(page(AuditEntry)),
  verifyAudit: route('audit.read', 'GET /audit/verify', 'Whether the chain is unbroken').output(
    z.object({ intact: z.boolean(), entries: z.int(), firstBroken: z.int().nullable() }),
  ),
  pair: route('public', 'POST /pairing', 'Trade a one-time code for this agent’s identity')
    .input(z.strictObject({ code: z.string().max(40), deviceName: z.string().trim().min(1).max(80) }))
    .output(z.object({ agentId: z.string(), agentName: z.string(), fingerprint: z.string().nullable() })),
};
