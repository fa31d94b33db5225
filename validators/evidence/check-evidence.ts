// The evidence table of docs/protocols.md, row by row: is what a worker claims to have seen where it says it is? Nobody is
// believed; only the base counts.

import type { Evidence, EvidenceCheck, Side } from '../../contracts/findings/finding.ts';
import type { EvidenceSource, SourceFile } from './evidence-source.ts';
import { findDigest, findQuote, type NamedLines, type QuotePlace, type Searchable, type Sighting, searchable } from './find-quote.ts';
import { leftOut } from './left-out.ts';
import { pathProblem } from './path-problem.ts';
import { repeatSearch } from './repeat-search.ts';

/** What is looked for: a text, or the digest of a line whose text is a secret; and the lines where it is said to be. */
type QuoteQuery = {
  named: NamedLines | undefined;
  find(text: Searchable): Sighting;
  without?(text: Searchable, place: QuotePlace): string | undefined;
};

export async function checkEvidence(evidence: Evidence, source: EvidenceSource): Promise<EvidenceCheck> {
  const side: Side = source.hasFrom ? (evidence.side ?? 'head') : 'head';
  const wanted = wantedOf(evidence);
  if (wanted === undefined && evidence.searched !== undefined) return repeatSearch(evidence.searched, side, source);
  if (evidence.path === undefined) return { outcome: 'uncheckable', note: 'command output is not checked' };

  const problem = pathProblem(evidence.path);
  if (problem !== undefined) return { outcome: 'absent', path: evidence.path, side, note: `the path ${problem}` };
  const path = relative(evidence.path);
  const here = await onSide(evidence, wanted, side, path, source);
  if (here !== undefined && here.outcome !== 'absent') return here;
  const there = await onOtherSide(evidence, wanted, side, path, source);
  return there ?? here ?? { outcome: 'absent', path, side, note: 'no such file' };
}

/** Undefined if the side has no such file, neither under this name nor under its new name according to git. */
async function onSide(
  evidence: Evidence,
  wanted: QuoteQuery | undefined,
  side: Side,
  path: string,
  source: EvidenceSource,
): Promise<EvidenceCheck | undefined> {
  const file = await source.file(side, path);
  if (wanted === undefined) return placeOnly(evidence, side, path, file);
  const here = inFile(wanted, side, path, file);
  if (here !== undefined && here.outcome !== 'absent') return here;
  return (await inRenamed(wanted, side, path, source)) ?? here;
}

/**
 * What a range adds exists only after it, and what it deletes or renames away only before it: such a file is evidence on that side,
 * whatever side was named. A file on both sides is tried on the other side only if no side was named.
 */
async function onOtherSide(
  evidence: Evidence,
  wanted: QuoteQuery | undefined,
  side: Side,
  path: string,
  source: EvidenceSource,
): Promise<EvidenceCheck | undefined> {
  if (!source.hasFrom) return undefined;
  const other: Side = side === 'head' ? 'from' : 'head';
  const onlyThere = (await source.file(side, path)).kind === 'absent' && (await source.file(other, path)).kind !== 'absent';
  if (!onlyThere && (evidence.side !== undefined || wanted === undefined)) return undefined;
  const there = await onSide(evidence, wanted, other, path, source);
  if (there === undefined || (!onlyThere && there.line === undefined)) return undefined;
  const where = other === 'from' ? 'it exists only before the change' : 'it exists only after the change';
  const note = there.note === undefined ? where : `${where}; ${there.note}`;
  return { ...there, ...(there.outcome === 'found' && !onlyThere ? { outcome: 'moved' as const } : {}), note };
}

function wantedOf(evidence: Evidence): QuoteQuery | undefined {
  const { quote, quoteDigest } = evidence;
  const named = namedLines(evidence);
  if (quoteDigest !== undefined) return { named, find: (text) => findDigest(text, quoteDigest, named) };
  if (quote !== undefined && quote.trim() !== '')
    return { named, find: (text) => findQuote(text, quote, named), without: ({ lines }, place) => leftOut(lines, quote, place) };
  return undefined;
}

function namedLines({ line, endLine }: Evidence): NamedLines | undefined {
  return line === undefined ? undefined : { from: line, to: Math.max(line, endLine ?? line) };
}

const relative = (path: string): string => path.replace(/(^|\/)(\.?\/)+/g, '$1').replace(/\/+$/, '');

/** Undefined if there is no such file. */
function inFile(wanted: QuoteQuery, side: Side, path: string, file: SourceFile): EvidenceCheck | undefined {
  switch (file.kind) {
    case 'absent':
      return undefined;
    case 'folder':
      return { outcome: 'absent', path, side, note: 'this is a directory' };
    case 'submodule':
    case 'binary':
    case 'huge':
      return { outcome: 'uncheckable', path, side, note: `${skippedAs(file)}; it was skipped` };
    case 'text': {
      const seen = wanted.find(prepared(file));
      const missed = seen.kind === 'nowhere' || seen.kind === 'not-there';
      if (!missed || file.other === undefined) return sighted(seen, side, path, wanted, prepared(file));
      const other = otherReading(file, file.other);
      return sighted(wanted.find(other), side, path, wanted, other);
    }
  }
}

