// The environment of a worker: an allowlist, so that nothing leaks because it was forgotten.

const BASE = ['HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TZ', 'TMPDIR'] as const;
const PROXIES = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
] as const;
const PREFIXES = ['LC_', 'XDG_'] as const;

export type WorkerEnvironment = {
  /** The environment in which the daemon was started. */
  from: NodeJS.ProcessEnv;
  /** The folder that contains `muster`, put first on the PATH. */
  bin: string;
  /** The provider's own variables and those that the definition names. */
  allowed: readonly string[];
  /** Set by us, overriding everything else. */
  set: Record<string, string>;
};

export function workerEnvironment({ from, bin, allowed, set }: WorkerEnvironment): Record<string, string> {
  const env = allowedEnvironment(from, allowed);
  return { ...env, PATH: `${bin}:${env.PATH ?? ''}`, TERM: 'xterm-256color', ...set };
}

/** The environment for queries to a provider's program outside of any run. */
export function allowedEnvironment(from: NodeJS.ProcessEnv, allowed: readonly string[]): Record<string, string> {
  const names = Object.keys(from).filter((name) => PREFIXES.some((it) => name.startsWith(it)));
  const env: Record<string, string> = {};
  for (const name of [...BASE, ...PROXIES, ...names, ...allowed]) {
    const value = from[name];
    if (value !== undefined) env[name] = value;
  }
  return { ...env, PATH: from.PATH ?? '/usr/local/bin:/usr/bin:/bin' };
}
