import type { ConfigValues } from '@banrimkwae/connector-kit/connector';
import type { Manifest } from '@banrimkwae/connector-kit/manifest';
import { ProviderField } from '@banrimkwae/contract/provider-fields';
import type { ProviderConfig } from '@banrimkwae/contract/providers';
import type { MasterKey, Sealed } from '../vault/cipher.ts';
import { type FormValues, mergeForm, missingIn, openForm, type SealedForm, showForm } from '../vault/sealed-form.ts';
import type { Configuration, ProviderRow } from './provider-table.ts';

export function fieldsOf(manifest: Manifest): readonly ProviderField[] {
  return manifest.fields.map((field) => ProviderField.parse(field));
}

/** All values of a provider, secrets opened. For calls only; never leaves the agent. */
export function readConfig(manifest: Manifest, row: ProviderRow, key: MasterKey): ConfigValues {
  const fields = new Set(manifest.fields.map(({ name }) => name));
  // Older webhook secrets stand beside them.
  const own = Object.entries(row.credentials_encrypted).filter(([name]) => fields.has(name));
  return openForm({ ...formOf(manifest, row), sealed: Object.fromEntries(own) }, key);
}

/** Names of required fields without a value. Empty: the provider is set up. A webhook secret is not needed for calling out. */
export function missingFields(manifest: Manifest, row: ProviderRow): readonly string[] {
  return missingIn(formOf(manifest, row)).filter((name) => name !== manifest.webhook?.secretField);
}

/** The form with current values; a secret shows only whether it is set and, when long enough not to give it away, its last four characters. */
export function showConfig(manifest: Manifest, row: ProviderRow, key: MasterKey): ProviderConfig {
  return showForm(fieldsOf(manifest), readConfig(manifest, row, key));
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
  const { values, sealed, changed } = mergeForm(formOf(manifest, row), submitted, key);
  return { configuration: { ...row.configuration, values }, credentials: sealed, changed };
}

function formOf(manifest: Manifest, row: ProviderRow): SealedForm {
  return { owner: manifest.id, fields: fieldsOf(manifest), values: row.configuration.values, sealed: row.credentials_encrypted };
}