function sighted(sighting: Sighting, side: Side, path: string, { named, without }: QuoteQuery, text: Searchable): EvidenceCheck {
  switch (sighting.kind) {
    case 'there': {
      const notes = [correction(sighting.place, named), without?.(text, sighting.place)].filter((it) => it !== undefined);
      return { outcome: 'found', path, side, ...lines(sighting.place), ...(notes.length === 0 ? {} : { note: notes.join('; ') }) };
    }
    case 'elsewhere': {
      const beside = without?.(text, sighting.place);
      const note = `${claimedAt(named)}elsewhere in the file${beside === undefined ? '' : `; ${beside}`}`;
      return { outcome: 'moved', path, side, ...lines(sighting.place), note };
    }
    case 'too-short':
      return {
        outcome: 'uncheckable',
        path,
        side,
        ...(sighting.place === undefined ? {} : lines(sighting.place)),
        note: 'the quote is too short to be unique',
      };
    case 'not-there':
      return {
        outcome: 'absent',
        path,
        side,
        note: named?.to === named?.from ? 'the named line does not contain this text' : 'the named lines do not contain this text',
      };
    case 'nowhere':
      return { outcome: 'absent', path, side, note: 'the file does not contain this text' };
  }
}

/** Line and quote are one claim: if they disagree, the quote counts, and the correction names the claimed lines. */
function correction({ line, endLine }: QuotePlace, named: NamedLines | undefined): string | undefined {
  if (named === undefined || (line === named.from && endLine === named.to)) return undefined;
  if (line < named.from || line > named.to) return `claimed at ${spanned(named)}`;
  return named.to > endLine || named.from < line ? `of ${spanned(named)} only what is quoted is evidence` : undefined;
}

const claimedAt = (named: NamedLines | undefined): string => (named === undefined ? '' : `claimed at ${spanned(named)}; `);
const spanned = ({ from, to }: NamedLines): string => (from === to ? `line ${from}` : `lines ${from} to ${to}`);

const lines = ({ line, endLine }: QuotePlace): { line: number; endLine?: number } => (endLine > line ? { line, endLine } : { line });

async function inRenamed(wanted: QuoteQuery, side: Side, path: string, source: EvidenceSource): Promise<EvidenceCheck | undefined> {
  const newPath = await source.renamed(side, path);
  if (newPath === undefined || newPath === path) return undefined;
  const check = inFile(wanted, side, newPath, await source.file(side, newPath));
  return check?.line === undefined ? undefined : { ...check, outcome: 'moved', note: `git says that ${path} was renamed to this` };
}

function placeOnly({ line, endLine }: Evidence, side: Side, path: string, file: SourceFile): EvidenceCheck | undefined {
  if (file.kind === 'absent') return undefined;
  if (line === undefined) return { outcome: 'located', path, side };
  switch (file.kind) {
    case 'folder':
      return { outcome: 'absent', path, side, note: 'a directory has no lines' };
    case 'submodule':
    case 'binary':
    case 'huge':
      return { outcome: 'uncheckable', path, side, note: `${skippedAs(file)}; its lines are not counted` };
    case 'text': {
      const count = prepared(file).lines.length;
      if (line > count) return { outcome: 'absent', path, side, note: `the file has ${count} line${count === 1 ? '' : 's'}` };
      const last = Math.min(endLine ?? line, count);
      return { outcome: 'located', path, side, ...lines({ line, endLine: last }) };
    }
  }
}

function skippedAs(file: Extract<SourceFile, { kind: 'submodule' | 'binary' | 'huge' }>): string {
  switch (file.kind) {
    case 'submodule':
      return 'this is a submodule, whose files are not part of the base';
    case 'binary':
      return 'this is a binary file';
    case 'huge':
      return `this file is too large to search (${file.bytes} bytes)`;
  }
}

/** Several pieces of evidence refer to the same file; it is prepared once. */
const preparedFiles = new WeakMap<SourceFile, Searchable>();
const otherReadings = new WeakMap<SourceFile, Searchable>();

const prepared = (file: Extract<SourceFile, { kind: 'text' }>): Searchable => keptIn(preparedFiles, file, file.text);
const otherReading = (file: SourceFile, text: string): Searchable => keptIn(otherReadings, file, text);

function keptIn(kept: WeakMap<SourceFile, Searchable>, file: SourceFile, text: string): Searchable {
  const known = kept.get(file) ?? searchable(text);
  kept.set(file, known);
  return known;
}
