/** What stands in a log instead of a secret. */
export const REDACTED = '[redacted]';

const SECRET_HEADERS = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|apikey|api[-_]key|secret[-_]key|x-goog-api-key|x-line-signature|stripe-signature|x-hub-signature.*)$/i;
const SECRET_NAMES = /^(appid|key|api_?key|apikey|access_?key|access_?token|refresh_?token|token|jwt|secret|client_?secret|password|passwd|authorization|private_?key|assertion|signature|card_?number|cardnumber|cvc|cvv|seriescode|secretkey|webhook_?secret)$/i;
const CARD_LIKE = /\b(?:\d[ -]?){13,19}\b/g;

export type RedactionRules = {
  /** Field and parameter names beside the general ones, any case. */
  names?: readonly string[];
  /** Configured secret values; removed wherever they stand, also URL-encoded. */
  values?: readonly string[];
};

export function redactHeaders(headers: Readonly<Record<string, string>>, rules: RedactionRules = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, isSecretName(name, rules) || SECRET_HEADERS.test(name) ? REDACTED : redactText(value, rules)]));
}

/** Query parameters with secret names lose their value; user and password in the address are removed. */
export function redactUrl(address: string, rules: RedactionRules = {}): string {
  const url = URL.parse(address);
  if (!url) return redactText(address, rules);
  url.username = '';
  url.password = '';
  for (const name of new Set(url.searchParams.keys())) {
    if (isSecretName(name, rules)) url.searchParams.set(name, REDACTED);
  }
  return redactText(url.toString(), rules);
}

/** A body as text: JSON, form or XML fields with secret names lose their value; card numbers and configured secrets go wherever they are. */
export function redactBody(text: string, rules: RedactionRules = {}): string {
  const trimmed = text.trimStart();
  if (trimmed.startsWith('{') || trimmed.startsWith('[')) return redactText(redactJson(text, rules), rules);
  if (trimmed.startsWith('<')) return redactText(redactXml(text, rules), rules);
  return redactText(redactForm(text, rules), rules);
}

/** Removes configured secrets and anything that passes for a card number from free text. */
export function redactText(text: string, rules: RedactionRules = {}): string {
  const withoutSecrets = (rules.values ?? [])
    .filter((value) => value.length >= 6)
    .flatMap((value) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])
    .reduce((current, value) => current.replaceAll(value, REDACTED), text);
  return withoutSecrets.replace(CARD_LIKE, (digits) => (passesLuhn(digits.replace(/\D/g, '')) ? REDACTED : digits));
}

function isSecretName(name: string, rules: RedactionRules): boolean {
  const bare = /\[?([^[\]]+)\]?$/.exec(name)?.[1] ?? name;
  return SECRET_NAMES.test(bare) || (rules.names ?? []).some((extra) => extra.toLowerCase() === bare.toLowerCase());
}

function redactJson(text: string, rules: RedactionRules): string {
  const pairs = /"((?:[^"\\]|\\.)*)"(\s*:\s*)("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*)/g;
  return text.replace(pairs, (whole: string, name: string, colon: string) => (isSecretName(name, rules) ? `"${name}"${colon}"${REDACTED}"` : whole));
}

function redactForm(text: string, rules: RedactionRules): string {
  return text.replace(/(^|&)([^=&\s]+)=([^&\s]*)/g, (whole: string, start: string, name: string) => (isSecretName(decodeName(name), rules) ? `${start}${name}=${REDACTED}` : whole));
}

function decodeName(name: string): string {
  return name.replace(/%5B/gi, '[').replace(/%5D/gi, ']');
}

function redactXml(text: string, rules: RedactionRules): string {
  const attributes = text.replace(/([\w:-]+)=("[^"]*"|'[^']*')/g, (whole: string, name: string) => (isSecretName(name, rules) ? `${name}="${REDACTED}"` : whole));
  return attributes.replace(/<([\w:-]+)([^>]*)>([^<]+)</g, (whole: string, name: string, rest: string) => (isSecretName(name, rules) ? `<${name}${rest}>${REDACTED}<` : whole));
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (const [index, letter] of [...digits].reverse().entries()) {
    const doubled = index % 2 === 1 ? Number(letter) * 2 : Number(letter);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
