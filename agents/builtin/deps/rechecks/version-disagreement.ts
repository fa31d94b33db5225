// Re-check of a pinned runtime that the manifest excludes: the numbers of the two lines compared one by one, at
// the precision of the pin, without a reader of ranges.

import { lineOf } from '../../reading/formats/entries.ts';
import type { Recheck } from '../../rule.ts';

const METHOD = "Compared the numbers of both lines one by one, at the pin's own precision";

type Limit = { op: string; numbers: number[] };

export const versionDisagreementRecheck: Recheck = {
  category: 'slips/version-disagreement',
  method: METHOD,
  async judge(repo, claimed) {
    const [pin, requirement] = claimed.evidence;
    if (claimed.evidence.length !== 2 || pin?.path === undefined || requirement?.path === undefined)
      return { verdict: 'ABSTAIN', basis: `${METHOD}: the finding does not name one pin and one requirement.` };
    const pinned = numbersIn(await lineOf(repo, { path: pin.path, line: pin.line }), claimed.title);
    const limits = limitsIn(await lineOf(repo, { path: requirement.path, line: requirement.line }));
    if (pinned === undefined || limits === undefined)
      return { verdict: 'ABSTAIN', basis: `${METHOD}: one of the lines has no plain limits.` };
    const broken = limits.find((limit) => excludes(limit, pinned));
    const said = `${pinned.join('.')} against ${limits.map((it) => it.op + it.numbers.join('.')).join(' ')}`;
    return broken
      ? { verdict: 'AGREE', basis: `${METHOD}. ${said}: \`${broken.op}${broken.numbers.join('.')}\` shuts it out.` }
      : { verdict: 'DISAGREE', basis: `${METHOD}. ${said}: each limit leaves room for it.`, evidence: [requirement] };
  },
};

/** The version that the title names, if the line has it too. */
function numbersIn(line: string, title: string): number[] | undefined {
  const version = /pins \w+ (\d+(?:\.\d+)*)/.exec(title)?.[1];
  return version !== undefined && line.includes(version) ? version.split('.').map(Number) : undefined;
}

/** `>=18 <21` and `go 1.22`; an alternative or another operator has no plain limits. */
function limitsIn(line: string): Limit[] | undefined {
  const go = /^go\s+(\d+(?:\.\d+)*)\s*$/.exec(line.trim())?.[1];
  if (go !== undefined) return [{ op: '>=', numbers: go.split('.').map(Number) }];
  const value = [...line.matchAll(/["']([^"']*\d[^"']*)["']/g)].at(-1)?.[1] ?? line.split('=').slice(1).join('=');
  if (/\|\||~|\^|!=|\bx\b|\*|-\s/.test(value)) return undefined;
  const limits = [...value.matchAll(/(>=|<=|>|<)\s*v?(\d+(?:\.\d+)*)/g)].map((it) => ({
    op: it[1] ?? '',
    numbers: (it[2] ?? '').split('.').map(Number),
  }));
  return limits.length > 0 ? limits : undefined;
}

function excludes({ op, numbers }: Limit, pin: number[]): boolean {
  for (let i = 0; i < Math.min(pin.length, numbers.length); i++) {
    const [a, b] = [pin[i] ?? 0, numbers[i] ?? 0];
    if (a !== b) return op.startsWith('>') ? a < b : a > b;
  }
  // Equal as far as both go: `<21` shuts the whole of 21 out, every other limit leaves room.
  return op === '<' && pin.length >= numbers.length && numbers.length > 0 && pin.slice(numbers.length).every((it) => it >= 0);
}
