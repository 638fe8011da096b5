import { AppError } from '@banrimkwae/contract/errors';
import type { ProviderField } from '@banrimkwae/contract/provider-fields';
import type { ProviderConfig } from '@banrimkwae/contract/providers';
import { type MasterKey, open, type Sealed, seal } from './cipher.ts';

/** What a form holds or is sent: by the name of the field. */
export type FormValues = Readonly<Record<string, string | boolean>>;
/** A form as it is kept. `owner` is what its secrets are bound to: they do not open in another one. */
export type SealedForm = { owner: string; fields: readonly ProviderField[]; values: FormValues; sealed: Readonly<Record<string, Sealed>> };
export type MergedForm = { values: Record<string, string | boolean>; sealed: Record<string, Sealed>; changed: readonly string[] };

/** What a sealed value is bound to. */
export function sealContext(owner: string, field: string): string {
  return `${owner}:${field}`;
}

/** All values, secrets opened; never leaves the agent. Throws AppError `internal` when one cannot be opened. */
export function openForm({ owner, values, sealed }: Omit<SealedForm, 'fields'>, key: MasterKey): FormValues {
  const secrets = Object.entries(sealed).map(([field, one]) => [field, open(one, sealContext(owner, field), key)] as const);
  return { ...values, ...Object.fromEntries(secrets) };
}

/** Names of required fields without a value. */
export function missingIn({ fields, values, sealed }: Omit<SealedForm, 'owner'>): readonly string[] {
  return fields
    .filter((field) => field.required)
    .filter((field) => (field.secret ? sealed[field.name] === undefined : isEmpty(values[field.name])))
    .map((field) => field.name);
}

/** The form with current values; a secret shows only whether it is set and, when long enough not to give it away, its last four characters. */
export function showForm(fields: readonly ProviderField[], values: FormValues): ProviderConfig {
  return {
    fields: fields.map((field) => {
      const value = values[field.name];
      if (!field.secret) return { ...field, value: value ?? null, isSet: !isEmpty(value), lastFour: null };
      const text = typeof value === 'string' ? value : '';
      return { ...field, value: null, isSet: text !== '', lastFour: lastFourOf(text) };
    }),
  };
}

/** Null where four characters would give too much of it away. */
export function lastFourOf(secret: string): string | null {
  return secret.length >= 12 ? secret.slice(-4) : null;
}

/**
 * Checks a submitted form and returns what to store. A secret left out or empty stays as it is; an unknown field is refused.
 * Throws AppError('invalid_input') naming each wrong field.
 */
export function mergeForm(form: SealedForm, submitted: FormValues, key: MasterKey): MergedForm {
  const fields = new Map(form.fields.map((field) => [field.name, field]));
  const wrong: Record<string, string> = {};
  const values = { ...form.values };
  const sealed = { ...form.sealed };
  const changed: string[] = [];
  for (const [name, value] of Object.entries(submitted)) {
    const field = fields.get(name);
    if (!field) wrong[name] = 'This field does not exist.';
    else if (field.secret && isEmpty(value)) continue;
    else {
      const problem = whyWrong(field, value);
      if (problem !== undefined) wrong[name] = problem;
      else if (field.secret) sealed[name] = seal(String(value), sealContext(form.owner, name), key);
      else values[name] = value;
      if (field.secret || form.values[name] !== value) changed.push(name);
    }
  }
  if (Object.keys(wrong).length > 0) throw new AppError('invalid_input', { fields: wrong });
  return { values, sealed, changed };
}

/** The same secrets under another key. */
export function resealForm({ owner, sealed }: Pick<SealedForm, 'owner' | 'sealed'>, keys: { from: MasterKey; to: MasterKey }) {
  return Object.fromEntries(
    Object.entries(sealed).map(([field, one]) => {
      const context = sealContext(owner, field);
      return [field, seal(open(one, context, keys.from), context, keys.to)] as const;
    }),
  );
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
