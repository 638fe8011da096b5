import type { ConnectorWebhook } from '@banrimkwae/connector-kit/connector';
import { AppError, toAppError } from '@banrimkwae/contract/errors';
import { seal } from '../vault/cipher.ts';
import { sealContext } from '../vault/sealed-form.ts';
import { tellChange } from './change-provider.ts';
import type { ProvidersGround } from './ground.ts';
import { proveAddress } from './prove-address.ts';
import { saveConfiguration, saveStored } from './save-webhook.ts';
import { webhookAddress } from './webhook-address.ts';
import { isInUse, keepReplacedSecret } from './webhook-secrets.ts';

export type Registration = { id: string; publicUrl: string; by: string };

const MOST_CALLS = 3;

/**
 * Tells the provider our address by its API, keeps what it answers, and has the way to us proved. Throws AppError `not_supported` where it
 * must be done by hand, else what the provider's call threw; that is kept for the card.
 */
export async function register(ground: ProvidersGround, registration: Registration): Promise<void> {
  const { id, publicUrl } = registration;
  const trace = { operatorId: registration.by };
  const operation = registerOf(ground, id);
  const asked = ground.providers.row(id).configuration.webhookJob;
  try {
    const url = await tellAddress(ground, registration, (input) => ground.providers.run(id, operation, input, trace));
    keepRegistered(ground, { ...registration, url, asked });
  } catch (fault) {
    // Of an address that was only tried, whoever tried it is told.
    if (ground.publicUrl() === publicUrl) keepFailure(ground, id, fault);
    tellChange(ground, id);
    throw fault;
  }
  await proveAddress(ground, { id, publicUrl }, trace);
  tellChange(ground, id);
}

function registerOf({ providers }: ProvidersGround, id: string): Register {
  const { connector, name } = providers.find(id);
  const operation = connector.webhook?.register;
  if (operation) return operation;
  throw new AppError('not_supported', {
    message: `${name} takes its webhook address in its own console only.`,
    hint: 'Copy the address and paste it there.',
  });
}

type Register = NonNullable<ConnectorWebhook['register']>;
type Tell = (input: Parameters<Register>[1]) => ReturnType<Register>;

/** Twice where the provider made a new secret: it delivers by it, and lets the old registration go, only when it is on our disk. */
async function tellAddress(ground: ProvidersGround, { id, publicUrl, by }: Registration, tell: Tell): Promise<string> {
  const url = webhookAddress(publicUrl, id);
  for (let call = 0; call < MOST_CALLS; call += 1) {
    const registration = ground.providers.row(id).configuration.webhookRegistration;
    const told = await tell({ url, ...(registration === null ? {} : { registration }) });
    const known = told.secret === undefined || told.secret === ground.providers.secrets(id).current?.text;
    keepAnswer(ground, { id, by, registration: told.registration ?? null, secret: known ? undefined : told.secret });
    if (known) return url;
  }
  const { name } = ground.providers.find(id);
  throw new AppError('provider_failed', { message: `${name} gave another secret each time it was told our address.` });
}

type Answer = { id: string; by: string; registration: string | null; secret: string | undefined };

function keepAnswer(ground: ProvidersGround, { id, by, registration, secret }: Answer): void {
  const { manifest } = ground.providers.find(id).connector;
  const field = manifest.webhook?.secretField;
  const isNew = field !== undefined && secret !== undefined;
  if (!isNew && ground.providers.row(id).configuration.webhookRegistration === registration) return;
  ground.database.transaction(() => {
    saveStored(ground, id, (before) => {
      const configuration = { ...before.configuration, webhookRegistration: registration };
      if (!isNew) return { ...before, configuration };
      const after = { configuration, credentials: { ...before.credentials, [field]: seal(secret, sealContext(id, field), ground.key) } };
      const replacement = { before, after, at: ground.clock.now(), overlapHours: 'until in use' as const };
      return keepReplacedSecret(manifest, replacement, ground.key);
    });
    if (isNew) ground.audit({ actor: by, action: 'webhook.secret_received', subject: id, detail: {} });
  })();
  ground.providers.refresh(id);
}

type Registered = Registration & { url: string; asked: string | null };

function keepRegistered(ground: ProvidersGround, { id, publicUrl, by, url, asked }: Registered): void {
  const at = ground.clock.now();
  ground.database.transaction(() => {
    saveStored(ground, id, (stored) => {
      const { webhook, webhookAsk, webhookJob } = stored.configuration;
      const told = webhook?.url === url ? webhook : { url, registeredAt: at.toISOString(), proof: null };
      // Another address, or another wish, came meanwhile: it is still to be done.
      const isAnswered = webhookJob === asked && ground.publicUrl() === publicUrl;
      const configuration = { ...stored.configuration, webhook: told, webhookAsk: isAnswered ? null : webhookAsk };
      return isInUse({ ...stored, configuration }, at);
    });
    ground.audit({ actor: by, action: 'webhook.registered', subject: id, detail: { url } });
  })();
  ground.providers.refresh(id);
}

/** Stays until somebody asks anew, or a repeat succeeds. */
function keepFailure(ground: ProvidersGround, id: string, fault: unknown): void {
  const error = toAppError(fault);
  const at = ground.clock.now().toISOString();
  const asked = ground.providers.row(id).configuration.webhookAsk;
  const failure = { at, code: error.code, said: error.details.providerMessage ?? null };
  saveConfiguration(ground, id, { webhookAsk: { at: asked?.at ?? at, failure } });
}
