// Finds the place of a claimed secret by the digest of its line, because the quote is masked. Nothing here ever reveals the secret.

import type { Evidence } from '../../../../contracts/findings/finding.ts';
import { collapse } from '../../reading/formats/collapse.ts';
import { linesOf } from '../../reading/formats/lines.ts';
import { isDocs, isExample, isFixture, isTest } from '../../reading/paths.ts';
import type { Repository } from '../../rule.ts';
import { lineDigest } from '../../secrets/masking.ts';

/** The line at its number, or wherever its digest matches. */
export async function secretLine(repo: Repository, place: Evidence & { path: string }): Promise<string | undefined> {
  const text = await repo.text(place.path);
  if (text === undefined) return undefined;
  const lines = linesOf(text);
  const at = place.line === undefined ? '' : lines.text(place.line);
  if (place.quoteDigest === undefined || lineDigest(at) === place.quoteDigest) return at;
  for (let line = 1; line <= lines.count; line++) if (lineDigest(lines.text(line)) === place.quoteDigest) return lines.text(line);
  return undefined;
}

/** The part of a line that its mask stars out. */
export function hiddenPart(line: string, mask: string): string | undefined {
  const [before, after] = mask.split(/\*{6,}/);
  const wanted = collapse(line);
  const start = before === undefined ? -1 : wanted.indexOf(collapse(before).slice(-40));
  if (before === undefined || after === undefined || start < 0) return undefined;
  const from = start + collapse(before).slice(-40).length;
  const tail = collapse(after).slice(0, 20);
  const to = tail === '' ? wanted.length : wanted.indexOf(tail, from);
  return to > from ? wanted.slice(from, to).trim() : undefined;
}

/** A test, document or example with the same text: then it is no secret. */
export async function shownInExamples(repo: Repository, text: string, except: string): Promise<string | undefined> {
  for (const { path, bytes } of repo.files) {
    if (path === except || bytes > 300_000 || !(isTest(path) || isDocs(path) || isExample(path) || isFixture(path))) continue;
    if ((await repo.text(path))?.includes(text)) return path;
  }
  return undefined;
}
