// One short sentence for each event. The payload is trusted, because the ledger validated it when it was written; so no schema is
// loaded just to read a journal. The switch is exhaustive, and each kind of phase describes its own events.

import type { ImpactAssessed } from '../../../contracts/run/impact-events.ts';
import type { SharedEvent } from '../../../contracts/run/run-event.ts';
import { changeWords } from '../../identity/comparison-words.ts';
import { inEnglish } from '../../report-writer/language/english.ts';
import { missWords } from '../../reuse/miss-words.ts';
import { isSharedTree } from '../../run/workplaces/read-only-tree.ts';
import { inconclusiveEvent } from '../looks.ts';
import { bytes, count, duration, listed, listedUpTo } from '../numbers.ts';
import { phaseEnd } from '../outcome.ts';
import { eventSentenceOf } from '../phase-words.ts';
import { cut, oneLine } from '../plain-text.ts';
import { because, local } from '../sentences.ts';

const LONGEST = 240;

/** Undefined for an unknown event; throws if a payload lacks what the sentence needs. */
export function sayEvent({ type, payload }: { type: string; payload: unknown }): string | undefined {
  const own = eventSentenceOf(type);
  const said = own ? own(payload) : sentence({ type, payload } as SharedEvent);
  return said === undefined ? undefined : cut(oneLine(said), LONGEST);
}

const who = (it: { seat: string; dispatch: string; attempt: number }): string =>
  `${it.seat} (${local(it.dispatch)}, attempt ${it.attempt})`;

function changed({ workplace, files, lost }: Extract<SharedEvent, { type: 'workplace.changed' }>['payload']): string {
  const shared = isSharedTree(workplace);
  if (lost === 'gone') return `${shared ? 'The tree that seats share' : 'The checkout of a worker'} was removed: ${workplace}.`;
  if (lost === 'unsealed')
    return `What ${shared ? 'the tree that seats share' : 'the checkout of a worker'} is examined by was changed: ${workplace}.`;
  const said = shared ? 'The tree that seats share was changed:' : 'A worker changed its workplace';
  return `${said} ${workplace} (${count(files.length, 'file')}); the changes were saved as a patch.`;
}

const cleared = (moved: number): string =>
  moved === 0
    ? 'The run has no disposable checkout any more.'
    : `${moved} disposable ${moved === 1 ? 'checkout was' : 'checkouts were'} moved aside; the files are removed in the background.`;

const jumped = ({ by, because }: { by: number; because: 'no-lead' | 'sleep-or-set' }): string =>
  because === 'no-lead'
    ? `No daemon was running for ${duration(by)}; the deadline did not count that time.`
    : `The clock jumped by ${by < 0 ? '-' : ''}${duration(Math.abs(by))}: the machine slept, or its clock was set.`;
const notHosted = (here: string | undefined): string => (here === undefined ? '' : `; not on a host, because ${here}`);
const keysOf = (phases: readonly { key: string }[]): string =>
  listedUpTo(
    phases.map((it) => it.key),
    8,
  );

const namesOf = (seats: readonly { name: string }[]): string =>
  listedUpTo(
    seats.map((it) => it.name),
    8,
  );

