// Compares the starts that the workers recorded themselves with the journal: each attempt started once, and none started without a
// decision.

import { readFileSync } from 'node:fs';
import { textOf } from '../checker/canonical.ts';
import type { Fact } from '../checker/journal.ts';

export function wrongStarts(paths: readonly string[], facts: readonly Fact[]): string[] {
  const decided = new Set(
    facts.filter(({ type }) => type === 'attempt.starting').map(({ payload }) => `${textOf(payload.dispatch)}.${String(payload.attempt)}`),
  );
  const seen = new Map<string, string>();
  return paths.flatMap(linesAt).flatMap((line) => {
    const [attempt = '', pid = ''] = line.split(' ');
    const before = seen.get(attempt);
    seen.set(attempt, pid);
    if (before !== undefined) return [`${attempt} began twice, as process ${before} and ${pid}`];
    return decided.has(attempt) ? [] : [`${attempt} began as process ${pid}, and nobody had decided it`];
  });
}

function linesAt(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(0, -1);
  } catch {
    return []; // nobody has begun
  }
}
