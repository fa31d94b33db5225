// A worker says that it searched for a text and found nothing, so the program repeats the search: `found` means that the claim
// holds and nothing is there, `absent` that the text does occur in that scope.

import type { Evidence, EvidenceCheck, Side } from '../../contracts/findings/finding.ts';
import { globTest } from '../../runtime/globs.ts';
import type { EvidenceSource } from './evidence-source.ts';
import { linesOf } from './normal.ts';
import { pathProblem } from './path-problem.ts';

/** A single search reads no more than this; a wider scope has to be narrowed to be believed. */
const MOST_CHARACTERS = 200 * 1024 * 1024;

export async function repeatSearch(
  searched: NonNullable<Evidence['searched']>,
  side: Side,
  source: EvidenceSource,
): Promise<EvidenceCheck> {
  const { pattern, scope } = searched;
  const problem = pathProblem(scope);
  if (problem !== undefined) return { outcome: 'absent', side, note: `the scope ${problem}` };

  const wanted = normal(pattern);
  const inScope = globTest(scope);
  let read = 0;
  let searchedFiles = 0;
  let passedOver = 0;
  let binary = 0;
  for (const path of await source.paths(side)) {
    if (!inScope(path)) continue;
    const file = await source.file(side, path);
    if (file.kind === 'huge') passedOver++;
    if (file.kind === 'binary') binary++;
    if (file.kind !== 'text') continue;
    read += file.text.length;
    if (read > MOST_CHARACTERS) return { outcome: 'uncheckable', side, note: 'the scope is too large to search again' };
    searchedFiles++;
    const text = normal(file.text);
    const at = text.indexOf(wanted);
    if (at >= 0)
      return {
        outcome: 'absent',
        path,
        side,
        line: linesOf(text.slice(0, at + 1)).length,
        note: 'searched again: the text does exist here',
      };
  }
  if (passedOver > 0) return { outcome: 'uncheckable', side, note: `${count(passedOver)} in that scope too large to search` };
  if (searchedFiles === 0) return { outcome: 'uncheckable', side, note: 'that scope has no text files, so nothing could be searched' };
  const skipped = binary === 0 ? '' : `; ${binary} binary ${binary === 1 ? 'file was' : 'files were'} skipped`;
  return { outcome: 'found', path: scope, side, note: `searched again in ${count(searchedFiles)}: nothing found${skipped}` };
}

const normal = (text: string): string => text.normalize('NFC').replaceAll('\r\n', '\n');
const count = (files: number): string => (files === 1 ? '1 file' : `${files} files`);
