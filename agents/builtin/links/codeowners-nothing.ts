// A CODEOWNERS line whose pattern matches no file: no one owns what it was meant for, and no one is notified.

import { isChangedLine } from '../changed-lines.ts';
import { linesOf } from '../reading/formats/lines.ts';
import { ignoreLine, isIgnored } from '../reading/ignored.ts';
import { lineAt } from '../reading/places.ts';
import type { Hit, Repository, Rule } from '../rule.ts';

const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

export const codeownersNothing: Rule = {
  id: 'links/codeowners-nothing',
  says: 'a CODEOWNERS pattern that matches no file',
  async find(repo) {
    // The hosting site reads the first of these that exists.
    const path = PLACES.find((it) => repo.has(it));
    const text = path === undefined ? undefined : await repo.text(path);
    if (path === undefined || text === undefined || !repo.inScope(path)) return [];
    const lines = linesOf(text);
    const hits: Hit[] = [];
    for (let line = 1; line <= lines.count; line++) {
      // An owner's name where a pattern belongs is a different mistake.
      const pattern = /^\s*([^\s#[^@][^\s]*)/.exec(lines.text(line))?.[1];
      if (pattern === undefined || matchesSomething(repo, pattern)) continue;
      const brokenBy = lastMatch(repo, pattern);
      if (!isChangedLine(repo, path, line) && brokenBy === undefined) continue;
      // A guard: it matches only if someone commits what should not be committed.
      if (await isIgnored(repo, pattern.replace(/^\/+/, ''))) continue;
      hits.push({
        severity: 'minor',
        title: `CODEOWNERS pattern ${pattern} matches no file`,
        claim: `No file of the tree is matched by \`${pattern}\`: the files were renamed or removed, and these owners are never asked.`,
        evidence: [lineAt(path, lines, line)],
        recommendation: 'Correct the pattern, or remove the line.',
        confidence: 0.9,
        brokenBy,
      });
    }
    return hits;
  },
};

function matchesSomething(repo: Repository, pattern: string): boolean {
  const line = ignoreLine(pattern.replace(/\\(?=[# ])/g, ''));
  return line === undefined || repo.files.some((file) => line.fits(file.path));
}

/** A file that it matched until the change removed it. */
function lastMatch(repo: Repository, pattern: string): string | undefined {
  const line = ignoreLine(pattern);
  return line === undefined ? undefined : [...(repo.change?.removed ?? [])].find((path) => line.fits(path));
}
