// Every adapter there is, by name.

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

/** A definition may name any word, and so also one that every object has: `constructor` is no provider. */
export const providerNamed = (name: string): Provider | undefined => (Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined);

/** Versions that its adapter was tried with; nothing for a provider that tells none from another. */
export const tried = (provider: string): readonly string[] | undefined => providerNamed(provider)?.tried;
