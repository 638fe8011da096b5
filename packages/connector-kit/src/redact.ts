/** What stands in a log instead of a secret. */
export const REDACTED = '[redacted]';

/** Where configured secrets are shorter than this they are left standing: they would be found inside ordinary words. */
const SHORTEST_SECRET = 6;
const SECRET_HEADERS =
  'authorization|proxy-authorization|cookie|set-cookie|x-api-key|apikey|api[-_]key|secret[-_]key|x-goog-api-key|x-line-signature|stripe-signature|x-hub-signature.*';
const SECRET_NAMES = [
  'appid',
  'key',
  'api_?key',
  'access_?key',
  'access_?token',
  'refresh_?token',
  'id_?token',
  'token',
  'jwt',
  'secret',
  'client_?secret',
  'secret_?key',
  'password',
  'passwd',
  'authorization',
  'private_?key',
  'assertion',
  'signature',
  'card_?number',
  'cvc',
  'cvv',
  'series_?code',
  'webhook_?secret',
];
const SHORTEST_CARD = 13;
/** 13 to 19 digits in groups, beginning as payment cards do. */
const CARD_LIKE = /\b[2-6](?:[ -]?\d){12,18}\b/g;

export type RedactionRules = {
  /** Field and parameter names beside the general ones, any case. */
  names?: readonly string[];
  /** Configured secret values; removed wherever they stand, also encoded for an address, a form, JSON or XML. */
  values?: readonly string[];
};

export type Redactor = {
  headers: (headers: Readonly<Record<string, string>>) => Record<string, string>;
  /** Query parameters with secret names lose their value; user and password in the address are removed. */
  url: (address: string) => string;
  /** JSON, form or XML as text: fields with secret names lose their value. */
  body: (text: string) => string;
  /** Free text: configured secrets and anything that passes for a card number go. */
  text: (text: string) => string;
};

/** Prepares the rules of one provider once, for many texts. All of it also removes configured secrets and card numbers wherever they stand. */
export function createRedactor(rules: RedactionRules = {}): Redactor {
  const names = [...SECRET_NAMES, ...(rules.names ?? []).map(escapePattern)].join('|');
  const headerName = new RegExp(`^(?:${names}|${SECRET_HEADERS})$`, 'i');
  const patterns = {
    json: new RegExp(`("(?:${names})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"|-?\\d[\\d.eE+-]*)`, 'gi'),
    form: new RegExp(`((?:^|[&?\\[]|%5B)(?:${names})(?:\\]|%5D)?=)[^&\\s]*`, 'gi'),
    attribute: new RegExp(`(\\b(?:${names})=)(?:"[^"]*"|'[^']*')`, 'gi'),
    element: new RegExp(`(<(?:[\\w-]+:)?(?:${names})(?:\\s[^<>]*)?>)[^<]+(?=<)`, 'gi'),
  };
  // Longest first, so that none is cut in two by a shorter one.
  const values = [...new Set((rules.values ?? []).filter((value) => value.length >= SHORTEST_SECRET).flatMap(spellings))].sort(
    (left, right) => right.length - left.length,
  );
  const text = (given: string): string => {
    let clean = given;
    for (const value of values) if (clean.includes(value)) clean = clean.replaceAll(value, REDACTED);
    return clean.length < SHORTEST_CARD ? clean : clean.replace(CARD_LIKE, (digits) => (passesLuhn(digits) ? REDACTED : digits));
  };
  const header = rememberLast((name: string, value: string) => (headerName.test(name) ? REDACTED : text(value)));
  return {
    text,
    headers: (headers) => {
      const clean: Record<string, string> = {};
      for (const name in headers) clean[name] = header(name, headers[name] ?? '');
      return clean;
    },
    url: (address) => {
      const anonymous = address.includes('@') ? address.replace(/^([a-z][\w+.-]*:\/\/)[^/?#]*@/i, '$1') : address;
      return text(anonymous.includes('=') ? anonymous.replace(patterns.form, `$1${encodeURIComponent(REDACTED)}`) : anonymous);
    },
    body: (body) => {
      const start = body.trimStart().charAt(0);
      if (start === '{' || start === '[') return text(body.replace(patterns.json, `$1"${REDACTED}"`));
      if (start === '<') return text(body.replace(patterns.attribute, `$1"${REDACTED}"`).replace(patterns.element, `$1${REDACTED}`));
      return text(body.replace(patterns.form, `$1${REDACTED}`));
    },
  };
}

export function redactHeaders(headers: Readonly<Record<string, string>>, rules: RedactionRules = {}): Record<string, string> {
  return createRedactor(rules).headers(headers);
}

export function redactUrl(address: string, rules: RedactionRules = {}): string {
  return createRedactor(rules).url(address);
}

export function redactBody(text: string, rules: RedactionRules = {}): string {
  return createRedactor(rules).body(text);
}

export function redactText(text: string, rules: RedactionRules = {}): string {
  return createRedactor(rules).text(text);
}

/** Most headers say the same in call after call: the last answer of each name is kept, for so many names as no provider sends. */
function rememberLast(redact: (name: string, value: string) => string): (name: string, value: string) => string {
  const last = new Map<string, { value: string; clean: string }>();
  return (name, value) => {
    const known = last.get(name);
    if (known?.value === value) return known.clean;
    const clean = redact(name, value);
    if (known || last.size < 500) last.set(name, { value, clean });
    return clean;
  };
}

/** How a value may be spelt inside an address, a form, JSON (also with the slash escaped) or XML. */
function spellings(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const xml = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const all = [value, json, json.replaceAll('/', '\\/'), xml, xml.replaceAll('"', '&quot;').replaceAll("'", '&apos;')];
  const inAddress = [encodeURIComponent(value.toWellFormed()), new URLSearchParams({ '': value }).toString().slice(1)];
  return [...all, ...inAddress];
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function passesLuhn(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
