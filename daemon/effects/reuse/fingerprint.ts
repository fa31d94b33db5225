// What a seat's answers depend on besides its prompt: its program and arguments, the variables that it
// sees, and its user's configuration. Only digests leave this file.

import { isAbsolute } from 'node:path';
import { allowedEnvironment } from '../../../agents/environment.ts';
import type { Provider } from '../../../agents/provider.ts';
import type { Seat } from '../../../contracts/task/agent.ts';
import { digestOf, digestOfJson } from '../../../runtime/canonical.ts';
import type { Fingerprint } from '../../../skills/reuse/dispatch-key.ts';
import type { EffectContext } from '../effect-context.ts';

/** A larger file is an installed program, which is identified by its version. */
const LARGEST = 4 * 1024 * 1024;

/** Placeholders for arguments that differ in every dispatch. */
const PLACES = { path: '{prompt}', text: '{prompt}', result: '{result}', folder: '{folder}', heartbeat: '{heartbeat}', cwd: '{cwd}' };

export async function fingerprintOf(seat: Seat, provider: Provider, { env, files }: EffectContext): Promise<Fingerprint> {
  const { path, text, ...places } = PLACES;
  const names = [...new Set([...provider.variables, ...seat.env])].toSorted();
  const contentOf = async (at: string): Promise<string> => (await files.digestThrough(at, LARGEST)) ?? 'none';
  const named = (seat.argv ?? []).filter((it) => isAbsolute(it));
  const configured = provider.configuration?.(allowedEnvironment(env, [...provider.variables, ...seat.env])) ?? [];
  return {
    program: digestOfJson(await Promise.all(named.map(async (it) => [it, await contentOf(it)]))),
    flags: digestOfJson(provider.launch({ seat, prompt: { path, text }, ...places }).argv),
    variables: digestOfJson(names.map((name) => [name, digestOf(env[name] ?? '')])),
    configuration: digestOfJson(await Promise.all(configured.map(contentOf))),
  };
}
