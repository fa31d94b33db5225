// Shared by the JavaScript rules: which files are tests, where a statement starts, and where `expect` comes from.

import { isDeclaration } from '../reading/language.ts';
import { isTest } from '../reading/paths.ts';
import { judged } from '../reading/places.ts';
import { type Source, sourceOf } from '../reading/source.ts';
import type { Repository } from '../rule.ts';

export async function* javascriptTests(repo: Repository): AsyncGenerator<Source> {
  for (const { path } of await judged(repo, (it) => /\.[cm]?[jt]sx?$/.test(it) && isTest(it) && !isDeclaration(it))) {
    const source = await sourceOf(repo, path);
    if (source?.language === 'javascript') yield source;
  }
}

/** Words after which no statement starts: what follows them belongs to an expression. */
const CARRIES_ON =
  /(?:[=(,[?:&|+\-*/%<>!~^.]|=>|\b(?:return|await|yield|void|throw|typeof|new|in|of|case|default|delete|export|as|else\s+return))\s*$/;

/** Whether the word at this offset starts a statement. */
export function startsStatement(code: string, offset: number): boolean {
  const before = code.slice(Math.max(0, offset - 400), offset).trimEnd();
  if (before === '' || /[;{}]$/.test(before)) return true;
  if (CARRIES_ON.test(before)) return false;
  // Without a semicolon a statement ends with its line.
  const gap = code.slice(Math.max(0, offset - 400), offset);
  return /\n\s*$/.test(gap) || /\b(?:else|do)\s*$/.test(gap);
}

/** The next character after spaces and line breaks, with its offset. */
export function following(code: string, offset: number): { char: string; newLine: boolean; offset: number } {
  let at = offset;
  let newLine = false;
  while (at < code.length && /\s/.test(code[at] ?? '')) {
    if (code[at] === '\n') newLine = true;
    at++;
  }
  return { char: code[at] ?? '', newLine, offset: at };
}

/** Whether a statement ends here: at a semicolon, a closing brace, the end, or before a line that does not continue it. */
export function endsStatement(code: string, offset: number): boolean {
  const next = following(code, offset);
  if (next.char === '' || next.char === ';' || next.char === '}') return true;
  return (
    next.newLine &&
    !/[.?[(`,=+\-*/%<>&|:)\]]/.test(next.char) &&
    !/^(?:as|in|instanceof|satisfies)\b/.test(code.slice(next.offset, next.offset + 12))
  );
}

/** Whether the name is defined in this file or imported from a file of the project: then it may mean anything. */
export const hasOwn = (source: Source, name: string): boolean => {
  const { code, text } = source;
  if (new RegExp(`\\b(?:function\\s*\\*?|class)\\s+${name}\\b|[(,]\\s*${name}\\s*[,)]\\s*(?:=>|\\{)|\\b${name}\\s*=>`).test(code))
    return true;
  for (const match of code.matchAll(
    new RegExp(`\\b(?:const|let|var)\\s+(?:${name}\\b|\\{[^}]*\\b${name}\\b[^}]*\\})\\s*(?::[^=]+)?=\\s*`, 'g'),
  )) {
    const value = text.slice(match.index + match[0].length, match.index + match[0].length + 120);
    if (
      !/^(?:await\s+import|require)\s*\(\s*['"](?:chai|expect|vitest|@jest\/globals|bun:test|node:test|uvu|ava|@playwright\/test|mocha)|^chai\b|^global(?:This)?\b|^vitest\b/.test(
        value,
      )
    )
      return true;
  }
  const imported = [...text.matchAll(new RegExp(`import\\s[^;'"]*\\b${name}\\b[^;'"]*from\\s*['"]([^'"]+)['"]`, 'g'))].map(
    (it) => it[1] ?? '',
  );
  return imported.some((it) => it.startsWith('.') || it.startsWith('@/') || it.startsWith('~') || it.startsWith('#'));
};

/** A test that is only compiled: its statements are there for the type checker. */
export const isTypeTest = (source: Source, line: number): boolean => {
  for (let at = line - 1; at >= Math.max(1, line - 3); at--) if (/@ts-(?:expect-error|ignore)/.test(source.lines.text(at))) return true;
  return /(^|\/)(type-?tests?|types|tsd|dts-?tests?|test-d|typings?)\/|\.(test-d|tst|types?\.test|test\.types?)\.[cm]?tsx?$/i.test(
    source.path,
  );
};
