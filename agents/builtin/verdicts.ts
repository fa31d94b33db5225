// An analyser's verdict on findings under examination: by its re-check if it has one, by running its own rule again if the finding
// is its own, and otherwise none.

import { cut } from '../../contracts/cut.ts';
import type { Verdict } from '../../contracts/findings/finding.ts';
import { counted, type RuleFailure } from './analysis.ts';
import { coverageRecheck, isCoverageGap } from './critic/coverage-recheck.ts';
import type { BuiltinAnalyser, ClaimedFinding, Repository, Rule } from './rule.ts';

export type GivenVerdicts = { verdicts: Verdict[]; failures: RuleFailure[] };

export async function giveVerdicts(
  repo: Repository,
  analyser: BuiltinAnalyser,
  findings: readonly ClaimedFinding[],
  onFinding: (finding: ClaimedFinding, index: number) => void,
): Promise<GivenVerdicts> {
  const verdicts: Verdict[] = [];
  const failures: RuleFailure[] = [];
  for (const [index, claimed] of findings.entries()) {
    onFinding(claimed, index);
    try {
      verdicts.push({ finding: claimed.id, ...(await judge(repo, analyser, claimed)) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      failures.push({ rule: claimed.category, message });
      verdicts.push({
        finding: claimed.id,
        verdict: 'ABSTAIN',
        basis: cut(`The re-check of ${claimed.category} failed: ${message}`, 4000),
      });
    }
  }
  return { verdicts, failures };
}

async function judge(repo: Repository, analyser: BuiltinAnalyser, claimed: ClaimedFinding): Promise<Omit<Verdict, 'finding'>> {
  if (isCoverageGap(claimed)) return coverageRecheck.judge(repo, claimed);
  const recheck = analyser.rechecks.find((it) => it.category === claimed.category);
  if (recheck) {
    const { basis, evidence, ...judged } = await recheck.judge(repo, claimed);
    return { ...judged, basis: cut(basis, 16_000), ...(evidence === undefined ? {} : { evidence: evidence.slice(0, 20) }) };
  }
  const own = analyser.rules.find((it) => it.id === claimed.category);
  if (own) return defend(repo, own, claimed);
  return { verdict: 'ABSTAIN', basis: `not-my-field: ${analyser.name} has no method for ${claimed.category}` };
}

/** Asked again about its own finding: it supports what its rule still finds and withdraws the rest. */
async function defend(repo: Repository, rule: Rule, claimed: ClaimedFinding): Promise<Omit<Verdict, 'finding'>> {
  const places = new Set((await rule.find(repo)).flatMap((hit) => hit.evidence.slice(0, 1).map(placeOf)));
  const claims = claimed.evidence.filter((it) => it.path !== undefined || it.command !== undefined);
  const gone = claims.filter((it) => !places.has(placeOf(it)));
  if (claims.length === gone.length) return { verdict: 'WITHDRAW', basis: `The rule ${rule.id} was run again and no longer finds it.` };
  const basis = `The rule ${rule.id} was run again and still finds it; this is the finder's own method and proves nothing new.`;
  const notAt = gone.flatMap(({ path, line }) => (path === undefined ? [] : [{ path, ...(line === undefined ? {} : { line }) }]));
  if (claimed.folded !== true || notAt.length === 0) return { verdict: 'AGREE', basis };
  return { verdict: 'SUPPLEMENT', basis: `${basis} Not any more at ${counted(notAt.length, 'place')}.`, notAt };
}

/** Something in history has no path in this tree; its place is the command that shows it. */
const placeOf = (it: { path?: string | undefined; line?: number | undefined; command?: string | undefined }): string =>
  it.path === undefined ? (it.command ?? '') : `${it.path}:${it.line ?? 0}`;
