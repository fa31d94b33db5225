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
    let keys: Key[] = [];
    for (const part of partsWithin(code, open, close)) {
      const body = code.slice(part.start, part.end);
      const lead = /^\s*/.exec(body)?.[0].length ?? 0;
      const at = part.start + lead;
      const named = /^(?:([A-Za-z_$][\w$]*)|"[^"\n]*"|'[^'\n]*'|(\d[\w.]*))\s*:(?!:)/.exec(body.slice(lead));
      if (/^\.\.\./.test(body.slice(lead))) {
        // What a spread adds may be overwritten on purpose.
        lists.push(keys);
        keys = [];
      } else if (named) {
        const raw = text.slice(at, at + named[0].length).replace(/\s*:$/, '');
        const key = /^["']/.test(raw) ? raw.slice(1, -1) : raw;
        if (key !== '__proto__') keys.push({ key, at });
      } else if (body.includes(';')) {
        // A type, or a block after all.
        keys = [];
        break;
      }
    }
    if (keys.length > 1) lists.push(keys);
  }
  return lists.filter((keys) => keys.length > 1);
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
    let keys: Key[] = [];
    let inLambda = false;
    for (const part of partsWithin(code, open, close)) {
      const body = code.slice(part.start, part.end);
      const lead = /^\s*/.exec(body)?.[0].length ?? 0;
      const at = part.start + lead;
      // The commas between a lambda's parameters do not separate members.
      const parameters = inLambda;
      inLambda = /\blambda\b[^:]*$/.test(body) || (inLambda && !body.includes(':'));
      if (parameters) continue;
      if (/^\*\*/.test(body.slice(lead))) {
        lists.push(keys);
        keys = [];
        continue;
      }
      const named = /^(?:[rbuRBU]{0,2}(?:"[^"\n]*"|'[^'\n]*')|-?\d[\w.]*|[A-Za-z_][\w.]*)\s*:(?!=)/.exec(body.slice(lead));
      if (!named || /\bfor\b[^:]*\bin\b/.test(body)) continue;
      const raw = text.slice(at, at + named[0].length).replace(/\s*:$/, '');
      const bare = /^[uU]?["']/.test(raw) ? `'${raw.replace(/^[uU]?["']/, '').slice(0, -1)}'` : raw;
      keys.push({ key: bare, at });
    }
    if (keys.length > 1) lists.push(keys);
  }
  return lists.filter((keys) => keys.length > 1);
}
