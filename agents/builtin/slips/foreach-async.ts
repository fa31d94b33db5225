// `forEach(async …)`: nobody waits for the functions, and their errors are lost.

import { isChangedLine } from '../changed-lines.ts';
import { bracketPairs } from '../reading/bracket-pairs.ts';
import { acrossFiles, judged, lineAt } from '../reading/places.ts';
import { sourceOf } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';

const CALL = /\.forEach\s*\(\s*async\b/g;

export const foreachAsync: Rule = {
  id: 'slips/foreach-async',
  says: 'forEach with an async function, whose result is not awaited',
  find: (repo) =>
    acrossFiles(
      judged(repo, (path) => /\.([cm]?[jt]sx?)$/.test(path), ['production']),
      ({ path }) => callsIn(repo, path),
    ),
};

async function callsIn(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  if (text === undefined || !/\.forEach\s*\(\s*async\b/.test(text)) return [];
  const source = await sourceOf(repo, path);
  if (!source) return [];
  const hits: Hit[] = [];
  const pairs = bracketPairs(source.code);
  for (const match of source.code.matchAll(CALL)) {
    const line = source.lines.at(match.index);
    if (!isChangedLine(repo, path, line)) continue;
    const open = source.code.indexOf('(', match.index);
    const close = pairs.get(open);
    const body = source.code.slice(open, close ?? open);
    // A `forEach` that is awaited or returned is not the array's; a function without await loses nothing.
    const statement =
      source.code
        .slice(Math.max(0, match.index - 400), match.index)
        .split(/[;{}]|=>/)
        .at(-1) ?? '';
    if (/\b(await|return|yield)\b/.test(statement) || !/\bawait\b/.test(body) || /\btry\s*\{/.test(body)) continue;
    // If nothing could wait anyway, fire and forget is intended.
    if (!isInAsync(source.code, match.index)) continue;
    hits.push({
      severity: 'major',
      title: `${path}:${line} gives forEach an async function, whose result is not awaited`,
      claim: '`forEach` discards the promises: the code after it runs before they are done, and a rejection is unhandled.',
      evidence: [lineAt(path, source.lines, line)],
      recommendation: 'Use `for (const … of …)` with `await`, or `await Promise.all(….map(…))`.',
      confidence: 0.9,
    });
  }
  return hits;
}

const LONGEST_FUNCTION = 20_000;

/** Whether the innermost function around an offset is async. */
function isInAsync(code: string, offset: number): boolean {
  let depth = 0;
  for (let at = offset - 1; at >= Math.max(0, offset - LONGEST_FUNCTION); at--) {
    const c = code[at];
    if (c === '}') depth++;
    else if (c === '{' && depth > 0) depth--;
    else if (c === '{') {
      const header =
        code
          .slice(Math.max(0, at - 300), at)
          .split(/[;{}]/)
          .at(-1) ?? '';
      if (/=>\s*$/.test(header) || /\bfunction\b/.test(header)) return /\basync\b[^;{}]*$/.test(header);
      // A method, unless a keyword precedes the parenthesis.
      if (/\)\s*(?::[^()]*)?$/.test(header) && !/\b(?:if|for|while|switch|catch|with)\b\s*(?:await\s*)?\(/.test(header))
        return /\basync\b/.test(header);
    }
  }
  return offset < LONGEST_FUNCTION && /\bawait\b/.test(code.slice(0, offset));
}
