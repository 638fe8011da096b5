import type { Manifest } from '@banrimkwae/connector-kit/manifest';
import { AppError } from '@banrimkwae/contract/errors';
import type { WebhookSetup } from '@banrimkwae/contract/providers';
import type { Actor } from '../access/index.ts';
import { tellChange } from './change-provider.ts';
import { mergeConfig } from './configuration.ts';
import type { ProvidersGround } from './ground.ts';
import { saveStored } from './save-webhook.ts';
import { webhookSetup } from './show-webhook.ts';
import { endPrevious, keepReplacedSecret, newPathKey, withoutPrevious } from './webhook-secrets.ts';

export type NewWebhookSecret = { id: string; secret?: string | undefined; overlapHours: number };

/**
 * A new webhook secret; what is signed with the old one is taken until its end. The audit log has dates, never a value. Throws AppError
 * `not_found`, `not_supported`, `invalid_input`.
 */
export function rotateWebhookSecret(ground: ProvidersGround, { id, overlapHours, ...given }: NewWebhookSecret, actor: Actor): WebhookSetup {
  const { connector } = ground.providers.find(id);
  const { manifest } = connector;
  const field = secretFieldOf(ground, id);
  const secret = given.secret ?? madeSecret(manifest);
  ground.database.transaction(() => {
    saveStored(ground, id, (before) => {
      const after = naming('secret', field, () => mergeConfig(manifest, ground.providers.row(id), { [field]: secret }, ground.key));
      return keepReplacedSecret(manifest, { before, after, at: ground.clock.now(), overlapHours }, ground.key);
    });
    ground.audit({ actor: actor.id, action: 'webhook.secret_rotated', subject: id, detail: { overlapHours } });
  })();
  tellChange(ground, id);
  return webhookSetup(ground, connector);
}

function madeSecret(manifest: Manifest): string {
  if (manifest.webhook?.secretInPath) return newPathKey();
  throw new AppError('invalid_input', { fields: { secret: 'Copy it from the provider’s console.' } });
}

/** From now on only the current secret holds; without an older one nothing changes. Throws AppError `not_found`, `not_supported`. */
export function endPreviousSecret(ground: ProvidersGround, id: string, actor: Actor): WebhookSetup {
  const { connector } = ground.providers.find(id);
  secretFieldOf(ground, id);
  const ended = ground.providers.secrets(id).previous.map(({ endsAt }) => endsAt);
  if (ended.length > 0) {
    ground.database.transaction(() => {
      saveStored(ground, id, withoutPrevious);
      ground.audit({ actor: actor.id, action: 'webhook.secret_ended', subject: id, detail: { wouldHaveEndedAt: ended } });
    })();
    tellChange(ground, id);
  }
  return webhookSetup(ground, connector);
}

/** Takes secrets that have ended off the disk. They are refused from their end on, whether this ran or not. */
export function forgetEndedSecrets(ground: ProvidersGround): void {
  const now = ground.clock.now();
  for (const id of ground.connectors.keys()) {
    if (ground.providers.secrets(id).previous.every(({ endsAt }) => Date.parse(endsAt) > now.getTime())) continue;
    saveStored(ground, id, (stored) => endPrevious(stored, now));
    ground.providers.refresh(id);
  }
}

function secretFieldOf({ providers }: ProvidersGround, id: string): string {
  const { connector, name } = providers.find(id);
  const field = connector.manifest.webhook?.secretField;
  if (field === undefined)
    throw new AppError('not_supported', { message: `${name} does not call us.`, hint: 'It needs no webhook secret.' });
  return field;
}

/** A fault of the provider's form tells of the field by the name it has in this one. */
function naming<Value>(name: string, field: string, act: () => Value): Value {
  try {
    return act();
  } catch (fault) {
    const sentence = fault instanceof AppError ? fault.details.fields?.[field] : undefined;
    throw sentence === undefined ? fault : new AppError('invalid_input', { fields: { [name]: sentence } });
  }
}
