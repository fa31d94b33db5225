// Decides by rule whether work is accepted: from the findings that were confirmed, what a critic named and another worker
// confirmed, and whether the sources are unchanged. Accepted means that nothing at all speaks against it.

import type { CanonicalFinding } from '../../../contracts/findings/convergence.ts';
import type { NamedGap } from '../../../contracts/findings/gap.ts';
import { isRefutedInWords } from '../../../contracts/findings/state-order.ts';
import type { SourceAudit, WorkVerdict } from '../../../contracts/findings/work-verdict.ts';
import { listedUpTo } from '../../wording/numbers.ts';

export type Work = {
  findings: readonly CanonicalFinding[];
  gaps: readonly NamedGap[];
  /** Gaps with which a critic argued against acceptance; the others say what no one looked at. */
  against: ReadonlySet<string>;
  /** Critics who were to argue and did not. */
  unargued: readonly { seat: string; why: string }[];
  /** Critics who named nothing, and nothing but their word shows that they looked. */
  claimingCritics: readonly string[];
  /** Seats that were to look and delivered nothing. */
  missing: readonly string[];
  /** The question takes judgement, and no seat that can judge anything has given an answer that counts. */
  unjudged: boolean;
  /** What seats that can judge anything opened of the files in question: those that a change touches, otherwise the scope. */
  opened: Opened;
  /** Findings with evidence that was found, raised by a seat that can judge anything: one of them is enough to stop the work. */
  trusted: ReadonlySet<string>;
  /** The same, but all that they quote is the text of a comment, of which the claim says nothing: a person has to look. */
  vague: ReadonlySet<string>;
  audit: SourceAudit;
};

export type Opened = {
  of: 'change' | 'scope';
  all: number;
  /** Nobody opened them. */
  unopened: number;
  /** Opened, but nothing except the word of these seats shows it. */
  unshown: number;
  claimedBy: readonly string[];
};

type Row = WorkVerdict['blockers'][number];

const PATHS_NAMED = 10;

export function judgeWork({
  findings,
  gaps,
  against,
  unargued,
  claimingCritics,
  missing,
  unjudged,
  opened,
  trusted,
  vague,
  audit,
}: Work): WorkVerdict {
  const blockers: Row[] = [...audited(audit)];
  const conditions: Row[] = [
    ...(audit.unknown === undefined ? [] : [{ ref: 'sources', why: `it is unknown whether they changed: ${audit.unknown}` }]),
    ...missing.map((why) => ({ ref: 'workers', why })),
    ...notSeen(opened).map((why) => ({ ref: 'scope', why })),
    ...unargued.map(({ seat, why }) => ({ ref: seat, why: `no worker argued against the work: ${why}` })),
    ...claimingCritics.map((seat) => ({
      ref: seat,
      why: 'it named nothing against the work, and that it looked is claimed, not witnessed',
    })),
  ];
  for (const it of findings) {
    const weight = weighFinding(it, { trusted, vague });
    if (weight === undefined) continue;
    const rows = weight.as === 'blocker' ? blockers : conditions;
    rows.push({ ref: it.id, why: `${it.severity}, ${weight.why}: ${it.title}${placeOf(it)}` });
  }
  for (const { id, gap, outcome } of gaps) {
    if (id === undefined) continue;
    if (outcome === 'confirmed' && against.has(id)) blockers.push({ ref: id, why: `a confirmed objection to the work: ${gap.title}` });
    else if (outcome === 'confirmed') conditions.push({ ref: id, why: `a confirmed gap: ${gap.title}` });
    else conditions.push({ ref: id, why: `a remaining risk: ${gap.title}` });
  }
  return { verdict: verdictOf({ blockers, conditions, unjudged }), blockers, conditions, audit };
}

const placeOf = ({ path, line }: CanonicalFinding): string =>
  path === undefined ? '' : ` (${path}${line === undefined ? '' : `:${line}`})`;

type Weight = { as: 'blocker' | 'condition'; why: string };
const LONE: Weight = { as: 'blocker', why: 'one reviewer only, unopposed' };

const isGrave = ({ severity }: CanonicalFinding): boolean => severity === 'critical' || severity === 'major';

/** What a finding means for the work; undefined if nothing. */
function weighFinding(it: CanonicalFinding, { trusted, vague }: Pick<Work, 'trusted' | 'vague'>): Weight | undefined {
  const shown = vague.has(it.id) ? ', and it quotes nothing but a comment' : '';
  const blocksAlone = isGrave(it) && trusted.has(it.id);
  switch (it.state) {
    case 'full-consensus':
    case 'partial-consensus':
    case 'rechecked':
      // `info` findings impose no condition.
      if (it.severity === 'info') return undefined;
      return { as: isGrave(it) ? 'blocker' : 'condition', why: it.state === 'rechecked' ? 'rechecked' : 'confirmed' };
    case 'worker-unique':
    case 'rule-only':
      return blocksAlone ? LONE : { as: 'condition', why: `one reviewer only${shown}` };
    case 'not-examined':
    case 'queued':
      return blocksAlone ? LONE : { as: 'condition', why: `not examined by every worker that could judge it${shown}` };
    case 'contested':
      return { as: 'condition', why: 'disputed' };
    case 'dismissed':
      return it.untrusted ? { as: 'condition', why: 'dismissed only by a file of a project that you do not trust' } : undefined;
    case 'refuted':
      return isRefutedInWords(it) ? { as: 'condition', why: 'refuted only as far as claimed' } : undefined;
    case 'withdrawn':
    case 'unsupported':
    case 'pre-existing':
    case 'merged':
      return undefined;
  }
}

/** “Accepted” says that the work was looked at; what no one opened is for a person to decide about. */
function notSeen({ of, all, unopened, unshown, claimedBy }: Opened): string[] {
  const where = of === 'change' ? 'that the change touches' : 'in the scope';
  const some = (n: number): string => (all === 1 ? `the file ${where}` : `${n} of the ${all} files ${where}`);
  const advice = of === 'scope' && all > 1 ? '; a range or a narrower scope says which of them the work is' : '';
  const who = all === 1 ? 'it' : 'them';
  return [
    ...(unopened === 0 ? [] : [`no worker that can judge ${who} has opened ${some(unopened)}${advice}`]),
    ...(unshown === 0 ? [] : [`that ${listedUpTo(claimedBy, 6)} opened ${some(unshown)} is claimed, not witnessed`]),
  ];
}

function verdictOf({ blockers, conditions, unjudged }: { blockers: Row[]; conditions: Row[]; unjudged: boolean }): WorkVerdict['verdict'] {
  if (blockers.length > 0) return 'blocked';
  if (unjudged) return 'not-judged';
  return conditions.length > 0 ? 'conditional-accept' : 'accepted';
}

function audited({ changed }: SourceAudit): Row[] {
  if (changed.length === 0) return [];
  const named = changed.slice(0, PATHS_NAMED).join(', ');
  const more = changed.length > PATHS_NAMED ? ` and ${changed.length - PATHS_NAMED} more` : '';
  return [{ ref: 'sources', why: `changed since the verification began: ${named}${more}` }];
}
