// Private keys in PEM: found by their markers, but reported only if the contents decode to a key without a passphrase.

import { createPrivateKey } from 'node:crypto';

export type PemKey = { offset: number; end: number; kind: string };

const FRAME = /-----BEGIN ((?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY)-----([\s\S]{40,20000}?)-----END \1-----/g;

export function privateKeysIn(text: string): PemKey[] {
  if (!text.includes('PRIVATE KEY-----')) return [];
  return [...text.matchAll(FRAME)].flatMap((match) => {
    const kind = keyKind(match[1] ?? '', match[2] ?? '');
    return kind === undefined ? [] : [{ offset: match.index, end: match.index + match[0].length, kind }];
  });
}

/** Undefined if it is no key, or is protected by a passphrase. */
function keyKind(label: string, body: string): string | undefined {
  if (/Proc-Type:|ENCRYPTED|DEK-Info/.test(body)) return undefined;
  // In JSON, YAML and source code the line breaks are often escaped, or each line is quoted.
  const base64 = body.replace(/\\[nrt]/g, '').replace(/[^A-Za-z0-9+/=]/g, '');
  if (label.startsWith('OPENSSH')) {
    const bytes = Buffer.from(base64, 'base64');
    const open = bytes.subarray(0, 15).toString('latin1') === 'openssh-key-v1\0' && bytes.subarray(19, 23).toString('latin1') === 'none';
    return open ? 'OpenSSH' : undefined;
  }
  const lines = base64.match(/.{1,64}/g)?.join('\n') ?? '';
  try {
    return createPrivateKey(`-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`).asymmetricKeyType ?? 'private';
  } catch {
    return undefined;
  }
}
