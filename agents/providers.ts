// All adapters, by name.

import type { Provider } from './provider.ts';
import { builtin } from './providers/builtin.ts';
import { claude } from './providers/claude.ts';
import { codex } from './providers/codex.ts';
import { command } from './providers/command.ts';
import { gemini } from './providers/gemini.ts';
import { opencode } from './providers/opencode.ts';
import { outside } from './providers/outside.ts';
import { sarif } from './providers/sarif.ts';

export const PROVIDERS: Readonly<Record<string, Provider>> = { builtin, command, claude, codex, gemini, opencode, outside, sarif };

/** A definition may name any word, including one that every object has: `constructor` is no provider. */
export const providerNamed = (name: string): Provider | undefined => (Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined);

/** Versions with which its adapter was tested; undefined for a provider whose versions cannot be told apart. */
export const tried = (provider: string): readonly string[] | undefined => providerNamed(provider)?.tried;
