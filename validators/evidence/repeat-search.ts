// A worker says that it searched for a text and found nothing, so the program repeats the search: `found` means that the claim
// holds and nothing is there, `absent` that the text does occur in that scope.

import { cut } from '../../contracts/cut.ts';
import type { Evidence, EvidenceCheck, Side } from '../../contracts/findings/finding.ts';
import { globTest } from '../../runtime/globs.ts';
import type { EvidenceSource } from './evidence-source.ts';
import { linesOf } from './normal.ts';
import { pathProblem } from './path-problem.ts';

/** A single search reads no more than this; a wider scope has to be narrowed to be believed. */
const MOST_CHARACTERS = 200 * 1024 * 1024;
const LONGEST_NOTE = 500;

export async function repeatSearch(
  searched: NonNullable<Evidence['searched']>,
  side: Side,
  source: EvidenceSource,
): Promise<EvidenceCheck> {
  const { pattern, scope } = searched;
  const problem = pathProblem(scope);
  if (problem !== undefined) return { outcome: 'absent', side, note: `the scope ${problem}` };

  const wanted = normal(pattern);
  const lower = wanted.toLowerCase();
  const inScope = globTest(scope);
  let read = 0;
  let searchedFiles = 0;
  let passedOver = 0;
  let binary = 0;
  let submodules = 0;
  let otherCase: string | undefined;
  for (const path of await source.paths(side)) {
    if (!inScope(path)) continue;
    const file = await source.file(side, path);
    if (file.kind === 'huge') passedOver++;
    if (file.kind === 'binary') binary++;
    if (file.kind === 'submodule') submodules++;
    if (file.kind !== 'text') continue;
    read += file.text.length;
    if (read > MOST_CHARACTERS) return { outcome: 'uncheckable', side, note: 'the scope is too large to search again' };
    searchedFiles++;
    for (const reading of [file.text, file.other ?? '']) {
      const text = normal(reading);
      const at = text.indexOf(wanted);
      if (at >= 0) return { outcome: 'absent', path, side, line: lineAt(text, at), note: 'searched again: the text does exist here' };
      // This spelling has no match, but the finding may have meant another, so the first match that differs in case is kept.
      if (otherCase !== undefined) continue;
      const near = text.toLowerCase().indexOf(lower);
      if (near >= 0) otherCase = `${path}:${lineAt(text, near)}`;
    }
  }
  if (passedOver > 0) return { outcome: 'uncheckable', side, note: `${count(passedOver)} in that scope too large to search` };
  if (searchedFiles === 0) return { outcome: 'uncheckable', side, note: 'that scope has no text files, so nothing could be searched' };
  const skipped = [
    ...(binary === 0 ? [] : [`${binary} binary ${binary === 1 ? 'file was' : 'files were'} skipped`]),
    ...(submodules === 0 ? [] : [`${submodules} ${submodules === 1 ? 'submodule was' : 'submodules were'} not searched`]),
    ...(otherCase === undefined ? [] : [`in other capitals it is in ${otherCase}`]),
  ];
  const note = [`searched again in ${count(searchedFiles)}: nothing found`, ...skipped].join('; ');
  return { outcome: 'found', path: scope, side, note: cut(note, LONGEST_NOTE) };
}

const lineAt = (text: string, at: number): number => linesOf(text.slice(0, at + 1)).length;
const normal = (text: string): string => text.normalize('NFC').replaceAll('\r\n', '\n');
const count = (files: number): string => (files === 1 ? '1 file' : `${files} files`);
