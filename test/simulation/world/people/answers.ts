// What simulated workers write: results that fit their dispatch, and results that do not.

import type { Finding, Verdict } from '../../../../contracts/findings/finding.ts';
import type { Gap } from '../../../../contracts/findings/gap.ts';
import type { Plan } from '../../../../contracts/plan/plan.ts';
import type { Proposal } from '../../../../contracts/plan/proposal.ts';
import type { PhaseTemplate } from '../../../../contracts/task/template.ts';
import type { ClaimedLook } from '../../../../contracts/work/receipt.ts';
import { requirementsOf } from '../../../../skills/phases/plan/who-was-asked.ts';
import { contributionsTo } from '../../../../skills/phases/turns.ts';
import { dispatchOf, type RunState } from '../../../../skills/run/state.ts';
import { fingerprint } from '../../../../validators/evidence/fingerprint.ts';
import { placed, type Random } from '../../random.ts';
import type { SimSession } from '../host.ts';
import type { Writing } from './behaviours.ts';

export const QUOTE = 'const something = await nothing();';
/** The quote of workers who judge a finding. */
export const STANDS = 'what stands there';
/** What a person has dismissed in some worlds: every finding in this file. */
export const DISMISSED = fingerprint('correctness', 'docs/c.md', QUOTE);

export const PLACES: readonly string[] = ['src/a.ts', 'src/b.ts', 'docs/c.md'];
const TITLES = ['a failed upload is counted as done', 'the lock is never released', 'this link leads nowhere'];

export type Answering = {
  state: RunState;
  session: SimSession;
  what: Writing;
  random: Random;
  given?: Plan | undefined;
  proposal?: Proposal | undefined;
};

export function answer(it: Answering): Uint8Array {
  return new TextEncoder().encode(text(it));
}

function text({ state, session, what, random, given, proposal }: Answering): string {
  const dispatch = dispatchOf(state, session.dispatch);
  if (!dispatch) return '{';
  // Drawn by itself, so that what is added here moves nothing else.
  const apart = placed(1, `${session.key} ${state.id} looks`);
  const whole = {
    dispatch: what.kind === 'other-dispatch' ? someOther(state, dispatch.id, random) : dispatch.id,
    nonce: what.kind === 'other-nonce' ? 'made-up' : session.nonce,
    role: dispatch.role,
    status: what.kind === 'blocked' ? 'blocked' : 'done',
    ...(what.kind === 'blocked' ? { question: 'Which branch?' } : {}),
    summary: `${session.key} ${what.kind}${what.kind === 'valid' && what.again ? ' again' : ''}`,
    findings: LOOKS.has(dispatch.skill) ? findings(random).map((one) => (apart.chance(0.1) ? unquoted(one) : one)) : [],
    looked: LOOKS.has(dispatch.skill) ? quoting(looked(random), apart) : JUDGES.has(dispatch.skill) ? quoting(looked(apart), apart) : [],
    verdicts: JUDGES.has(dispatch.skill) ? verdicts(dispatch.findings, random) : [],
    gaps: dispatch.skill === 'critic' || random.chance(0.1) ? gaps(random) : [],
    ...(dispatch.skill === 'planning' ? { plan: given ?? plan(requirementsOf(contributionsTo(state)), random) } : {}),
    ...(proposal ? { proposal } : {}),
    ...(dispatch.skill === 'phase-planning' ? { phases: random.pick([[], [AGAIN]]) } : {}),
  };
  switch (what.kind) {
    case 'half':
      return JSON.stringify(whole).slice(0, 40);
    case 'invalid':
      return JSON.stringify({ ...whole, summary: 7 });
    default:
      return JSON.stringify(whole);
  }
}

export const LOOKS: ReadonlySet<string> = new Set(['analysis', 'error-analysis', 'final-verification']);
const JUDGES: ReadonlySet<string> = new Set(['convergence', 'gap-verification', 'plan-verification']);
const AGAIN: PhaseTemplate = { key: 'again', kind: 'fan-out', role: 'analyser', skill: 'error-analysis' };

