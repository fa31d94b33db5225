// What other programs are told about a report: the findings that count, those that a person dismissed, and problems of the run
// itself, so that a failed run never looks like an empty list of findings.

import type { FindingState } from '../../../contracts/findings/convergence.ts';
import type { Evidence, Severity } from '../../../contracts/findings/finding.ts';
import { isRefutedInWords } from '../../../contracts/findings/state-order.ts';
import type { WorkVerdict } from '../../../contracts/findings/work-verdict.ts';
import type { Report } from '../../../contracts/run/report.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { reviewLines } from '../../phases/verdict/report/sentences.ts';
import { whyUnjudged } from '../../wording/judgement.ts';
import { inconclusiveWords } from '../../wording/looks.ts';
import { outcomeLine } from '../../wording/outcome.ts';
import { oneLine, plainText } from '../../wording/plain-text.ts';
import { stateLabel } from '../../wording/states.ts';
import { type CheckedEvidence, type Dossier, dissent, dossiers, opponents, placesOutWords, supporterWords } from '../facts/dossier.ts';

export type Level = 'error' | 'warning' | 'note';
export type Lines = { path: string; line?: number; endLine?: number; before: boolean; quote?: string };

/** What the report itself does not contain. */
export type Rendering = {
  /** The exit code of the program for this run. */
  exitCode: number;
};

export type ReportedFinding = {
  id: string;
  fingerprint: string;
  category: string;
  severity: Severity;
  level: Level;
  state: FindingState;
  /** The same in words, with “as far as claimed” if that is so. */
  stateName: string;
  claimed: boolean;
  title: string;
  /** Title, claim, who supports it, what to do. */
  text: string;
  recommendation: string | undefined;
  confidence: number;
  /** Its places; those on the head side first. */
  places: Lines[];
  objections: { seat: string; text: string; places: Lines[] }[];
  otherWordings: { seat: string; text: string }[];
  /** Older than the change under review: reported, but not a failure of the change. */
  preExisting: boolean;
  /** By a person that counts: a file of a project that the user does not trust dismisses nothing. */
  dismissed: string | undefined;
};

export type Remark = {
  id: 'failed' | 'verdict' | 'not-judged' | 'inconclusive' | 'degraded' | 'outcome' | 'unlooked';
  level: Level;
  text: string;
};

const LEVELS: Readonly<Record<Severity, Level>> = { critical: 'error', major: 'error', minor: 'warning', info: 'note' };
export const levelOf = (severity: Severity): Level => LEVELS[severity];
/** The run itself dropped these findings; no program should show them. */
const SILENT: ReadonlySet<FindingState> = new Set(['refuted', 'withdrawn', 'unsupported', 'merged']);

export function reportedFindings(report: Report): ReportedFinding[] {
  return dossiers(report.run)
    .filter(({ finding }) => !SILENT.has(finding.state) || isRefutedInWords(finding))
    .map(toldOf);
}

export const counted = (all: readonly ReportedFinding[]): ReportedFinding[] => all.filter(({ dismissed }) => dismissed === undefined);

function toldOf(dossier: Dossier): ReportedFinding {
  const { finding, raised } = dossier;
  const [first, ...others] = raised;
  const recommendation = first?.finding.recommendation;
  const against = opponents(dossier);
  return {
    id: finding.id,
    fingerprint: finding.fingerprint,
    category: oneLine(finding.category),
    severity: finding.severity,
    level: finding.state === 'pre-existing' ? 'note' : levelOf(finding.severity),
    state: finding.state,
    stateName: stateLabel(finding),
    claimed: finding.claimed === true,
    title: oneLine(finding.title),
    text: [
      oneLine(finding.title),
      plainText(first?.finding.claim ?? finding.claim ?? '').trim(),
      oneLine(placesOutWords(dossier) ?? ''),
      oneLine(
        `${supporterWords(dossier)}${against.length === 0 ? '' : `, opposed by ${against.join(', ')}`} (${finding.id}, ${stateLabel(finding)})`,
      ),
    ]
      .filter((it) => it !== '')
      .join('\n\n'),
    recommendation: recommendation === undefined ? undefined : plainText(recommendation).trim(),
    confidence: first?.finding.confidence ?? 0,
    places: placesOf(dossier),
    objections: dissent(dossier).map((word) => ({
      seat: word.seat,
      text: `Objection of ${word.seat}: ${plainText(word.basis).trim()}`,
      places: word.evidence.flatMap((evidence, at) => linesOf({ seat: word.seat, evidence, check: word.checks[at] })),
    })),
    otherWordings: others.map(({ seat, finding: it }) => ({ seat, text: `${oneLine(it.title)}\n\n${plainText(it.claim).trim()}` })),
    preExisting: finding.state === 'pre-existing',
    dismissed: finding.state === 'dismissed' && !finding.untrusted ? oneLine(finding.reason ?? 'A person dismissed it.') : undefined,
  };
}

