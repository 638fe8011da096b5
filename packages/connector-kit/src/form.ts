/** A value of a form body: nested objects and lists become `a[b]` and `a[0]`; undefined is left out. */
export type FormValue = string | number | boolean | undefined | null | readonly FormValue[] | { readonly [key: string]: FormValue };

/** application/x-www-form-urlencoded with bracket nesting, as Stripe and PHP-style APIs read it. */
export function encodeForm(fields: { readonly [key: string]: FormValue }): string {
  const pairs = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) append(pairs, key, value);
  return pairs.toString();
}

function append(pairs: URLSearchParams, key: string, value: FormValue): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) append(pairs, `${key}[${index}]`, item);
  } else if (typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) append(pairs, `${key}[${name}]`, inner);
  } else {
    pairs.append(key, String(value));
  }
}
