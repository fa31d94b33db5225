// Every adapter there is, by name.

import type { Provider } from './provider.ts';
import { builtin } from './providers/builtin.ts';
import { claude } from './providers/claude.ts';
import { codex } from './providers/codex.ts';
import { command } from './providers/command.ts';
import { gemini } from './providers/gemini.ts';
import { opencode } from './providers/opencode.ts';

export const PROVIDERS: Readonly<Record<string, Provider>> = { builtin, command, claude, codex, gemini, opencode };
