// The same expression on both sides of an operator, which makes it pointless: `a.id === a.id`, `x && x`.

import { cut } from '../../../contracts/cut.ts';
import { isChangedLine } from '../changed-lines.ts';
import { type Language, languageOf } from '../reading/language.ts';
import { acrossFiles, judged, lineAt } from '../reading/places.ts';
import { isInOwnTests, type Source, sourceOf } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';

const LANGUAGES = new Set<Language>(['javascript', 'python', 'go', 'rust', 'java', 'kotlin', 'c', 'csharp', 'php']);

/** A name with its members and indexes; no call, because two calls may return different values. */
const OPERAND = String.raw`[!]?[A-Za-z_$][\w$]*(?:(?:\?\.|\.|->|::)[A-Za-z_$][\w$]*|\[[^[\]\n()]*\])*`;
const BOTH = new RegExp(
  String.raw`(?<![\w$.)\]:>])(${OPERAND})(\s*)(===|==|&&|\|\||\band\b|\bor\b)(\s*)(${OPERAND})(?![\w$]|\s*(?:[.([]|->|::|\?\.|\?->))`,
  'g',
);
/** What may surround the two for them to be the operands: nothing that binds as tightly or tighter. */
const BEFORE =
  /(?:^|[(,;{}?:[\n]|&&|\|\||=>|(?<![=!<>+\-*/%&|^])=|\b(?:return|if|elif|while|and|or|assert|when|case|throw|yield|await))\s*$/;
const AFTER = /^\s*(?:[),;{}\]?:#]|&&|\|\||and\b|or\b|if\b|else\b|then\b|$)|^[ \t]*\r?\n\s*(?![+\-*/%<>=^.&|])/;
const ALL_OF = /(?:&&|\band)\s*$/;

export const identicalOperands: Rule = {
  id: 'slips/identical-operands',
  says: 'the same operand on both sides of an operator',
  find: (repo) =>
    acrossFiles(
      judged(repo, (path) => languageOf(path) !== undefined, ['production']),
      ({ path }) => pairsIn(repo, path),
    ),
};

async function pairsIn(repo: Repository, path: string): Promise<Hit[]> {
  const source = await sourceOf(repo, path);
  if (!source || !LANGUAGES.has(source.language)) return [];
  const hits: Hit[] = [];
  const pattern = new RegExp(BOTH);
  for (let match = pattern.exec(source.code); match !== null; match = pattern.exec(source.code)) {
    const [whole, left = '', gap = '', operator = '', gapAfter = ''] = match;
    // The right operand may be the left one of the next pair.
    pattern.lastIndex = match.index + left.length + gap.length + operator.length;
    const rightAt = match.index + left.length + gap.length + operator.length + gapAfter.length;
    const right = source.text.slice(rightAt, match.index + whole.length);
    if (source.text.slice(match.index, match.index + left.length) !== right || isNanCheck(left, operator)) continue;
    const before = source.code.slice(Math.max(0, match.index - 60), match.index);
    const after = source.code.slice(match.index + whole.length, match.index + whole.length + 20);
    // `cast(object &&object)` in C++ is a reference with the same name as its type.
    if (source.language === 'c' && operator === '&&' && (gap === '' || gapAfter === '')) continue;
    if (!BEFORE.test(before) || !AFTER.test(after) || isIdiom(left, operator, before, after)) continue;
    const line = source.lines.at(match.index);
    const here = source.lines.text(line);
    // In JSX `{icon && icon}` is a long form of `{icon}`.
    if (isTried(source, match.index, here) || (operator === '&&' && /(?<!\$)\{\s*$/.test(before))) continue;
    if (!isChangedLine(repo, path, line) || here.length > 400 || /^\s*#\s*define\b/.test(here)) continue;
    hits.push({
      severity: 'major',
      title: `${path}:${line} has ${left} on both sides of ${operator}`,
      claim: `\`${cut(source.text.slice(match.index, match.index + whole.length).replace(/\s+/g, ' '), 200)}\` has no meaning: one of the operands was meant to be something else.`,
      evidence: [lineAt(path, source.lines, line)],
      recommendation: 'Use the intended operand, or remove one.',
      confidence: 0.92,
    });
  }
  return hits;
}

/** A test of comparisons compares equal things. */
const isTried = (source: Source, offset: number, line: string): boolean =>
  /\b\w*(assert|expect|require|check|verify)\w*[!(. ]/i.test(line) || isInOwnTests(source, offset);

const CONSTANT = /^!?(?:true|false|True|False|null|None|nil|undefined|[A-Z][A-Z0-9_]*)$/;

function isIdiom(operand: string, operator: string, before: string, after: string): boolean {
  // Constants are used for trying things out.
  if (CONSTANT.test(operand)) return true;
  // `a and a or b` is an old idiom for a default.
  if (operator === '&&' || operator === 'and') return /^\s*\)?\s*(?:\|\||or\b)/.test(after);
  // `a && b || b` asks for one of two things.
  return (operator === '||' || operator === 'or') && (ALL_OF.test(before) || /^\s*(?:&&|and\b)/.test(after));
}

/** `x == x` is an idiom to test for NaN. */
const isNanCheck = (operand: string, operator: string): boolean => (operator === '==' || operator === '===') && /^[\w$]+$/.test(operand);