function plan(requirements: readonly string[], random: Random): Plan {
  const stages = Array.from({ length: random.between(1, 3) }, (_, i) => ({
    id: `stage-${i}`,
    title: `stage ${i}`,
    goal: 'it is mended',
    owner: 'executor',
    dependsOn: i > 0 && random.chance(0.5) ? [`stage-${i - 1}`] : [],
    files: [`src/part-${i}/**`],
    steps: [{ action: 'RED: a test of the change', detail: 'it passes' }],
    sliceValue: 'one thing less is wrong',
    acceptance: 'the test passes',
    validators: [{ kind: 'test-pass' as const, command: 'test' }],
    exitContract: 'the test stays',
    toolProfile: [],
  }));
  const options = ['mend', 'leave'].map((title) => ({ title, pros: [], cons: [] }));
  const requirementCoverage = requirements.map((requirement) => ({ requirement, stages: ['stage-0'] }));
  const rest = { acceptance: [], recommended: 'mend', commands: { test: ['npm', 'test'] }, rollback: 'revert', checklist: [] };
  return { goal: `what held is mended ${random.below(1000)}`, options, stages, requirementCoverage, ...rest };
}

const someOther = (state: RunState, own: string, random: Random): string =>
  random.pick([`${state.id}.d999`, ...state.dispatches.map((it) => it.id).filter((it) => it !== own)]);

/** A complete answer in another worker's name, by one that has not read that worker's prompt. */
export function forgery(state: RunState, victim: string): Uint8Array {
  const role = dispatchOf(state, victim)?.role ?? 'analyser';
  const text = { dispatch: victim, nonce: 'forged', role, status: 'done', summary: 'nothing to be found', findings: [], verdicts: [] };
  return new TextEncoder().encode(JSON.stringify(text));
}

/** Most report what they opened; some report nothing, name files that do not exist, or claim everything at once. */
function looked(random: Random): ClaimedLook[] {
  if (random.chance(0.6)) return PLACES.filter(() => random.chance(0.7)).map((path) => ({ path, how: 'read' }));
  return random.pick<ClaimedLook[]>([[], [{ path: 'src/nowhere.ts', how: 'read' }], [{ glob: '**', how: 'searched' }]]);
}

/** Half of them quote a line of each file. */
const quoting = (looks: ClaimedLook[], random: Random): ClaimedLook[] =>
  random.chance(0.5) ? looks : looks.map((it) => ({ ...it, ...(it.path === undefined ? {} : { quote: `// line 1 of ${it.path}` }) }));

const unquoted = (it: Finding): Finding => ({ ...it, evidence: it.evidence.map(({ quote: _, ...rest }) => rest) });

function findings(random: Random): Finding[] {
  return Array.from({ length: random.below(6) }, (_, i) => ({
    localId: `f${i}`,
    title: random.pick(TITLES),
    severity: random.pick(['critical', 'major', 'minor', 'info'] as const),
    category: 'correctness',
    claim: random.pick(TITLES),
    evidence: [{ path: random.pick(PLACES), line: random.between(1, 60), quote: QUOTE }],
    confidence: 0.5,
  }));
}

/** Some verdicts are missing, but not all, because that would be no answer; some are about things that nobody asked about. */
function verdicts(asked: readonly string[], random: Random): Verdict[] {
  const heard = asked.filter(() => random.chance(0.9));
  return [...(heard.length > 0 ? heard : asked.slice(0, 1)), ...(random.chance(0.1) ? ['F-999'] : [])].map((finding) => ({
    finding,
    ...(finding.startsWith('P-') && random.chance(0.9) ? { verdict: 'AGREE' as const } : said(asked, random)),
    basis: random.chance(0.1) ? 'Not my field.' : 'looked at it',
    ...(random.chance(finding.startsWith('G-') ? 0.8 : 0.5)
      ? { evidence: [{ path: random.pick(PLACES), line: random.between(1, 60), quote: STANDS }] }
      : {}),
  }));
}

const WORDS = ['AGREE', 'AGREE', 'DISAGREE', 'SUPPLEMENT', 'WITHDRAW', 'ABSTAIN', 'DUPLICATE'] as const;

/** A duplicate of something that is asked about, of itself, or of nothing. */
function said(asked: readonly string[], random: Random): Pick<Verdict, 'verdict' | 'of'> {
  const verdict = random.pick(WORDS);
  const findings = [...asked.filter((it) => it.startsWith('F-')), 'F-999'];
  return verdict === 'DUPLICATE' ? { verdict, of: random.pick(findings) } : { verdict };
}

function gaps(random: Random): Gap[] {
  return Array.from({ length: random.below(4) }, (_, i) => ({
    title: `gap ${i}`,
    claim: 'nobody looked there',
    category: random.pick(['coverage/unread-language', 'recovery']),
    ...(random.chance(0.5) ? { evidence: [{ path: random.pick(PLACES) }] } : {}),
  }));
}
