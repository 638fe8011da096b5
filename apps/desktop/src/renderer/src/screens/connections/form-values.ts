import type { ProviderConfig } from '@banrimkwae/contract/providers';

export type Field = ProviderConfig['fields'][number];
export type Values = Record<string, string | boolean>;

/** What the form starts with. A secret never comes back from the agent, so its field starts empty. */
export function startValues(fields: readonly Field[]): Values {
  return Object.fromEntries(
    fields.map((field) => [field.name, field.secret ? '' : (field.value ?? (field.type === 'checkbox' ? false : ''))]),
  );
}

/** What is sent: a secret only when a new one was typed, so that the one that is set stays. */
export function valuesToSend(fields: readonly Field[], values: Values): Values {
  return Object.fromEntries(
    fields.flatMap(({ name, secret }) => {
      const value = values[name] ?? '';
      const text = typeof value === 'string' ? value.trim() : value;
      return secret && text === '' ? [] : [[name, text] as const];
    }),
  );
}

export type FieldFault = 'missing' | 'pattern' | 'url' | 'email';

/** Why a value cannot be saved; undefined when it can. The agent checks again by the same field. */
export function fieldFault(field: Field, value: string | boolean | undefined): FieldFault | undefined {
  if (typeof value === 'boolean') return undefined;
  const text = value?.trim() ?? '';
  if (text === '') return field.required && !(field.secret && field.isSet) ? 'missing' : undefined;
  if (field.type === 'url' && !URL.canParse(text)) return 'url';
  if (field.type === 'email' && !/^\S+@\S+\.\S+$/.test(text)) return 'email';
  return field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`).test(text) ? 'pattern' : undefined;
}