/** Undefined only for an unknown type. */
function sentence(event: SharedEvent): string | undefined {
  switch (event.type) {
    case 'run.created':
      return `The task “${event.payload.task.title}” was accepted.`;
    case 'run.queued':
      return `The run waits for ${event.payload.waitsFor}.`;
    case 'consent.awaited':
      return `The run waits for consent: ${listedUpTo(event.payload.providers, 8)} would receive the code of ${event.payload.project}.`;
    case 'consent.given':
      return `A person allowed ${listedUpTo(event.payload.providers, 8)} to receive the code of the project.`;
    case 'run.admitted':
      return 'The run was admitted.';
    case 'base.captured':
      return `The base was captured: ${event.payload.base.label}, commit ${event.payload.base.commit.slice(0, 12)}.`;
    case 'run.bound':
      return `Seats were filled: ${namesOf(event.payload.seats)}.`;
    case 'phase.started':
      return `Phase ${event.payload.phase} began${event.payload.team.length > 0 ? `, with ${listedUpTo(event.payload.team, 8)}` : ''}.`;
    case 'phase.overdue': {
      const { phase, limit, pending, done } = event.payload;
      return `Phase ${phase} reached its time limit of ${duration(limit)}: ${done} of ${count(pending + done, 'worker')} had answered.`;
    }
    case 'phase.ended':
      return `Phase ${event.payload.phase} ${phaseEnd(event.payload)}${because(event.payload.reason)}.`;
    case 'dispatch.prepared':
      return `${local(event.payload.dispatch)} was prepared for ${event.payload.seat}, ${event.payload.phase}${
        event.payload.round > 0 ? `, round ${event.payload.round} with ${count(event.payload.findings.length, 'finding')}` : ''
      }.`;
    case 'dispatch.sought':
      return `No earlier result was taken for ${local(event.payload.dispatch)}: ${missWords(event.payload.miss)}.`;
    case 'dispatch.reused':
      return `${event.payload.seat} (${local(event.payload.dispatch)}) has the result of ${event.payload.from}${because(event.payload.summary)}`;
    case 'result.kept':
      return `The result of ${local(event.payload.dispatch)} is kept for equal work.`;
    case 'workplace.ready':
      return `The workplace of ${event.payload.seat} is ready.`;
    case 'workplace.changed':
      return changed(event.payload);
    case 'prompt.written':
      return `The prompt of ${local(event.payload.dispatch)} was written (${event.payload.kind}, ${event.payload.bytes} bytes).`;
    case 'attempt.starting':
      return `${who(event.payload)} is about to start (${event.payload.kind}).`;
    case 'attempt.started':
      return `${who(event.payload)} started${event.payload.host ? ` on ${event.payload.host.node}` : ''}, model ${event.payload.model}${notHosted(event.payload.here)}.`;
    case 'attempt.waits':
      return `${who(event.payload)} ${event.payload.waitsFor === null ? 'goes on' : `waits for ${event.payload.waitsFor}`}.`;
    case 'attempt.suspected':
      return `${who(event.payload)} has been quiet for ${duration(event.payload.quietFor)}.`;
    case 'attempt.recovered':
      return `${who(event.payload)} shows signs of life again: ${event.payload.sign}.`;
    case 'provider.held':
      return `Provider ${event.payload.provider} is on hold until ${event.payload.until}.`;
    case 'provider.released':
      return `Provider ${event.payload.provider} can be used again.`;
    case 'lead.taken':
      return `Node ${event.payload.node} leads this run (epoch ${event.payload.epoch}).`;
    case 'clock.jumped':
      return jumped(event.payload);
    case 'attempt.overdue':
      return `${who(event.payload)} is past its soft deadline after ${duration(event.payload.age)}.`;
    case 'attempt.ending':
      return `${who(event.payload)} is being ended, ${event.payload.reason}${because(event.payload.detail)}.`;
    case 'attempt.ended':
      return `${who(event.payload)} ended after ${duration(event.payload.age)}, ${event.payload.reason}${because(event.payload.detail)}.`;
    case 'result.accepted':
      return `The result of ${who(event.payload)} was accepted${because(event.payload.summary)}`;
    case 'finding.raised':
      return `${event.payload.raised.seat} raised “${event.payload.raised.finding.title}” (${event.payload.raised.finding.severity}).`;
    case 'verdict.given':
      return `${event.payload.seat} said ${event.payload.verdict.verdict} on ${event.payload.verdict.finding} in round ${event.payload.round}.`;
    case 'gap.raised':
      return `${event.payload.seat} named a gap: ${event.payload.gap.title}.`;
    case 'gap.settled':
      return `${event.payload.gap} is ${event.payload.outcome === 'confirmed' ? 'confirmed' : 'a remaining risk'}: ${event.payload.reason}`;
    case 'narrative.given':
      return `The report-writer delivered ${count(event.payload.blocks.length, 'block')} of narrative.`;
    case 'look.inconclusive':
      return inconclusiveEvent(event.payload);
    case 'evidence.checked':
      return `Evidence of ${local(event.payload.dispatch)} was checked: ${count(event.payload.findings.length, 'finding')}, ${count(event.payload.verdicts.length, 'verdict')}.`;
    case 'dispatch.ended':
      return `${event.payload.seat} (${local(event.payload.dispatch)}) ended: ${event.payload.status}, ${event.payload.reason}${because(event.payload.detail)}.`;
    case 'poll.reported':
      return `${event.payload.pending} pending, ${event.payload.done} done.`;
    case 'phases.added':
      return `Phases were added: ${keysOf(event.payload.phases)}.`;
    case 'answer.refused':
      return `An answer to ${local(event.payload.gate)} (${event.payload.answer}) was refused${because(event.payload.why)}.`;
    case 'gate.opened':
      return `A person is asked: ${event.payload.gate.asks}`;
    case 'gate.answered':
      return `A person answered ${local(event.payload.gate)}: ${event.payload.answer}${because(event.payload.comment)}.`;
    case 'gate.expired':
      return `${local(event.payload.gate)} expired without an answer.`;
    case 'run.paused':
      return `The run was paused${because(event.payload.reason)}.`;
    case 'run.resumed':
      return 'The run was resumed.';
    case 'run.concluding':
      return `The run is concluding as ${event.payload.outcome}, ${event.payload.reason}${because(event.payload.message)}.`;
    case 'findings.traced':
      return `Compared with earlier reviews of ${event.payload.branch}: ${changeWords(event.payload.traces, inEnglish)}.`;
    case 'report.composed':
      return event.payload.stub ? 'A stub of the report was written.' : 'The report was written.';
    case 'report.completed':
      return 'The report was completed.';
    case 'result.forgotten':
      return `A person took ${count(event.payload.kept.length, 'result')} out of use.`;
    case 'impact.assessed':
      return impactWords(event.payload);
    case 'run.pruned':
      return `The files of the run were deleted (${bytes(event.payload.bytes)}).`;
    case 'run.cleared':
      return cleared(event.payload.moved ?? 0);
    case 'run.ended':
      return `The run ended as ${event.payload.outcome}, ${event.payload.reason}${event.payload.degraded ? ', degraded' : ''}.`;
    case 'effect.failed':
      return `A step failed (${event.payload.code}, try ${event.payload.try}): ${event.payload.message}`;
    case 'note.added':
      return `Note (${event.payload.note.kind}): ${event.payload.note.text}`;
  }
}

function impactWords({ again, debts, settled }: ImpactAssessed): string {
  const left = new Set(debts.map((it) => it.dependent)).size;
  const parts = [
    again.length > 0 ? `${count(again.length, 'artifact')} made again` : '',
    left > 0 ? `${count(left, 'artifact')} left as debt` : '',
    settled.length > 0 ? `${count(settled.length, 'debt')} settled` : '',
  ];
  return `Inputs of artifacts have changed: ${listed(parts.filter((it) => it !== ''))}.`;
}
