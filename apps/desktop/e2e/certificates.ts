import { X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

export type TestCertificate = { key: string; cert: string; fingerprint: string };

/** A fresh self-made certificate, like the one every agent makes for itself. */
export async function makeCertificate(): Promise<TestCertificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'agent' }], { keyType: 'ec', algorithm: 'sha256' });
  return { key, cert, fingerprint: new X509Certificate(cert).fingerprint256 };
}
