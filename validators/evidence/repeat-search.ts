// A worker says that it searched for a text and found nothing, so the program repeats the search: `found` means that the claim
// holds and nothing is there, `absent` that the text does occur in that scope.

import { cut } from '../../contracts/cut.ts';
import type { Evidence, EvidenceCheck, Side } from '../../contracts/findings/finding.ts';
import { globTest } from '../../runtime/globs.ts';
import type { EvidenceSource, SourceFile } from './evidence-source.ts';
import { linesOf } from './normal.ts';
import { pathProblem } from './path-problem.ts';

/** A single search reads no more than this; a wider scope has to be narrowed to be believed. */
const MOST_CHARACTERS = 200 * 1024 * 1024;
const LONGEST_NOTE = 500;

/** How many of each kind the scope has. */
type Met = Record<SourceFile['kind'], number>;

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
  const met: Met = { text: 0, huge: 0, binary: 0, submodule: 0, folder: 0, absent: 0 };
  let read = 0;
  let otherCase: string | undefined;
  for (const path of await source.paths(side)) {
    if (!inScope(path)) continue;
    const file = await source.file(side, path);
    met[file.kind]++;
    if (file.kind !== 'text') continue;
    read += file.text.length;
    if (read > MOST_CHARACTERS) return { outcome: 'uncheckable', side, note: 'the scope is too large to search again' };
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
  if (met.huge > 0) return { outcome: 'uncheckable', side, note: `${count(met.huge)} in that scope too large to search` };
  if (met.text === 0) return { outcome: 'uncheckable', side, note: 'that scope has no text files, so nothing could be searched' };
  const otherwise = otherCase === undefined ? [] : [`in other capitals it is in ${otherCase}`];
  const note = [`searched again in ${count(met.text)}: nothing found`, ...skipped(met), ...otherwise].join('; ');
  return { outcome: 'found', path: scope, side, note: cut(note, LONGEST_NOTE) };
}

const skipped = ({ binary, submodule }: Met): string[] => [
  ...(binary === 0 ? [] : [`${binary} binary ${binary === 1 ? 'file was' : 'files were'} skipped`]),
  ...(submodule === 0 ? [] : [`${submodule} ${submodule === 1 ? 'submodule was' : 'submodules were'} not searched`]),
];

const lineAt = (text: string, at: number): number => linesOf(text.slice(0, at + 1)).length;
const normal = (text: string): string => text.normalize('NFC').replaceAll('\r\n', '\n');
const count = (files: number): string => (files === 1 ? '1 file' : `${files} files`);
