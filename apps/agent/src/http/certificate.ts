import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Certificate = { key: string; cert: string /** SHA-256, `AB:CD:…`: what a desktop pins. */; fingerprint: string };

const YEARS = 20;

/** The agent's own certificate, made at the first start beyond loopback. Desktops pin it, so it stays until someone removes the files. */
export async function ownCertificate(dataDir: string, now: Date): Promise<Certificate> {
  const folder = join(dataDir, 'tls');
  const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
  if (!existsSync(files.cert)) {
    const notAfterDate = new Date(now);
    notAfterDate.setUTCFullYear(now.getUTCFullYear() + YEARS);
    const { generate } = await import('selfsigned');
    const made = await generate([{ name: 'commonName', value: 'banrimkwae-agent' }], {
      keyType: 'ec',
      algorithm: 'sha256',
      notBeforeDate: now,
      notAfterDate,
    });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(files.key, made.private, { mode: 0o600 });
    writeFileSync(files.cert, made.cert);
  }
  const cert = readFileSync(files.cert, 'utf8');
  return { key: readFileSync(files.key, 'utf8'), cert, fingerprint: new X509Certificate(cert).fingerprint256 };
}
