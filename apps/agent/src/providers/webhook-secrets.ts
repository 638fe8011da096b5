import { randomBytes } from 'node:crypto';
import type { Manifest } from '@banrimkwae/connector-kit/manifest';
import type { WebhookSetup } from '@banrimkwae/contract/providers';
import { type MasterKey, open, type Sealed, seal } from '../vault/cipher.ts';
import { lastFourOf, sealContext } from '../vault/sealed-form.ts';
import type { Configuration, ProviderRow } from './provider-table.ts';
import type { PreviousSecret } from './webhook-record.ts';

/** The secrets a provider may sign with, opened: the current one, and the older ones each with its end. Never leaves the agent. */
export type WebhookSecrets = {
  current: { text: string; addedAt: string | null } | null;
  /** Newest first. */
  previous: readonly (PreviousSecret & { text: string })[];
};
/** What a provider's row holds and its form changes. */
export type Stored = { configuration: Configuration; credentials: Record<string, Sealed> };

/** As long as providers themselves let two overlap at most, and some repeat a delivery. */
export const USUAL_OVERLAP_HOURS = 24;
const LONGEST_OVERLAP_HOURS = 720;
const HOUR_MS = 3_600_000;
/** Each costs every forged delivery one more digest. */
const MOST_PREVIOUS = 3;

/** 192 bits, in letters that an address may have. */
export function newPathKey(): string {
  return randomBytes(24).toString('base64url');
}

export function openWebhookSecrets(manifest: Manifest, row: ProviderRow, key: MasterKey): WebhookSecrets {
  const field = manifest.webhook?.secretField;
  if (field === undefined) return { current: null, previous: [] };
  const opened = (name: string) => textOf(manifest, { credentials: row.credentials_encrypted, name }, key);
  const current = opened(field);
  const { addedAt, previous } = row.configuration.webhookSecrets;
  return {
    current: current === undefined ? null : { text: current, addedAt },
    previous: previous.flatMap((one) => {
      const text = opened(one.name);
      return text === undefined ? [] : [{ ...one, text }];
    }),
  };
}

/** Texts a delivery may be signed with at this moment, newest first. A secret is refused from its end on, to the millisecond. */
export function validSecrets({ current, previous }: WebhookSecrets, at: Date): readonly string[] {
  if (current === null) return [];
  return [current.text, ...stillValid(previous, at).map(({ text }) => text)];
}

export function showSecrets({ current, previous }: WebhookSecrets, at: Date): WebhookSetup['secrets'] {
  if (current === null) return [];
  return [
    { use: 'current', lastFour: lastFourOf(current.text), addedAt: current.addedAt, endsAt: null },
    ...stillValid(previous, at).map(({ text, addedAt, endsAt }) => ({
      use: 'previous' as const,
      lastFour: lastFourOf(text),
      addedAt,
      endsAt,
    })),
  ];
}

type Replacement = { before: Stored; after: Stored; at: Date; overlapHours: number | 'until in use' };

/**
 * The same change, with a webhook secret that it replaces kept valid for so many hours, for what is signed with it and on its way. 0 hours:
 * no older secret stays. `until in use`: as long as it takes, at most 30 days. A change that replaces none comes back as it is.
 */
export function keepReplacedSecret(manifest: Manifest, { before, after, at, overlapHours }: Replacement, key: MasterKey): Stored {
  const field = manifest.webhook?.secretField;
  if (field === undefined) return after;
  const opened = ({ credentials }: Stored, name: string) => textOf(manifest, { credentials, name }, key);
  const [replaced, current] = [opened(before, field), opened(after, field)];
  if (current === undefined || replaced === current) return after;
  const { addedAt, previous } = before.configuration.webhookSecrets;
  // Whoever goes back to an older secret has it once, without an end.
  const older = overlapHours === 0 ? [] : stillValid(previous, at).filter(({ name }) => opened(before, name) !== current);
  const name = freeName(field, older);
  const untilInUse = overlapHours === 'until in use';
  const endsAt = hoursAfter(at, untilInUse ? LONGEST_OVERLAP_HOURS : overlapHours);
  const replacedIsKept = replaced !== undefined && overlapHours !== 0;
  const kept = [...(replacedIsKept ? [{ name, addedAt, endsAt, untilInUse }] : []), ...older].slice(0, MOST_PREVIOUS);
  const sealed = replacedIsKept ? { [name]: seal(replaced, sealContext(manifest.id, name), key) } : {};
  return withPrevious({ ...after, credentials: { ...after.credentials, ...sealed } }, { addedAt: at.toISOString(), previous: kept });
}

/** Without the older secrets that have ended by then. */
export function endPrevious(stored: Stored, at: Date): Stored {
  const { addedAt, previous } = stored.configuration.webhookSecrets;
  return withPrevious(stored, { addedAt, previous: stillValid(previous, at) });
}

export function withoutPrevious(stored: Stored): Stored {
  return withPrevious(stored, { ...stored.configuration.webhookSecrets, previous: [] });
}

/** The provider signs with the current secret from now on: what waited for that has its usual overlap left. */
export function isInUse(stored: Stored, at: Date): Stored {
  const { addedAt, previous } = stored.configuration.webhookSecrets;
  const dated = previous.map((one) => (one.untilInUse ? { ...one, untilInUse: false, endsAt: hoursAfter(at, USUAL_OVERLAP_HOURS) } : one));
  return withPrevious(stored, { addedAt, previous: stillValid(dated, at) });
}

function hoursAfter(at: Date, hours: number): string {
  return new Date(at.getTime() + hours * HOUR_MS).toISOString();
}

/** Credentials of older secrets that are no longer named go with them. */
function withPrevious({ configuration, credentials }: Stored, webhookSecrets: Configuration['webhookSecrets']): Stored {
  const named = new Set(webhookSecrets.previous.map(({ name }) => name));
  const kept = Object.entries(credentials).filter(([name]) => !name.includes(PREVIOUS) || named.has(name));
  return { configuration: { ...configuration, webhookSecrets }, credentials: Object.fromEntries(kept) };
}

/** No field of a form has a colon in its name. */
const PREVIOUS = ':previous:';

function freeName(field: string, taken: readonly PreviousSecret[]): string {
  const used = new Set(taken.map(({ name }) => name));
  let number = 1;
  while (used.has(`${field}${PREVIOUS}${number}`)) number += 1;
  return `${field}${PREVIOUS}${number}`;
}

function stillValid<One extends PreviousSecret>(previous: readonly One[], at: Date): One[] {
  return previous.filter(({ endsAt }) => Date.parse(endsAt) > at.getTime());
}

type Place = { credentials: Readonly<Record<string, Sealed>>; name: string };

function textOf(manifest: Manifest, { credentials, name }: Place, key: MasterKey): string | undefined {
  const sealed = credentials[name];
  const text = sealed === undefined ? '' : open(sealed, sealContext(manifest.id, name), key);
  return text === '' ? undefined : text;
}
