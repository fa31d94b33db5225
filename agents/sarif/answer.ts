// The answer of a SARIF seat: findings whose evidence quotes the lines that the log refers to, many hits of one rule as one, and a
// verdict on each finding that it is asked about again.

import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { cut, firstCharacters } from '../../contracts/cut.ts';
import type { Evidence, Finding, Verdict } from '../../contracts/findings/finding.ts';
import type { ClaimedLook } from '../../contracts/work/receipt.ts';
import { combineHits as fold } from '../builtin/combine-hits.ts';
import type { ClaimedFinding, Hit } from '../builtin/rule.ts';
import type { SarifHit, SarifLog, SarifPlace } from './read-log.ts';

/** How much of a hit is quoted: enough to recognise the place. */
const MOST_LINES = 3;
const MOST_FINDINGS = 1000;
const MOST_TOLD = 10_000;

export type FoundAnswer = { summary: string; findings: Finding[]; coverage: string; looked: ClaimedLook[]; notes?: string };

export async function findingsOf(agent: string, { tool, hits, outside, opened }: SarifLog, root: string): Promise<FoundAnswer> {
  const lines = lineReader(root);
  const findings: Finding[] = [];
  for (const [rule, some] of Map.groupBy(hits, (it) => it.rule)) {
    const category = categoryOf(agent, rule);
    const made: Hit[] = [];
    for (const it of some) made.push(await hitOf(it, lines));
    const all = fold({ id: category, says: `${rule}: ${some[0]?.help || some[0]?.message || 'a hit'}`, find: async () => [] }, made);
    for (const hit of all) findings.push({ localId: `r${findings.length + 1}`, category, ...hit, title: cut(hit.title, 300) });
  }
  const kept = findings.slice(0, MOST_FINDINGS);
  const left = findings.length - kept.length;
  return {
    summary:
      kept.length === 0
        ? `${tool || agent} reports nothing.`
        : `${tool || agent} reports ${hits.length} ${hits.length === 1 ? 'result' : 'results'}.`,
    findings: kept,
    coverage:
      opened.length > 0
        ? `${opened.length} ${opened.length === 1 ? 'file' : 'files'} that the log of ${tool || agent} names, by its own rules`
        : `everything that ${tool || agent} was told to look at, by its own rules; its log does not say which files those are`,
    looked: [...opened.slice(0, MOST_TOLD).map((path): ClaimedLook => ({ path, how: 'read' })), { glob: '**', how: 'searched' }],
    ...(outside + left === 0 ? {} : { notes: `Left out: ${outside} results outside of the checkout, ${left} over the most.` }),
  };
}

async function hitOf({ severity, message, help, places }: SarifHit, lines: LineReader): Promise<Hit> {
  const evidence: Evidence[] = [];
  for (const place of places.slice(0, 20)) evidence.push(await evidenceOf(place, lines));
  const [title = message] = message.split(/\n|(?<=[.!?])\s/);
  return {
    severity,
    title: cut(title.trim() || message, 300),
    claim: cut(help === '' || help === message ? message : `${message}\n\nThe rule: ${help}`, 16_000),
    evidence,
    confidence: 0.9,
  };
}

async function evidenceOf({ path, line, endLine }: SarifPlace, lines: LineReader): Promise<Evidence> {
  if (line === undefined) return { path };
  const last = Math.min(endLine ?? line, line + MOST_LINES - 1);
  const quote = (await lines(path)).slice(line - 1, last).join('\n');
  const end = last > line ? { endLine: last } : {};
  return quote.trim() === '' ? { path, line, ...end } : { path, line, ...end, quote: firstCharacters(quote, 4000) };
}

type LineReader = (path: string) => Promise<readonly string[]>;

/** Lines of files in the checkout, and of no others: a link may lead anywhere. */
function lineReader(root: string): LineReader {
  const known = new Map<string, Promise<readonly string[]>>();
  const read = async (path: string): Promise<readonly string[]> => {
    try {
      const real = await realpath(join(root, path));
      return real.startsWith(`${root}${sep}`) ? (await readFile(real, 'utf8')).split(/\r?\n/) : [];
    } catch {
      return [];
    }
  };
  return (path) => {
    const reading = known.get(path) ?? read(path);
    known.set(path, reading);
    return reading;
  };
}

/** `eslint/no-unused-vars`; a program's own prefix is not repeated. */
const categoryOf = (agent: string, rule: string): string => firstCharacters(`${agent}/${rule.replace(/\s+/g, '-')}`, 64);

/** It supports what the program still reports at that place, withdraws what it does not, and abstains on other findings. */
export function verdictsOn(
  findings: readonly ClaimedFinding[],
  agent: string,
  hits: readonly SarifHit[],
): { summary: string; verdicts: Verdict[] } {
  const verdicts = findings.map(({ id, category, evidence, folded }): Verdict => {
    if (!category.startsWith(`${agent}/`))
      return { finding: id, verdict: 'ABSTAIN', basis: `not-my-field: ${agent} reports by its own rules only` };
    const reported = new Set(
      hits.filter((it) => categoryOf(agent, it.rule) === category).flatMap((it) => it.places.map((at) => `${at.path}:${at.line}`)),
    );
    const gone = evidence.filter((it) => !reported.has(`${it.path}:${it.line}`));
    if (gone.length === evidence.length)
      return { finding: id, verdict: 'WITHDRAW', basis: `${agent} was run again and does not report it any more.` };
    const basis = `${agent} was run again and still reports it; this is the finder's own method and proves nothing new.`;
    const notAt = gone.flatMap(({ path, line }) => (path === undefined ? [] : [{ path, ...(line === undefined ? {} : { line }) }]));
    return folded === true && notAt.length > 0
      ? { finding: id, verdict: 'SUPPLEMENT', basis, notAt }
      : { finding: id, verdict: 'AGREE', basis };
  });
  return { summary: `Judged ${verdicts.length} by running ${agent} again.`, verdicts };
}
