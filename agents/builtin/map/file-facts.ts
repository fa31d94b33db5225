// What the map needs to know about one file. It depends only on the file's name and text, so it stays valid as long as both are the
// same.

import { languageOf } from '../reading/language.ts';
import { mask } from '../reading/masks/mask.ts';
import { isGenerated, isMinified, isTest, isVendored } from '../reading/paths.ts';
import { namesIn, testsItself } from './untested.ts';

export type FileFacts = {
  lines: number;
  todos: number;
  skipped: number;
  /** A file that contains its own tests. */
  tested: boolean;
  /** The names that a test mentions. */
  names: readonly string[];
};

/** `text` is undefined for a file that is not text. */
export function factsOf(path: string, text: string | undefined): FileFacts | undefined {
  if (text === undefined) return undefined;
  const lines = countLines(text);
  if (isVendored(path) || isGenerated(path)) return { lines, todos: 0, skipped: 0, tested: false, names: [] };
  return { lines, ...marksIn(path, text), tested: testsItself(path, text), names: namesIn(path, text) };
}

const TODO = /\b(TODO|FIXME|XXX|HACK)\b/g;
const SKIPPED =
  /(?<![\w.$])(?:(?:it|test|describe|context|suite|specify)\.skip\b|(?:xit|xdescribe|xtest|xcontext|xspecify)\s*\()|@(?:pytest\.mark\.skip|unittest\.skip|skip\b)|\bt\.Skip(?:f|Now)?\(|@(?:Ignore|Disabled)\b|#\[ignore\b/g;

function marksIn(path: string, text: string): { todos: number; skipped: number } {
  // Testing before masking keeps a large tree fast.
  const hasTodo = /\b(?:TODO|FIXME|XXX|HACK)\b/.test(text);
  const tests = isTest(path) || path.endsWith('.rs');
  const language = languageOf(path);
  if ((!hasTodo && !tests) || language === undefined || isMinified(text)) return { todos: 0, skipped: 0 };
  const { code, comments } = mask(text, language);
  const said = comments.map((it) => text.slice(it.start, it.end)).join('\n');
  return { todos: count(said, TODO), skipped: tests ? count(code, SKIPPED) : 0 };
}

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;
const countLines = (text: string): number => (text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0));
