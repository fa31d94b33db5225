// Every adapter there is, by name.

import type { Provider } from './provider.ts';
import { builtin } from './providers/builtin.ts';
import { command } from './providers/command.ts';

export const PROVIDERS: Readonly<Record<string, Provider>> = { builtin, command };
