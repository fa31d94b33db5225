// What a capture always leaves out: files whose names suggest secrets, and Muster's own folder.

import { posix } from 'node:path';

/** Suffixes of samples and templates: `.env.example` is meant to be read. */
const SAMPLE = /\.(example|sample|template|dist|tpl|tmpl|defaults?)$/;

const SECRET_NAMES: readonly RegExp[] = [
  /^\.env(\..+)?$/,
  /^\.envrc$/,
  /\.env$/,
  /\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|gpg|ovpn)$/,
  /^id_(rsa|dsa|ecdsa|ed25519)([._-].*)?$/,
  /^(credentials|secrets?)(\.(json|ya?ml|toml|ini|txt|csv|xml|properties))?$/,
  /^\.(netrc|npmrc|pypirc|pgpass|htpasswd|git-credentials|dockercfg|boto|s3cfg)$/,
  /^_netrc$/,
  /^(client_secret.*|service[-_]?account.*)\.json$/,
  /^terraform\.tfstate(\..*)?$/,
  /\.tfvars$/,
];

/** Folders that contain only credentials. */
const SECRET_FOLDERS = new Set(['.ssh', '.aws', '.gnupg', '.kube']);

export function isSecretName(path: string): boolean {
  const name = posix.basename(path).toLowerCase();
  if (SAMPLE.test(name) || name.endsWith('.pub')) return false;
  return (
    SECRET_NAMES.some((pattern) => pattern.test(name)) ||
    posix
      .dirname(path)
      .split('/')
      .some((folder) => SECRET_FOLDERS.has(folder))
  );
}

export const MUSTERS = '.muster';
export const isMusters = (path: string): boolean => path === MUSTERS || path.startsWith(`${MUSTERS}/`);
