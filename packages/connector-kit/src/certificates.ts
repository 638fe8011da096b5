import { type KeyObject, verify, X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Roots in PEM; `nameEndsWith` is compared with each name in the certificate, e.g. `.paypal.com`. */
export type CertificateRules = { roots: readonly string[]; nameEndsWith: string; at: Date };
/** `unknown_issuer`: nothing in the file leads from it to one of the roots, which says nothing against it. */
export type CertificateVerdict =
  | { key: KeyObject }
  | { unusable: 'unreadable' | 'unknown_issuer' | 'another_name' | 'not_valid_now' | 'another_key' };

/** A file of a provider holds its own certificate and one or two of authorities; more is no such file. */
const MOST_CERTIFICATES = 8;
const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/**
 * The RSA key of the first certificate in a PEM file, if a chain of the others leads to one of the roots, each is valid at that time, and it
 * bears the name. Revocation is not looked up. Costs some public key operations: under a millisecond.
 */
export function certifiedKey(pem: string, { roots, nameEndsWith, at }: CertificateRules): CertificateVerdict {
  const file = certificatesIn(pem);
  const [leaf, ...others] = file ?? [];
  if (!leaf) return { unusable: 'unreadable' };
  const chain = chainOf(leaf, { others, roots: roots.map((root) => new X509Certificate(root)) });
  if (!chain) return { unusable: 'unknown_issuer' };
  if (!chain.every((certificate) => isValidAt(certificate, at))) return { unusable: 'not_valid_now' };
  if (!namesOf(leaf).some((name) => name.endsWith(nameEndsWith))) return { unusable: 'another_name' };
  return leaf.publicKey.asymmetricKeyType === 'rsa' ? { key: leaf.publicKey } : { unusable: 'another_key' };
}

/** RSA (PKCS #1 v1.5) with SHA-256 over the text. A signature that is not base64 is wrong like any other. */
export function signedWithRsaSha256(key: KeyObject, text: string, signatureBase64: string): boolean {
  return verify('sha256', Buffer.from(text), key, Buffer.from(signatureBase64, 'base64'));
}

/** CRC-32 (IEEE) of bytes, as an unsigned number in decimal digits. Finds mistakes, not forgers: only together with a signature over it. */
export function crc32Decimal(bytes: Buffer): string {
  return String(crc32(bytes));
}

function certificatesIn(pem: string): X509Certificate[] | undefined {
  const blocks = pem.match(BLOCK) ?? [];
  if (blocks.length > MOST_CERTIFICATES) return undefined;
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    // Bytes between the marks that are no certificate.
    return undefined;
  }
}

type Authorities = { others: readonly X509Certificate[]; roots: readonly X509Certificate[] };

/** From the leaf to a root, both included. The roots are asked first, so that a file that has the root as well ends at ours. */
function chainOf(leaf: X509Certificate, { others, roots }: Authorities): readonly X509Certificate[] | undefined {
  const chain = [leaf];
  while (chain.length <= MOST_CERTIFICATES) {
    const last = chain.at(-1) ?? leaf;
    const root = roots.find((candidate) => isIssuedBy(last, candidate));
    if (root) return [...chain, root];
    const issuer = others.find((candidate) => candidate.ca && !chain.includes(candidate) && isIssuedBy(last, candidate));
    if (!issuer) return undefined;
    chain.push(issuer);
  }
  return undefined;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isValidAt({ validFromDate, validToDate }: X509Certificate, at: Date): boolean {
  return validFromDate <= at && at <= validToDate;
}

/** Of hosts: where a certificate has alternative names, the common name does not count any more (RFC 6125, 6.4.4). */
function namesOf({ subject, subjectAltName }: X509Certificate): readonly string[] {
  const alternative = (subjectAltName ?? '').split(', ').flatMap((name) => (name.startsWith('DNS:') ? [name.slice('DNS:'.length)] : []));
  if (alternative.length > 0) return alternative;
  return subject.split('\n').flatMap((part) => (part.startsWith('CN=') ? [part.slice('CN='.length)] : []));
}
