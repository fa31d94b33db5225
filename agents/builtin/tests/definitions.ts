// Functions and test classes of a Python or Ruby file, each with its scope: two of the same name collide only if nothing but that
// scope is between them.

import type { Source } from '../reading/source.ts';

export type Definition = {
  name: string;
  line: number;
  /** Of the name. */
  offset: number;
  /** The header line of the enclosing block; 0 for the file. */
  scope: number;
  isTest: boolean;
  /** It has no decorator that may register it elsewhere. */
  plain: boolean;
};

/** Decorators that leave the function where it is. */
const TRANSPARENT =
  /^@\s*(?:pytest\.mark\.\w+|(?:unittest\.)?mock\.patch[\w.]*|patch[\w.]*|(?:unittest\.)?skip\w*|(?:unittest\.)?expectedFailure)\b/;

const TEST_CLASS = /^Test\w|\w(?:Tests?|TestCase)$/;

export function definitionsIn(source: Source): Definition[] {
  return source.language === 'python' ? pythonDefinitions(source) : source.language === 'ruby' ? rubyDefinitions(source) : [];
}

function pythonDefinitions(source: Source): Definition[] {
  const found: Definition[] = [];
  /** Open blocks, outermost first. */
  const blocks: { indent: number; line: number }[] = [];
  let decorators: string[] = [];
  let depth = 0;
  const code = source.code.split('\n');
  code.forEach((raw, index) => {
    const line = index + 1;
    const inside = depth > 0;
    depth += opened(raw);
    if (inside || raw.trim() === '' || /^\s*["']+\s*$/.test(raw) || isInString(source, line)) return;
    const indent = (/^\s*/.exec(raw)?.[0] ?? '').replace(/\t/g, '        ').length;
    while ((blocks.at(-1)?.indent ?? -1) >= indent) blocks.pop();
    const decorator = /^\s*@/.test(raw);
    if (decorator) {
      decorators.push(raw.trim());
      return;
    }
    const match = /^\s*(?:async\s+)?(def|class)\s+(\w+)/.exec(raw);
    if (match) {
      const name = match[2] ?? '';
      found.push({
        name,
        line,
        offset: source.lines.start(line) + raw.indexOf(name, match[0].length - name.length),
        scope: blocks.at(-1)?.line ?? 0,
        isTest: match[1] === 'def' ? /^test_?\w/.test(name) : TEST_CLASS.test(name) && hasTests(code, index, indent),
        plain: decorators.every((it) => TRANSPARENT.test(it)),
      });
    }
    decorators = [];
    if (/:\s*$/.test(raw) || match) blocks.push({ indent, line });
  });
  return found;
}

/** How many more brackets a line opens than it closes. */
const opened = (line: string): number => (line.match(/[([{]/g)?.length ?? 0) - (line.match(/[)\]}]/g)?.length ?? 0);

/** Whether there is a `def test` below a class's header. */
function hasTests(code: string[], header: number, indent: number): boolean {
  for (let i = header + 1; i < code.length; i++) {
    const raw = code[i] ?? '';
    if (raw.trim() === '') continue;
    if ((/^\s*/.exec(raw)?.[0] ?? '').length <= indent && !/^\s*[)\]}"']/.test(raw)) return false;
    if (/^\s*(?:async\s+)?def\s+test/.test(raw)) return true;
  }
  return false;
}

/** The line starts inside a multi-line string. */
function isInString(source: Source, line: number): boolean {
  const start = source.lines.start(line);
  return source.strings.some((it) => it.innerStart <= start && start < it.end && it.start < start);
}

function rubyDefinitions(source: Source): Definition[] {
  const found: Definition[] = [];
  const code = source.code.split('\n');
  const blocks: { indent: number; line: number }[] = [];
  code.forEach((raw, index) => {
    const line = index + 1;
    if (raw.trim() === '' || isInString(source, line)) return;
    const indent = (/^\s*/.exec(raw)?.[0] ?? '').length;
    while ((blocks.at(-1)?.indent ?? -1) >= indent) blocks.pop();
    const match = /^\s*def\s+(test_\w+[?!]?)/.exec(raw);
    if (match) {
      const name = match[1] ?? '';
      found.push({
        name,
        line,
        offset: source.lines.start(line) + raw.indexOf(name),
        scope: blocks.at(-1)?.line ?? 0,
        isTest: true,
        plain: true,
      });
    }
    if (/^\s*(?:class|module|def|if|unless|begin|else|elsif|rescue|case|when|describe|context)\b|\bdo\b(?:\s*\|[^|]*\|)?\s*$/.test(raw))
      blocks.push({ indent, line });
  });
  return found;
}
