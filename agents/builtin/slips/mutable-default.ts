// A Python parameter whose default is a list, dict or set that the function changes: later calls without the argument see what
// earlier ones left.

import { isChangedLine } from '../changed-lines.ts';
import { bracketPairs } from '../reading/bracket-pairs.ts';
import { partsWithin } from '../reading/brackets.ts';
import { acrossFiles, judged, lineAt } from '../reading/places.ts';
import { indentOf, linesAbove, pythonBlock } from '../reading/python-blocks.ts';
import { sourceOf } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';

export const mutableDefault: Rule = {
  id: 'slips/mutable-default',
  says: 'a default list, dict or set that the function changes',
  find: (repo) =>
    acrossFiles(
      judged(repo, (path) => path.endsWith('.py'), ['production']),
      ({ path }) => defaultsIn(repo, path),
    ),
};

async function defaultsIn(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  if (text === undefined || !/=\s*(\[|\{|list\(|dict\(|set\()/.test(text)) return [];
  const source = await sourceOf(repo, path);
  if (!source) return [];
  const hits: Hit[] = [];
  const pairs = bracketPairs(source.code);
  for (const match of source.code.matchAll(/^[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*\(/gm)) {
    const open = match.index + match[0].length - 1;
    const close = pairs.get(open);
    // The default of a nested function is created anew with each call of the outer one.
    if (close === undefined || isNested(source.code, match.index)) continue;
    // `reload=reload` binds a value at definition time: such code uses defaults deliberately.
    if (/[(,]\s*(\w+)\s*=\s*\1\s*[,)]/.test(source.code.slice(open, close + 1))) continue;
    for (const part of partsWithin(source.code, open, close)) {
      const parameter = /^\s*(\w+)\s*(?::[^=]*)?=\s*(\[.*\]|\{.*\}|(?:list|dict|set)\(\s*\))\s*$/s.exec(
        source.code.slice(part.start, part.end),
      );
      const name = parameter?.[1];
      if (name === undefined || isKeptOnPurpose(name, parameter?.[2] ?? '')) continue;
      const body = pythonBlock(source.code, match.index).slice(close - (source.code.lastIndexOf('\n', match.index - 1) + 1));
      const change = changes(body, name);
      const line = source.lines.at(part.start + (/^\s*/.exec(source.code.slice(part.start, part.end))?.[0].length ?? 0));
      if (change === undefined || !isChangedLine(repo, path, line)) continue;
      hits.push({
        severity: 'major',
        title: `${match[1]}() in ${path} changes its default ${name}`,
        claim: `The default of \`${name}\` is made once, when the function is defined, and \`${change}\` changes it: the next call without the argument starts with what this one left.`,
        evidence: [lineAt(path, source.lines, line)],
        recommendation: `Default to None, and start with \`${name} = [] if ${name} is None else ${name}\`.`,
        confidence: 0.9,
      });
    }
  }
  return hits;
}

/** Whether the nearest header above with less indentation is a function's. */
function isNested(code: string, header: number): boolean {
  let indent = indentOf(code.slice(header, header + 400));
  for (const line of linesAbove(code, header)) {
    if (indent === 0) return false;
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    if (/^\s*(?:async\s+)?def\b/.test(line)) return true;
    if (/^\s*class\b/.test(line)) return false;
    indent = indentOf(line);
  }
  return false;
}

/** A default that is meant to persist between calls: a cache, by its name, or one that does not start empty. */
const isKeptOnPurpose = (name: string, value: string): boolean =>
  /^_|cache|memo|seen|last|state|count|known|registry|static|history/i.test(name) || !/^(?:\[\s*\]|\{\s*\}|\w+\(\s*\))$/.test(value);

/** The first place that changes the object itself, unless the name was rebound before. */
function changes(body: string, name: string): string | undefined {
  const change = new RegExp(
    `(?<![\\w.])${name}(?:\\.(?:append|extend|insert|remove|pop|popitem|clear|update|setdefault|add|discard|sort|reverse)\\(|\\[[^\\]\\n]*\\]\\s*(?:[-+*/|&]?=)(?!=)|\\s*(?:\\+|\\||&|-)=)`,
  ).exec(body);
  if (!change) return undefined;
  const bound = new RegExp(
    `(?<![\\w.])${name}\\s*(?::[^=\\n]*)?=(?!=)|\\bfor\\s+[^\\n]*\\b${name}\\b[^\\n]*\\bin\\b|\\bdel\\s+${name}\\b|\\bas\\s+${name}\\b`,
  ).exec(body);
  // Under `if name:` the empty default is never the one that is changed.
  const guarded = new RegExp(
    `\\b(?:if|elif|while)\\s+${name}\\s*(?::|\\bor\\b|\\band\\b)|\\bif\\s+(?:len\\()?${name}\\b\\)?\\s*(?:is\\s+not|!=|>)`,
  ).exec(body.slice(0, change.index));
  // A loop over an empty default never runs.
  const looped = new RegExp(`\\bfor\\b[^\\n]*\\bin\\b[^\\n]*(?<![\\w.])${name}\\b`).test(body.slice(0, change.index));
  return guarded || looped || (bound && bound.index < change.index) ? undefined : change[0].trim();
}
