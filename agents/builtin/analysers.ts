// The built-in analysers by name. Each is loaded only when requested, because a worker is only one of them.

import type { BuiltinAnalyser } from './rule.ts';

export type BuiltinName = 'links' | 'deps' | 'tests' | 'secrets' | 'slips';

export const BUILTIN_ANALYSERS: Readonly<Record<BuiltinName, () => Promise<BuiltinAnalyser>>> = {
  links: async () => (await import('./links/analyser.ts')).links,
  deps: async () => (await import('./deps/analyser.ts')).deps,
  tests: async () => (await import('./tests/analyser.ts')).tests,
  secrets: async () => (await import('./secrets/analyser.ts')).secrets,
  slips: async () => (await import('./slips/analyser.ts')).slips,
};

export const isBuiltin = (name: string): name is BuiltinName => Object.hasOwn(BUILTIN_ANALYSERS, name);
