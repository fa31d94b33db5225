// The next step of a phase that decides whether work is accepted: the sources are audited, then the rule is applied.

import type { EvidenceCheck, RaisedFinding } from '../../../contracts/findings/finding.ts';
import type { SourceAudit, WorkVerdict } from '../../../contracts/findings/work-verdict.ts';
import type { SharedEvent } from '../../../contracts/run/run-event.ts';
import { isMereComment } from '../../../validators/evidence/mere-comment.ts';
import { countOfAll, countOfBoth, shownIn } from '../../../validators/looks/places.ts';
import { GIVE_UP_AFTER } from '../../dispatch/retry.ts';
import { isUnjudged } from '../../run/answered-question.ts';
import type { Contributions, ProducedWork } from '../../run/contributions.ts';
import type { WantedEffect } from '../../run/effect.ts';
import { effectKey } from '../../run/effect-key.ts';
import { analysesOf, quorumOf } from '../../run/outcomes.ts';
import { limitsReached } from '../../run/phase-limit.ts';
import { isConclusive, type PhaseState, type RunState, standing } from '../../run/state.ts';
import type { PhaseObservation } from '../effects.ts';
import { ended } from '../phase.ts';
import type { EventOf } from '../presentation.ts';
import { afterVerdict } from './blocked-work.ts';
import type { AuditEffect } from './effects.ts';
import type { VERDICT_EVENTS } from './events.ts';
import { judgeWork, type Opened } from './judge-work.ts';
import type { VerdictTurn } from './turn.ts';

type Event = SharedEvent | EventOf<typeof VERDICT_EVENTS>;

export function advance(turn: VerdictTurn): Event[] {
  const { run, contributions, key, own, phase } = turn;
  if (own.verdict) return afterVerdict(turn) ?? [ended(key, 'completed')];
  const { work } = contributions;
  if (work) {
    const unjudged = whyUnjudged(run, work);
    if (unjudged !== undefined) return [ended(key, 'skipped', unjudged)];
    // A commit in the home is judged, so changes to the project's files meanwhile do not matter.
    const audit = { changed: [] };
    return [{ type: 'work.judged', payload: { phase: key, verdict: judged(run, contributions, audit) } }];
  }
  if (own.audit) return [{ type: 'work.judged', payload: { phase: key, verdict: judged(run, contributions, own.audit) } }];
  if (phase.overdue) return [unaudited(key, 'the time limit of the phase was reached first')];
  const failure = run.failures[effectKey('audit-source', key)];
  if (!failure || failure.counted < GIVE_UP_AFTER) return [];
  return [unaudited(key, `audit-source failed ${failure.try} times: ${failure.message}`)];
}

/** Nobody who can judge has looked: that is reported, and no verdict is derived from it. */
function whyUnjudged(run: RunState, { head }: ProducedWork): string | undefined {
  if (head === null) return 'there is no proved work to judge';
  const able = run.seats.filter((it) => it.role === 'analyser' && it.judges === 'anything' && analysesOf(run, it.name).length > 0);
  return able.length > 0 ? undefined : 'no reviewer who can judge the work took part: it is proved, and not judged';
}

const unaudited = (phase: string, unknown: string): Event => ({
  type: 'source.audited',
  payload: { phase, audit: { changed: [], unknown } },
});

/** While the phase runs and the audit has not been done. */
export function wants({ run, contributions, key, own }: VerdictTurn): WantedEffect<AuditEffect>[] {
  if (own.audit || contributions.work || run.paused) return [];
  const wanted = effectKey('audit-source', key);
  const { base } = run;
  if (!base) return [];
  const { task, config } = run.created;
  return [{ key: wanted, subject: wanted, effect: () => ({ kind: 'audit-source', phase: key, base, task, config }) }];
}

export function observed({ key, own }: VerdictTurn, observation: PhaseObservation): Event[] {
  if (observation.kind !== 'audited' || observation.phase !== key || own.audit) return [];
  return [{ type: 'source.audited', payload: { phase: key, audit: observation.audit } }];
}

function judged(run: RunState, { convergence, critics }: Contributions, audit: SourceAudit): WorkVerdict {
  const acceptance = run.phases.filter(({ template }) => template.kind === 'critic' && template.mode === 'acceptance');
  const arguing = new Set(acceptance.map((it) => it.template.key));
  const phaseOf = new Map(run.dispatches.map((it) => [it.id, it.phase]));
  const against = run.gaps.filter((it) => arguing.has(phaseOf.get(it.dispatch ?? '') ?? '')).flatMap((it) => it.id ?? []);
  const { degraded, why } = quorumOf(run);
  return judgeWork({
    findings: convergence?.findings ?? [],
    gaps: run.gaps,
    against: new Set(against),
    unargued: acceptance.flatMap((phase) => silence(critics, phase)),
    claimingCritics: claiming(run, arguing, critics),
    missing: [...(degraded ? why : []), ...limitsReached(run)],
    unjudged: isUnjudged(run),
    opened: openedIn(run),
    trusted: trustedIn(run, convergence, showsSomething),
    vague: vagueIn(run, convergence),
    audit,
  });
}

