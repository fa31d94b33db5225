// The keys of every object literal in JavaScript and dict display in Python, with their positions. Computed keys, accessors,
// spreads and destructuring patterns are left out.

import { bracketPairs } from '../reading/bracket-pairs.ts';
import { partsWithin } from '../reading/brackets.ts';
import type { Source } from '../reading/source.ts';

export type Key = { key: string; at: number };

export const keyLists = (source: Source): Key[][] =>
  source.language === 'javascript' ? objectsIn(source) : source.language === 'python' ? dictsIn(source) : [];

/** Nested objects are read once at each depth; no person writes nesting that exceeds this. */
const MOST_READ = 20_000_000;

/** A brace after one of these starts an object, not a block. */
const BEFORE_OBJECT = /(?:[=(,:[?]|&&|\|\||\?\?|\breturn|\bdefault|=>\s*\()\s*$/;

/** What stands between two commas of a literal; `statement` if it is a type, or a block after all. */
type Member = { is: 'key'; key: string; at: number } | { is: 'spread' | 'statement' | 'other' };

function objectsIn({ code, text }: Source): Key[][] {
  const lists: Key[][] = [];
  const pairs = bracketPairs(code);
  let read = 0;
  for (let open = code.indexOf('{'); open >= 0; open = code.indexOf('{', open + 1)) {
    const before = code.slice(Math.max(0, open - 40), open);
    if (!BEFORE_OBJECT.test(before) || /=>\s*$/.test(before) || /\b(case\s[^\n]*|default)\s*:\s*$/.test(before)) continue;
    const close = pairs.get(open);
    if (close === undefined || isPattern(code, close)) continue;
    read += close - open;
    if (read > MOST_READ) return [];
    lists.push(...stretches(partsWithin(code, open, close).map((part) => objectMember(code, text, part))));
  }
  return lists.filter((keys) => keys.length > 1);
}

/** The keys of one literal, in a list for each stretch without a spread: what a spread adds may be overwritten on purpose. */
function stretches(members: readonly Member[]): Key[][] {
  const before: Key[][] = [];
  let keys: Key[] = [];
  for (const it of members) {
    if (it.is === 'statement') return before;
    if (it.is === 'key') keys.push({ key: it.key, at: it.at });
    if (it.is === 'spread') {
      before.push(keys);
      keys = [];
    }
  }
  return [...before, keys];
}

function objectMember(code: string, text: string, part: { start: number; end: number }): Member {
  const body = code.slice(part.start, part.end);
  const lead = /^\s*/.exec(body)?.[0].length ?? 0;
  const at = part.start + lead;
  if (body.startsWith('...', lead)) return { is: 'spread' };
  const named = /^(?:([A-Za-z_$][\w$]*)|"[^"\n]*"|'[^'\n]*'|(\d[\w.]*))\s*:(?!:)/.exec(body.slice(lead));
  if (!named) return { is: body.includes(';') ? 'statement' : 'other' };
  const raw = text.slice(at, at + named[0].length).replace(/\s*:$/, '');
  const key = /^["']/.test(raw) ? raw.slice(1, -1) : raw;
  return key === '__proto__' ? { is: 'other' } : { is: 'key', key, at };
}

/** `const { a: x, a: y } = z`, or a parameter. */
const isPattern = (code: string, close: number): boolean =>
  /^\s*(?:=(?!=)|\)\s*(?::[^=;{]*)?(?:=>|\{))/.test(code.slice(close + 1, close + 200));

function dictsIn({ code, text }: Source): Key[][] {
  const lists: Key[][] = [];
  const pairs = bracketPairs(code);
  let read = 0;
  for (let open = code.indexOf('{'); open >= 0; open = code.indexOf('{', open + 1)) {
    const close = pairs.get(open);
    if (close === undefined) continue;
    read += close - open;
    if (read > MOST_READ) return [];
    let inLambda = false;
    const members = partsWithin(code, open, close).map((part): Member => {
      const body = code.slice(part.start, part.end);
      // The commas between a lambda's parameters do not separate members.
      const parameters = inLambda;
      inLambda = /\blambda\b[^:]*$/.test(body) || (inLambda && !body.includes(':'));
      return parameters ? { is: 'other' } : dictMember(text, body, part.start);
    });
    lists.push(...stretches(members));
  }
  return lists.filter((keys) => keys.length > 1);
}

function dictMember(text: string, body: string, start: number): Member {
  const lead = /^\s*/.exec(body)?.[0].length ?? 0;
  const at = start + lead;
  if (body.startsWith('**', lead)) return { is: 'spread' };
  const named = /^(?:[rbuRBU]{0,2}(?:"[^"\n]*"|'[^'\n]*')|-?\d[\w.]*|[A-Za-z_][\w.]*)\s*:(?!=)/.exec(body.slice(lead));
  if (!named || /\bfor\b[^:]*\bin\b/.test(body)) return { is: 'other' };
  const raw = text.slice(at, at + named[0].length).replace(/\s*:$/, '');
  return { is: 'key', key: /^[uU]?["']/.test(raw) ? `'${raw.replace(/^[uU]?["']/, '').slice(0, -1)}'` : raw, at };
}
