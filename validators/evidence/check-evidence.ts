// The table of docs/protocols.md on evidence, one row after the other: is what a worker claims to have seen
// where it says it is? Nobody is believed, and nothing but the base is asked.

import type { Evidence, EvidenceCheck, Side } from '../../contracts/findings/finding.ts';
import type { EvidenceSource, SourceFile } from './evidence-source.ts';
import { findDigest, findQuote, type Named, type Place, type Searchable, type Sighting, searchable } from './find-quote.ts';
import { pathProblem } from './path-problem.ts';
import { repeatSearch } from './repeat-search.ts';

/** What is looked for: a text, or the digest of a line whose text is a secret. */
type Wanted = { find(text: Searchable): Sighting };

export async function checkEvidence(evidence: Evidence, source: EvidenceSource): Promise<EvidenceCheck> {
  const side: Side = source.hasFrom ? (evidence.side ?? 'head') : 'head';
  const wanted = wantedOf(evidence);
  if (wanted === undefined && evidence.searched !== undefined) return repeatSearch(evidence.searched, side, source);
  if (evidence.path === undefined) return { outcome: 'uncheckable', note: 'the output of a command is not repeated' };

  const problem = pathProblem(evidence.path);
  if (problem !== undefined) return { outcome: 'absent', path: evidence.path, side, note: `the path ${problem}` };
  const path = relative(evidence.path);
  const file = await source.file(side, path);
  if (wanted === undefined) return placeOnly(evidence, side, path, file);

  const here = inFile(wanted, side, path, file);
  if (here !== undefined && here.outcome !== 'absent') return here;
  const moved = await inRenamed(wanted, side, path, source);
  if (moved !== undefined) return moved;
  // A reviewer who quotes what a change took away, and forgets to say which side it stood on, saw something.
  if (source.hasFrom && evidence.side === undefined) {
    const before = inFile(wanted, 'from', path, await source.file('from', path)) ?? (await inRenamed(wanted, 'from', path, source));
    if (before?.line !== undefined) return { ...before, outcome: 'moved', note: 'stands only before the change' };
  }
  return here ?? { outcome: 'absent', path, side, note: 'there is no such file' };
}

function wantedOf(evidence: Evidence): Wanted | undefined {
  const { quote, quoteDigest } = evidence;
  const named = namedLines(evidence);
  if (quoteDigest !== undefined) return { find: (text) => findDigest(text, quoteDigest, named) };
  if (quote !== undefined && quote.trim() !== '') return { find: (text) => findQuote(text, quote, named) };
  return undefined;
}

function namedLines({ line, endLine }: Evidence): Named | undefined {
  return line === undefined ? undefined : { from: line, to: Math.max(line, endLine ?? line) };
}

const relative = (path: string): string => path.replace(/(^|\/)(\.?\/)+/g, '$1').replace(/\/+$/, '');

/** Undefined when there is no such file. */
function inFile(wanted: Wanted, side: Side, path: string, file: SourceFile): EvidenceCheck | undefined {
  switch (file.kind) {
    case 'absent':
      return undefined;
    case 'folder':
      return { outcome: 'absent', path, side, note: 'this is a folder' };
    case 'submodule':
      return { outcome: 'uncheckable', path, side, note: 'this is a submodule, whose files are not part of the base' };
    case 'binary':
      return { outcome: 'uncheckable', path, side, note: 'this is a binary file' };
    case 'huge':
      return { outcome: 'uncheckable', path, side, note: `this file is too large to look through (${file.bytes} bytes)` };
    case 'text':
      return sighted(wanted.find(prepared(file)), side, path);
  }
}

function sighted(sighting: Sighting, side: Side, path: string): EvidenceCheck {
  switch (sighting.kind) {
    case 'there':
      return { outcome: 'found', path, side, ...lines(sighting.place) };
    case 'elsewhere':
      return { outcome: 'moved', path, side, ...lines(sighting.place), note: 'stands elsewhere in the file' };
    case 'too-short':
      return { outcome: 'uncheckable', path, side, note: 'the quote is too short to be told apart' };
    case 'nowhere':
      return { outcome: 'absent', path, side, note: 'the file does not hold this text' };
  }
}

const lines = ({ line, endLine }: Place): { line: number; endLine?: number } => (endLine > line ? { line, endLine } : { line });

async function inRenamed(wanted: Wanted, side: Side, path: string, source: EvidenceSource): Promise<EvidenceCheck | undefined> {
  const newPath = await source.renamed(side, path);
  if (newPath === undefined || newPath === path) return undefined;
  const check = inFile(wanted, side, newPath, await source.file(side, newPath));
  return check?.line === undefined ? undefined : { ...check, outcome: 'moved', note: `git says that ${path} was renamed to this` };
}

function placeOnly({ line, endLine }: Evidence, side: Side, path: string, file: SourceFile): EvidenceCheck {
  if (file.kind === 'absent') return { outcome: 'absent', path, side, note: 'there is no such file' };
  if (line === undefined) return { outcome: 'located', path, side };
  switch (file.kind) {
    case 'folder':
      return { outcome: 'absent', path, side, note: 'a folder has no lines' };
    case 'submodule':
    case 'binary':
    case 'huge':
      return { outcome: 'uncheckable', path, side, note: 'the lines of this file are not counted' };
    case 'text': {
      const count = prepared(file).lines.length;
      if (line > count) return { outcome: 'absent', path, side, note: `the file has ${count} line${count === 1 ? '' : 's'}` };
      const last = Math.min(endLine ?? line, count);
      return { outcome: 'located', path, side, ...lines({ line, endLine: last }) };
    }
  }
}

/** Several pieces of evidence point into the same file; it is taken apart once. */
const preparedFiles = new WeakMap<SourceFile, Searchable>();

function prepared(file: Extract<SourceFile, { kind: 'text' }>): Searchable {
  const known = preparedFiles.get(file) ?? searchable(file.text);
  preparedFiles.set(file, known);
  return known;
}