function placesOf({ finding, evidence }: Dossier): Lines[] {
  const all = evidence.filter(({ check }) => check?.outcome !== 'absent').flatMap(linesOf);
  const different = all.filter(
    (it, at) => all.findIndex((one) => one.path === it.path && one.line === it.line && one.before === it.before) === at,
  );
  if (different.length > 0) return different.toSorted((a, b) => Number(a.before) - Number(b.before));
  if (finding.path === undefined) return [];
  return [{ path: finding.path, before: false, ...(finding.line === undefined ? {} : { line: finding.line }) }];
}

/** Where the program found it, if it looked; undefined for a command or a search. */
function linesOf({ evidence, check }: CheckedEvidence): Lines[] {
  const at: Pick<Evidence, 'path' | 'line' | 'endLine' | 'side'> =
    check?.path !== undefined && evidence.searched === undefined ? check : evidence;
  if (at.path === undefined) return [];
  const quote = evidence.quote === undefined || evidence.quoteDigest !== undefined ? undefined : plainText(evidence.quote);
  return [
    {
      path: at.path,
      before: at.side === 'from',
      ...(at.line === undefined ? {} : { line: at.line }),
      ...(at.line === undefined || at.endLine === undefined || at.endLine <= at.line ? {} : { endLine: at.endLine }),
      ...(quote === undefined || quote === '' ? {} : { quote }),
    },
  ];
}

export function remarksOn({ run, notLookedAt, stub }: Report): Remark[] {
  const unjudged = whyUnjudged(run);
  const lazy = inconclusiveWords(run);
  const failed = run.outcome === 'failed' || run.outcome === 'aborted' || run.outcome === null || stub;
  return [
    ...(failed ? [{ id: 'failed', level: 'error', text: outcomeLine(run) } as const] : []),
    ...(failed ? [] : verdictRemarks(run)),
    ...(failed || unjudged === undefined ? [] : [{ id: 'not-judged', level: 'warning', text: `Not judged: ${unjudged}` } as const]),
    ...(failed || lazy === undefined ? [] : [{ id: 'inconclusive', level: 'warning', text: `Inconclusive: ${lazy}.` } as const]),
    ...(failed || !run.degraded ? [] : degradedWords(run).map((text) => ({ id: 'degraded', level: 'warning', text }) as const)),
    // What the first line of every screen says, also if nothing is wrong: how much was opened, and how much of that is only claimed.
    ...(failed ? [] : [{ id: 'outcome', level: 'note', text: outcomeLine(run) } as const]),
    ...notLookedAt.map((text) => ({ id: 'unlooked', level: 'note', text: oneLine(text) }) as const),
  ];
}

const VERDICT_LEVELS: Readonly<Record<WorkVerdict['verdict'], Level>> = {
  'accepted': 'note',
  'conditional-accept': 'warning',
  'not-judged': 'warning',
  'blocked': 'error',
};

const verdictRemarks = (run: RunView): Remark[] =>
  run.verdict === null
    ? []
    : [{ id: 'verdict', level: VERDICT_LEVELS[run.verdict.verdict], text: `Verdict: ${reviewLines(run).join(' ')}` }];

const degradedWords = ({ degradedWhy }: RunView): string[] =>
  degradedWhy.length === 0
    ? ['Degraded: fewer results came in than the task type expects.']
    : degradedWhy.map((it) => `Degraded: ${oneLine(it)}`);
