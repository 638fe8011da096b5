import type { ConfigValues } from '@banrimkwae/connector-kit/connector';
import type { Manifest } from '@banrimkwae/connector-kit/manifest';
import { AppError } from '@banrimkwae/contract/errors';
import { ProviderField } from '@banrimkwae/contract/provider-fields';
import type { ProviderConfig } from '@banrimkwae/contract/providers';
import { type MasterKey, open, type Sealed, seal } from '../vault/cipher.ts';
import type { Configuration, ProviderRow } from './provider-table.ts';

export type FormValues = Readonly<Record<string, string | boolean>>;

export function fieldsOf(manifest: Manifest): readonly ProviderField[] {
  return manifest.fields.map((field) => ProviderField.parse(field));
}

/** All values of a provider, secrets opened. For calls only; never leaves the agent. */
export function readConfig(manifest: Manifest, row: ProviderRow, key: MasterKey): ConfigValues {
  const fields = new Set(manifest.fields.map(({ name }) => name));
  const secrets = Object.entries(row.credentials_encrypted)
    // Older webhook secrets stand beside them.
    .filter(([name]) => fields.has(name))
    .map(([field, sealed]) => [field, open(sealed, sealContext(manifest.id, field), key)] as const);
  return { ...row.configuration.values, ...Object.fromEntries(secrets) };
}

/** Names of required fields without a value. Empty: the provider is set up. A webhook secret is not needed for calling out. */
export function missingFields(manifest: Manifest, row: ProviderRow): readonly string[] {
  return fieldsOf(manifest)
    .filter((field) => field.required && field.name !== manifest.webhook?.secretField)
    .filter((field) => (field.secret ? row.credentials_encrypted[field.name] === undefined : isEmpty(row.configuration.values[field.name])))
    .map((field) => field.name);
}

/** The form with current values; a secret shows only whether it is set and, when long enough not to give it away, its last four characters. */
export function showConfig(manifest: Manifest, row: ProviderRow, key: MasterKey): ProviderConfig {
  const values = readConfig(manifest, row, key);
  return {
    fields: fieldsOf(manifest).map((field) => {
      const value = values[field.name];
      if (!field.secret) return { ...field, value: value ?? null, isSet: !isEmpty(value), lastFour: null };
      const text = typeof value === 'string' ? value : '';
      return { ...field, value: null, isSet: text !== '', lastFour: lastFourOf(text) };
    }),
  };
}

/**
 * Checks a submitted form and returns what to store. A secret left out or empty stays as it is; an unknown field is refused.
 * Throws AppError('invalid_input') naming each wrong field.
 */
export function mergeConfig(
  manifest: Manifest,
  row: ProviderRow,
  submitted: FormValues,
  key: MasterKey,
): { configuration: Configuration; credentials: Record<string, Sealed>; changed: readonly string[] } {
  const fields = new Map(fieldsOf(manifest).map((field) => [field.name, field]));
  const wrong: Record<string, string> = {};
  const values = { ...row.configuration.values };
  const credentials = { ...row.credentials_encrypted };
  const changed: string[] = [];
  for (const [name, value] of Object.entries(submitted)) {
    const field = fields.get(name);
    if (!field) wrong[name] = 'This field does not exist.';
    else if (field.secret && isEmpty(value)) continue;
    else {
      const problem = whyWrong(field, value);
      if (problem !== undefined) wrong[name] = problem;
      else if (field.secret) credentials[name] = seal(String(value), sealContext(manifest.id, name), key);
      else values[name] = value;
      if (field.secret || row.configuration.values[name] !== value) changed.push(name);
    }
  }
  if (Object.keys(wrong).length > 0) throw new AppError('invalid_input', { fields: wrong });
  return { configuration: { ...row.configuration, values }, credentials, changed };
}

/** Null where four characters would give too much of it away. */
export function lastFourOf(secret: string): string | null {
  return secret.length >= 12 ? secret.slice(-4) : null;
}

/** What a sealed value is bound to. */
export function sealContext(providerId: string, field: string): string {
  return `${providerId}:${field}`;
}

function whyWrong(field: ProviderField, value: string | boolean): string | undefined {
  if (field.type === 'checkbox') return typeof value === 'boolean' ? undefined : 'Yes or no is expected.';
  if (typeof value !== 'string') return 'A text is expected.';
  if (value === '') return field.required ? 'This field is needed.' : undefined;
  if (value !== value.trim()) return 'There is a space at the start or the end.';
  if (field.options && !field.options.some((option) => option.value === value)) return 'Choose one of the list.';
  if (field.type === 'url' && !URL.canParse(value)) return 'This is not an address.';
  if (field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`, 'u').test(value))
    return `This does not look right${field.example ? `; an example: ${field.example}` : ''}.`;
  return undefined;
}

function isEmpty(value: string | boolean | undefined): boolean {
  return value === undefined || value === '';
}