/** All zero if no one who can judge answered, which is a matter of its own, or if the change only deletes files. */
function openedIn(run: RunState): Opened {
  const able = run.seats.filter((it) => it.role === 'analyser' && it.judges === 'anything');
  const answers = able.flatMap((seat) => analysesOf(run, seat.name).filter(isConclusive));
  const receipts = answers.flatMap((it) => it.receipt ?? []);
  const [first] = receipts;
  if (!first) return { of: 'scope', all: 0, unopened: 0, unshown: 0, claimedBy: [] };
  const { changed, files } = first;
  const asked = changed ?? (files === 0 ? '' : `0-${files - 1}`);
  const same = receipts.filter((it) => it.changed === changed && it.files === files);
  const all = countOfAll([asked], files);
  const opened = countOfBoth(
    [asked],
    same.map((it) => it.opened),
    files,
  );
  const shown = countOfBoth([asked], same.map(shownIn), files);
  const claiming = answers.filter((it) => it.receipt !== null && shownIn(it.receipt) !== it.receipt.opened).map(({ seat }) => seat);
  return {
    of: changed === undefined ? 'scope' : 'change',
    all,
    unopened: all - opened,
    unshown: opened - shown,
    claimedBy: [...new Set(claiming)],
  };
}

/** Findings of a seat that can judge anything, with evidence that was found, and opposed by no one. */
function trustedIn(
  { seats, raised }: RunState,
  convergence: Contributions['convergence'],
  shows: (it: RaisedFinding) => boolean,
): Set<string> {
  const able = new Set(seats.filter((it) => it.role === 'analyser' && it.judges === 'anything').map((it) => it.name));
  const shown = new Set(raised.filter((it) => able.has(it.seat) && shows(it)).map((it) => it.ref));
  const latest = new Map((convergence?.words ?? []).map((it) => [`${it.finding} ${it.seat}`, it]));
  const opposed = new Set([...latest.values()].filter((it) => AGAINST.has(it.verdict)).map((it) => it.finding));
  const all = convergence?.findings ?? [];
  return new Set(all.filter((it) => !opposed.has(it.id) && it.origins.some((ref) => shown.has(ref))).map((it) => it.id));
}

/** Those that would be trusted, had they quoted more than a comment that has no word of the claim. */
function vagueIn(run: RunState, convergence: Contributions['convergence']): Set<string> {
  const trusted = trustedIn(run, convergence, showsSomething);
  return new Set([...trustedIn(run, convergence, isFound)].filter((it) => !trusted.has(it)));
}

const isThere = ({ outcome }: EvidenceCheck): boolean => outcome === 'found' || outcome === 'moved';
const isFound = ({ checks }: RaisedFinding): boolean => checks.some(isThere);

function showsSomething({ finding: { title, claim, evidence }, checks }: RaisedFinding): boolean {
  return checks.some((check, at) => {
    const { path = '', quote = title } = evidence[at] ?? {};
    // A heading that is the name of its file is no word of the claim because the claim names the file.
    const said = [path, path.split('/').at(-1) ?? ''].reduce(
      (text, name) => (name === '' ? text : text.replaceAll(name, ' ')),
      `${title} ${claim}`,
    );
    return isThere(check) && !isMereComment(quote, said);
  });
}

const AGAINST: ReadonlySet<string> = new Set(['DISAGREE', 'WITHDRAW']);

/** A case that no one argued was not lost. */
function silence(critics: Contributions['critics'], { template, reason }: PhaseState): { seat: string; why: string }[] {
  const heard = critics.find((it) => it.phase === template.key);
  if (!heard) return [{ seat: template.key, why: reason ?? 'it was not started' }];
  return heard.failed === null ? [] : [{ seat: heard.seat, why: heard.failed }];
}

/** Who argued nothing has looked for something, or says so. */
function claiming(run: RunState, arguing: ReadonlySet<string>, critics: Contributions['critics']): string[] {
  const idle = new Set(critics.filter((it) => arguing.has(it.phase) && it.failed === null && it.gaps === 0).map((it) => it.phase));
  return standing(run).flatMap(({ phase, skill, seat, receipt }) =>
    skill === 'critic' && idle.has(phase) && receipt !== null && !receipt.searchSeen && receipt.opened !== '' && shownIn(receipt) === ''
      ? [seat]
      : [],
  );
}
