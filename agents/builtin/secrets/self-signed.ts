// A key with a self-signed certificate beside it is for local use: everyone creates such pairs, and nobody trusts them.

import { createPrivateKey, X509Certificate } from 'node:crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]{100,20000}?-----END CERTIFICATE-----/g;

/** One of the texts has a certificate that belongs to the key and is its own issuer. */
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
