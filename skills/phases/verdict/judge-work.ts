// Decides by rule whether work is accepted: from the findings that were confirmed, what a critic named and another worker
// confirmed, and whether the sources are unchanged. Accepted means that nothing at all speaks against it.

import type { CanonicalFinding } from '../../../contracts/findings/convergence.ts';
import type { NamedGap } from '../../../contracts/findings/gap.ts';
import type { SourceAudit, WorkVerdict } from '../../../contracts/findings/work-verdict.ts';

export type Work = {
  findings: readonly CanonicalFinding[];
  gaps: readonly NamedGap[];
  /** Gaps with which a critic argued against acceptance; the others say what no one looked at. */
  against: ReadonlySet<string>;
  /** Critics who were to argue and did not. */
  unargued: readonly { seat: string; why: string }[];
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
};

type Row = WorkVerdict['blockers'][number];

const PATHS_NAMED = 10;

export function judgeWork({ findings, gaps, against, unargued, missing, unjudged, opened, trusted, vague, audit }: Work): WorkVerdict {
  const blockers: Row[] = [...audited(audit)];
  const conditions: Row[] = [
    ...(audit.unknown === undefined ? [] : [{ ref: 'sources', why: `it is unknown whether they changed: ${audit.unknown}` }]),
    ...missing.map((why) => ({ ref: 'workers', why })),
    ...notSeen(opened).map((why) => ({ ref: 'scope', why })),
    ...unargued.map(({ seat, why }) => ({ ref: seat, why: `no worker argued against the work: ${why}` })),
  ];
  const shownBy = ({ id }: CanonicalFinding): string => (vague.has(id) ? ', and it quotes nothing but a comment' : '');
  for (const it of findings) {
    const place = it.path === undefined ? '' : ` (${it.path}${it.line === undefined ? '' : `:${it.line}`})`;
    const row = (why: string): Row => ({ ref: it.id, why: `${why}: ${it.title}${place}` });
    const grave = it.severity === 'critical' || it.severity === 'major';
    const held = it.state === 'rechecked' ? 'rechecked' : 'confirmed';
    switch (it.state) {
      case 'full-consensus':
      case 'partial-consensus':
      case 'rechecked':
        if (grave) blockers.push(row(`${it.severity}, ${held}`));
        // `info` findings impose no condition.
        else if (it.severity === 'minor') conditions.push(row(`minor, ${held}`));
        break;
      case 'worker-unique':
      case 'rule-only':
        if (grave && trusted.has(it.id)) blockers.push(row(`${it.severity}, one reviewer only, unopposed`));
        else conditions.push(row(`${it.severity}, one reviewer only${shownBy(it)}`));
        break;
      case 'contested':
        conditions.push(row(`${it.severity}, disputed`));
        break;
      case 'not-examined':
      case 'queued':
        if (grave && trusted.has(it.id)) blockers.push(row(`${it.severity}, one reviewer only, unopposed`));
        else conditions.push(row(`${it.severity}, not examined by every worker that could judge it${shownBy(it)}`));
        break;
      case 'dismissed':
        if (it.untrusted) conditions.push(row(`${it.severity}, dismissed only by a file of a project that you do not trust`));
        break;
      case 'refuted':
      case 'withdrawn':
      case 'unsupported':
      case 'pre-existing':
      case 'merged':
        break;
    }
  }
  for (const { id, gap, outcome } of gaps) {
    if (id === undefined) continue;
    if (outcome === 'confirmed' && against.has(id)) blockers.push({ ref: id, why: `a confirmed objection to the work: ${gap.title}` });
    else if (outcome === 'confirmed') conditions.push({ ref: id, why: `a confirmed gap: ${gap.title}` });
    else conditions.push({ ref: id, why: `a remaining risk: ${gap.title}` });
  }
  return { verdict: verdictOf({ blockers, conditions, unjudged }), blockers, conditions, audit };
}

/** “Accepted” says that the work was looked at; what no one opened is for a person to decide about. */
function notSeen({ of, all, unopened }: Opened): string[] {
  const one = of === 'change' ? 'the file that the change touches' : 'the file in the scope';
  const many = `the ${all} files ${of === 'change' ? 'that the change touches' : 'in the scope'}`;
  return [
    ...(unopened === 0
      ? []
      : [
          all === 1
            ? `no worker that can judge it has opened ${one}`
            : `no worker that can judge them has opened ${unopened} of ${many}${of === 'scope' ? '; a range or a narrower scope says which of them the work is' : ''}`,
        ]),
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
