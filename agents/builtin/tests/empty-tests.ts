// How an empty test looks in each language. Only where text, not just code, is empty between the braces: a
// comment there is somebody's reason.

import { cut } from '../../../contracts/cut.ts';
import type { Source } from '../reading/source.ts';
import { hasOwn, startsStatement } from './javascript-tests.ts';

export type EmptyTest = { name: string; line: number; inClass: boolean };

/** Names of tests that are done once they compile, load or start. */
const ENOUGH =
  /compil|placeholder|no-?op|dummy|empty|todo|import|loads?\b|smoke|nothing|stub|type|does.?not.?(throw|crash|panic|fail)|skip|set.?up|broken/i;

export function emptyTests(source: Source): EmptyTest[] {
  switch (source.language) {
    case 'javascript':
      return inJavaScript(source);
    case 'python':
      return inPython(source);
    case 'go':
      return source.path.endsWith('_test.go') ? byPattern(source, /^func (Test[A-Z]\w*)\(\w+ \*testing\.T\) \{\s*\}/gm) : [];
    case 'rust':
      return byPattern(source, /(?<!\][\s]*)^[ \t]*#\[test\]\s*\n[ \t]*fn\s+(\w+)\(\)\s*\{\s*\}/gm);
    case 'java':
    case 'kotlin':
      return inJava(source);
    case 'ruby':
      return byPattern(source, /^[ \t]*def (test_\w+)[ \t]*\n\s*end\b/gm).map((it) => ({ ...it, inClass: true }));
    default:
      return [];
  }
}

function inJavaScript(source: Source): EmptyTest[] {
  const found: EmptyTest[] = [];
  if (hasOwn(source, 'test') || hasOwn(source, 'it')) return found;
  let tests = 0;
  for (const match of source.code.matchAll(/(?<![\w$.])(it|test|specify)\s*\(\s*(['"`])/g)) {
    if (!startsStatement(source.code, match.index)) continue;
    tests++;
    const open = match.index + match[0].length - 1;
    const string = source.strings.find((it) => it.start === open);
    if (!string) continue;
    const body = /^\s*,\s*(?:async\s*)?(?:function\s*\w*\s*\(\s*\w*\s*\)|\(\s*\w*\s*\)\s*=>|\w+\s*=>)\s*\{(\s*)\}\s*\)/.exec(
      source.text.slice(string.end, string.end + 300),
    );
    const title = source.text.slice(string.innerStart, string.innerEnd);
    if (body && !ENOUGH.test(title)) found.push({ name: `"${cut(title, 120)}"`, line: source.lines.at(match.index), inClass: false });
  }
  // The only test of a file keeps a runner from complaining that there is none.
  return tests > 1 ? found : [];
}

function inPython(source: Source): EmptyTest[] {
  const found: EmptyTest[] = [];
  if (!/(^|\/)(test_[^/]*|[^/]*_tests?|tests?)\.py$/.test(source.path)) return found;
  const pattern = /^([ \t]*)(?:async[ \t]+)?def (test_?\w+)\((?:self)?\)[^\n]*:[ \t]*(?:\r?\n\1[ \t]+)?(?:pass|\.\.\.)[ \t]*(?=\r?\n|$)/gm;
  for (const match of source.code.matchAll(pattern)) {
    const start = match.index + (match[1] ?? '').length;
    const line = source.lines.at(start);
    const last = source.lines.at(match.index + match[0].length - 1);
    const name = match[2] ?? '';
    if (ENOUGH.test(name) || /^\s*@/.test(source.lines.text(line - 1)) || hasComment(source, line, last + 1)) continue;
    // More may follow `pass` at the same depth; then it is no empty body.
    const next = nextCodeLine(source, last + 1);
    const indent = (match[1] ?? '').length;
    if (next !== undefined && (/^[ \t]*/.exec(next)?.[0].length ?? 0) > indent) continue;
    if (isNested(source, line, indent)) continue;
    // unittest knows methods only: beside a test case, a function is something else.
    if (indent === 0 && /\bclass\s+\w+\([^)]*TestCase/.test(source.code)) continue;
    found.push({ name, line, inClass: indent > 0 });
  }
  return found;
}

const hasComment = (source: Source, from: number, to: number): boolean =>
  source.comments.some((it) => {
    const line = source.lines.at(it.start);
    return line >= from && line < to;
  });

function nextCodeLine(source: Source, from: number): string | undefined {
  for (let line = from; line <= source.lines.count; line++) {
    const start = source.lines.start(line);
    const code = source.code.slice(start, start + source.lines.text(line).length);
    if (code.trim() !== '') return code;
  }
  return undefined;
}

/** Inside another function, or in a class within a class: what a test of a test runner hands to it. */
function isNested(source: Source, line: number, indent: number): boolean {
  let least = indent;
  let classes = 0;
  for (let at = line - 1; at >= 1 && least > 0; at--) {
    const start = source.lines.start(at);
    const code = source.code.slice(start, start + source.lines.text(at).length);
    const depth = /^[ \t]*/.exec(code)?.[0].length ?? 0;
    if (code.trim() === '' || depth >= least) continue;
    least = depth;
    if (/^\s*(?:async\s+)?def\b/.test(code)) return true;
    if (/^\s*class\b/.test(code) && ++classes > 1) return true;
  }
  return false;
}

function inJava(source: Source): EmptyTest[] {
  const found: EmptyTest[] = [];
  // With a rule or an extension around it, an empty test tests that.
  if (/@(?:Class)?Rule\b|@RegisterExtension\b|@ExtendWith\b|@RunWith\b/.test(source.code)) return found;
  let tests = 0;
  for (const match of source.code.matchAll(/@Test\b(\s*\()?/g)) {
    tests++;
    if (match[1] !== undefined) continue;
    const after = source.text.slice(match.index + match[0].length, match.index + match[0].length + 300);
    const method = /^\s*(?:public\s+|fun\s+)?(?:void\s+)?(\w+)\s*\(\s*\)\s*(?:throws\s+[\w.,\s]+)?\{\s*\}/.exec(after);
    const before = source.code.slice(0, match.index).trimEnd();
    if (!method || /@\w+(?:\([^()]*\))?$/.test(before) || !isInTopClass(source.code, match.index)) continue;
    const name = method[1] ?? '';
    if (!ENOUGH.test(name)) found.push({ name, line: source.lines.at(match.index + match[0].length + after.indexOf(name)), inClass: true });
  }
  return tests > 1 ? found : [];
}

/** One brace deep; a nested class is often what a runner's own test runs. */
function isInTopClass(code: string, offset: number): boolean {
  let depth = 0;
  for (let at = 0; at < offset; at++) depth += code[at] === '{' ? 1 : code[at] === '}' ? -1 : 0;
  return depth === 1;
}

/** A pattern over the text whose first group is the name; it counts where the code, too, has it. */
function byPattern(source: Source, pattern: RegExp): EmptyTest[] {
  return [...source.text.matchAll(pattern)].flatMap((match) => {
    const name = match[1] ?? '';
    const at = match.index + match[0].indexOf(name);
    return source.code.slice(at, at + name.length) === name && !ENOUGH.test(name)
      ? [{ name, line: source.lines.at(at), inClass: false }]
      : [];
  });
}
