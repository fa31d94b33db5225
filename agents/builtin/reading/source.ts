// A program file, read once for all rules of a run: its text, its lines, its mask.

import type { Repository } from '../rule.ts';
import { type Lines, linesOf } from './formats/lines.ts';
import { type Language, languageOf } from './language.ts';
import { mask } from './masks/mask.ts';
import type { Masked } from './masks/masked.ts';
import { isMinified } from './paths.ts';

export type Source = Masked & { path: string; text: string; lines: Lines; language: Language };

const kept = new WeakMap<Repository, Map<string, Promise<Source | undefined>>>();

/** Undefined for anything that is no program text: another kind of file, binary, too large, or minified. */
export function sourceOf(repo: Repository, path: string): Promise<Source | undefined> {
  let sources = kept.get(repo);
  if (!sources) {
    sources = new Map();
    kept.set(repo, sources);
  }
  let source = sources.get(path);
  if (!source) {
    source = read(repo, path);
    sources.set(path, source);
  }
  return source;
}

async function read(repo: Repository, path: string): Promise<Source | undefined> {
  const language = languageOf(path);
  if (language === undefined) return undefined;
  const text = await repo.text(path);
  if (text === undefined || isMinified(text)) return undefined;
  return { path, text, language, lines: linesOf(text), ...mask(text, language) };
}

/** Rust keeps tests in the tested file: everything after the mark is a test. */
export const isInOwnTests = (source: Source, offset: number): boolean =>
  source.language === 'rust' && /#\[cfg\((?:all\()?test\b/.test(source.code.slice(0, offset));
