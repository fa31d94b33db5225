// Repairs tests that keep others from running, and assertions that are not awaited.

import { closing } from '../reading/brackets.ts';
import { sourceOf } from '../reading/source.ts';
import type { Hit, Repository } from '../rule.ts';
import { focusedTest } from '../tests/focused-test.ts';
import { unawaitedAssertion } from '../tests/unawaited-assertion.ts';
import { type Edit, placeOf, type Repair } from './repair.ts';

export const unfocused: Repair = {
  rule: focusedTest,
  isAbout: (text) => /\.only\b|\bfocus|\bf(?:it|describe|context|specify)\b|\bF(?:It|Describe|Context)/.test(text),
  async mend(repo, hit) {
    const word = /^`([\w.]+)` skips/.exec(hit.title)?.[1];
    const found = word === undefined ? undefined : await onLine(repo, hit, word);
    if (!found || word === undefined) return undefined;
    const put = /\.only\b/.test(word)
      ? word.replace(/\.only\b/, '')
      : word.replace(/^(f|F)(\w)/, (_, f: string, next: string) => plain(f, next));
    return [{ kind: 'text', path: found.path, from: found.offset, to: found.offset + word.length, put }];
  },
};

const plain = (f: string, next: string): string => (f === 'F' ? next.toUpperCase() : next.toLowerCase());

export const awaited: Repair = {
  rule: unawaitedAssertion,
  isAbout: (text) => /\bawait/i.test(text),
  async mend(repo, hit) {
    const word = /^(\S+) is not awaited at /.exec(hit.title)?.[1];
    // The dots represent an argument.
    const found = word === undefined ? undefined : await onLine(repo, hit, word.replace(/\(…\).*$/, '('));
    const around = found && functionAround(found.code, found.offset);
    if (!found || !around) return undefined;
    const edits: Edit[] = [{ kind: 'text', path: found.path, from: found.offset, to: found.offset, put: 'await ' }];
    if (!around.isAsync) edits.push({ kind: 'text', path: found.path, from: around.start, to: around.start, put: 'async ' });
    return edits;
  },
};

/** The one place on the hit's line where this starts a word. */
async function onLine(repo: Repository, hit: Hit, word: string): Promise<{ path: string; offset: number; code: string } | undefined> {
  const place = placeOf(hit);
  const source = place && (await sourceOf(repo, place.path));
  if (!source || place.line === undefined) return undefined;
  const [from, to] = [source.lines.start(place.line), source.lines.start(place.line + 1)];
  const found = [];
  for (let at = source.code.indexOf(word, from); at >= 0 && at < to; at = source.code.indexOf(word, at + 1))
    if (!/[\w$.]/.test(source.code[at - 1] ?? ' ')) found.push(at);
  const [offset] = found;
  return offset === undefined || found.length > 1 ? undefined : { path: place.path, offset, code: source.code };
}

/** The function that directly contains the offset, if it is passed to a test: an arrow or a `function`, without parameters. */
function functionAround(code: string, offset: number): { start: number; isAsync: boolean } | undefined {
  let depth = 0;
  for (let at = offset - 1; at >= 0; at--) {
    const c = code[at];
    if (c === '}') depth++;
    if (c !== '{' || depth-- > 0) continue;
    const end = closing(code, at);
    const header = /(async\s+)?(?:\(\s*\)\s*=>|function\s*\w*\s*\(\s*\))\s*$/.exec(code.slice(Math.max(0, at - 200), at));
    // An `if` or `try` block is inside of the function that counts.
    if (!header && /(?:\)|\b(?:try|else|finally|do))\s*$/.test(code.slice(Math.max(0, at - 20), at)) && !/=>\s*$/.test(code.slice(0, at))) {
      depth = 0;
      continue;
    }
    if (!header || end === undefined || end < offset) return undefined;
    const isAsync = header[1] !== undefined;
    const start = at - header[0].length;
    // Only if it is an argument: callers of any other function may not await it.
    return isAsync || /,\s*$/.test(code.slice(Math.max(0, start - 50), start)) ? { start, isAsync } : undefined;
  }
  return undefined;
}
