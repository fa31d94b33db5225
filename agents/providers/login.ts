// Where each program records that it is logged in: a variable, or a file of its own. We only look, and neither ask nor send
// anything: whether a key is still valid, only its service can tell.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rethrowShortage } from '../../runtime/shortage.ts';
import type { Login } from '../provider.ts';
import { inside, isLine, type Line, textIn } from './printed.ts';

type Env = Record<string, string>;

const CLAUDE_KEYS = ['CLAUDE_CODE_OAUTH_TOKEN', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_API_KEY'];

/** On macOS it is in the keychain, which asks the person before it answers. */
export async function claudeLogin(env: Env): Promise<Login | undefined> {
  const named = byVariable(env, CLAUDE_KEYS);
  if (named) return named;
  const folder = env.CLAUDE_CONFIG_DIR ?? join(env.HOME ?? '', '.claude');
  const kept = inside(await jsonAt(join(folder, '.credentials.json')), 'claudeAiOauth');
  const plan = textIn(kept, 'subscriptionType');
  if (textIn(kept, 'accessToken') !== undefined)
    return { kind: 'in', says: plan === undefined ? 'its own login' : `its own login (${plan})` };
  const settings = await jsonAt(join(folder, 'settings.json'));
  const elsewhere = textIn(settings, 'apiKeyHelper') !== undefined || Object.keys(inside(settings, 'env')).length > 0;
  return elsewhere || process.platform === 'darwin' ? undefined : { kind: 'out', says: 'claude auth login' };
}

export async function codexLogin(env: Env): Promise<Login | undefined> {
  const folder = env.CODEX_HOME ?? join(env.HOME ?? '', '.codex');
  const kept = await jsonAt(join(folder, 'auth.json'));
  if (textIn(kept, 'OPENAI_API_KEY') !== undefined) return { kind: 'in', says: `the API key in ${join(folder, 'auth.json')}` };
  if (Object.keys(inside(kept, 'tokens')).length > 0) return { kind: 'in', says: 'its login with ChatGPT' };
  const settings = (await textAt(join(folder, 'config.toml'))) ?? '';
  // With another service or a keyring, this file says nothing.
  if (/^\s*(?:model_provider|cli_auth_credentials_store|profile)\s*=/m.test(settings)) return undefined;
  return { kind: 'out', says: 'codex login' };
}

export async function geminiLogin(env: Env): Promise<Login | undefined> {
  const named = byVariable(env, ['GEMINI_API_KEY', 'GOOGLE_API_KEY']);
  if (named) return named;
  const folder = join(env.GEMINI_CLI_HOME ?? env.HOME ?? '', '.gemini');
  if (await jsonAt(join(folder, 'oauth_creds.json'))) return { kind: 'in', says: 'its login with Google' };
  const kept = (await textAt(join(folder, 'gemini-credentials.json'))) ?? (await textAt(join(folder, '.env')));
  const chosen = textIn(inside(inside(await jsonAt(join(folder, 'settings.json')), 'security'), 'auth'), 'selectedType');
  return kept !== undefined || chosen !== undefined ? undefined : { kind: 'out', says: 'gemini, and choose how to log in' };
}

/** Some of its models need no login, and a key may be in its settings: without a sign nothing is known. */
export async function opencodeLogin(env: Env): Promise<Login | undefined> {
  const folder = join(env.XDG_DATA_HOME ?? join(env.HOME ?? '', '.local', 'share'), 'opencode');
  const services = Object.keys((await jsonAt(join(folder, 'auth.json'))) ?? {}).filter((it) => /^[\w.-]{1,40}$/.test(it));
  return services.length === 0 ? undefined : { kind: 'in', says: `its login to ${services.slice(0, 5).join(', ')}` };
}

/** Only the name is checked, never the value. */
function byVariable(env: Env, names: readonly string[]): Login | undefined {
  const name = names.find((it) => (env[it] ?? '') !== '');
  return name === undefined ? undefined : { kind: 'in', says: `the key in ${name}` };
}

async function jsonAt(path: string): Promise<Line | undefined> {
  const text = await textAt(path);
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isLine(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const textAt = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(rethrowShortage);
