// A key whose certificate stands beside it and is signed by itself serves one's own machine: everybody makes
// such a pair, and nobody trusts it.

import { createPrivateKey, X509Certificate } from 'node:crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]{100,20000}?-----END CERTIFICATE-----/g;

/** Some certificate among the texts belongs to the key and has itself as its issuer. */
export function isSelfSigned(pem: string, texts: readonly string[]): boolean {
  try {
    const key = createPrivateKey(pem);
    return texts.some((text) => (text.match(CERTIFICATE) ?? []).some((it) => signsItself(it, key)));
  } catch {
    return false;
  }
}

function signsItself(certificate: string, key: ReturnType<typeof createPrivateKey>): boolean {
  try {
    const read = new X509Certificate(certificate);
    return read.subject === read.issuer && read.checkPrivateKey(key);
  } catch {
    return false;
  }
}

export const mayHoldCertificate = (path: string): boolean => /\.(crt|cer|cert|pem|ca|key)$|cert/i.test(path);
