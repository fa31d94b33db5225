// Computes the same scores in another way, without knowing reviewers and labels: the reported claims are compared with the files
// and the case texts, which are read again here. Both must agree, or the bench fails.

import { readdirSync, readFileSync } from 'node:fs';
import type { Score } from './score.ts';

/** As in a report: each reported finding with the evidence of all who raised it. */
export type ToldFinding = { evidence: readonly { path: string; line: number; quote?: string }[] }[];

const FAULT = /^-(?: (.*))?$/gm;

/** All faulty lines; no correct line has the same text. */
function faultyLines(): ReadonlySet<string> {
  const folder = new URL('cases/', import.meta.url);
  const texts = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(FAULT)].map((it) => (it[1] ?? '').trim())));
}

export function scoreAgain(told: readonly ToldFinding[], files: ReadonlyMap<string, string>): Score {
  const faults = faultyLines();
  const linesIn = new Map([...files].map(([path, text]) => [path, text.split('\n').map((line) => line.trim())]));
  const isThere = (it: ToldFinding[number]['evidence'][number]): boolean => {
    const lines = linesIn.get(it.path);
    return lines !== undefined && (it.quote === undefined ? it.line <= lines.length : lines.includes(it.quote.trim()));
  };
  const known = new Set<string>();
  const rows = told.map((members) => {
    const all = members.flatMap(({ evidence }) => evidence);
    const about = members.map(({ evidence }) =>
      evidence
        .filter((it) => it.quote !== undefined && faults.has(it.quote.trim()) && isThere(it))
        .map((it) => `${it.path} ${it.quote?.trim()}`),
    );
    const first = about[0]?.[0];
    const isRight = first !== undefined && about.every((places) => places.length > 0 && places.every((it) => it === first));
    if (isRight) known.add(first);
    return { isRight, there: all.filter(isThere).length, all: all.length };
  });
  const count = (fits: (row: (typeof rows)[number]) => boolean): number => rows.filter(fits).length;
  return {
    right: count((it) => it.isRight),
    wrong: count((it) => !it.isRight),
    found: known.size,
    invented: count((it) => it.there === 0),
    half: count((it) => it.there > 0 && it.there < it.all),
  };
}
