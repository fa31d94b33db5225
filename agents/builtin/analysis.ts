// Runs one analyser over one tree: each rule once, with hits folded and limited, and a sentence on what was looked at.

import { cut } from '../../contracts/cut.ts';
import type { Finding } from '../../contracts/findings/finding.ts';
import { combineHits } from './combine-hits.ts';
import { leftOutOf } from './reading/roles/tally.ts';
import type { OpenedRepository } from './repository.ts';
import type { BuiltinAnalyser, Hit, Repository, Rule } from './rule.ts';

export type RuleFailure = { rule: string; message: string };
export type Analysis = { findings: Finding[]; summary: string; coverage: string; failures: RuleFailure[] };

/** `onRule` is called before each rule, for the heartbeat and for people who watch. */
export async function analyse(
  repo: Repository & Pick<OpenedRepository, 'opened'>,
  analyser: BuiltinAnalyser,
  onRule: (rule: Rule, index: number) => void,
): Promise<Analysis> {
  const findings: Finding[] = [];
  const failures: RuleFailure[] = [];
  for (const [index, rule] of analyser.rules.entries()) {
    onRule(rule, index);
    try {
      const hits = combineHits(rule, await rule.find(repo));
      for (const hit of hits) findings.push(findingOf(rule, hit, findings.length + 1));
    } catch (error) {
      // A rule that fails on a strange file must not cost the work of the others.
      failures.push({ rule: rule.id, message: error instanceof Error ? error.message : String(error) });
    }
  }
  const within = repo.files.filter((file) => repo.inScope(file.path));
  // Rules for a language that the repository does not contain open no files, and so have checked nothing.
  const opened = within.filter((file) => repo.opened.has(file.path)).length;
  const leftOut = leftOutOf(repo);
  const ran = analyser.rules.length - failures.length;
  return {
    findings,
    failures,
    summary:
      findings.length === 0
        ? 'No rule found anything.'
        : `${counted(findings.length, 'finding')} by ${counted(new Set(findings.map((it) => it.category)).size, 'rule')}.`,
    coverage: cut(
      `opened ${opened} of ${counted(within.length, 'file')} for ${counted(ran, 'rule')}; ${
        leftOut.count === 0 ? '' : `left out what is not the project's own code: ${leftOut.words}; `
      }${repo.change === undefined ? '' : 'only what the change adds or moves is reported; '}these rules do not judge design or logic`,
      2000,
    ),
  };
}

function findingOf(rule: Rule, hit: Hit, number: number): Finding {
  return {
    localId: `${rule.id.slice(rule.id.indexOf('/') + 1)}-${number}`.slice(-64),
    title: cut(hit.title, 300),
    severity: hit.severity,
    category: rule.id,
    claim: cut(hit.claim, 16_000),
    evidence: [...hit.evidence.slice(0, 99), ...(hit.brokenBy === undefined ? [] : [{ path: hit.brokenBy, side: 'from' as const }])],
    ...(hit.folded === true ? { folded: true } : {}),
    confidence: hit.confidence,
    ...(hit.recommendation === undefined ? {} : { recommendation: cut(hit.recommendation, 4000) }),
  };
}

export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
