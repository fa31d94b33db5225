// The PROGRESS lines of an event: one line each, plain, stable, greppable. They are derived from the
// event alone, and nothing ever reads them back.

import { cut } from '../../contracts/cut.ts';
import type { SharedEvent } from '../../contracts/run/run-event.ts';
import type { RunRecord } from '../../skills/events.ts';
import { progressLinesOf } from '../../skills/wording/phase-words.ts';
import { teamLines, word } from '../../skills/wording/sentences.ts';
import { allowCommand } from '../lead/consent.ts';

export function progressLines(event: RunRecord): string[] {
  const run = event.stream.slice('run/'.length);
  return phrases(event).map((phrase) => `${event.at} ${run} PROGRESS: ${phrase}\n`);
}

function phrases(record: RunRecord): string[] {
  const own = progressLinesOf(record.type);
  if (own) return [own(record.payload)].flat();
  const event = record as SharedEvent;
  switch (event.type) {
    case 'lead.taken':
      return event.payload.epoch === 1 ? [] : [`lead-taken node=${event.payload.node} epoch=${event.payload.epoch}`];
    case 'run.queued':
      return [`phase-1-intake queued waits-for=${quoted(event.payload.waitsFor)}`];
    case 'consent.awaited': {
      const { project, providers } = event.payload;
      return [`phase-1-intake consent providers=${providers.map(word).join(',')} waits-for=${quoted(allowCommand(project, providers))}`];
    }
    case 'consent.given':
      return [`phase-1-intake consent providers=${event.payload.providers.map(word).join(',')} given`];
    case 'run.admitted':
      return ['phase-1-intake reading task bundle'];
    case 'phase.started':
      return teamLines(event.payload.team);
    case 'phase.overdue': {
      const { phase, limit, pending, done } = event.payload;
      return [`phase-5-poll phase=${phase} overdue limit=${seconds(limit)} pending=${pending} done=${done}`];
    }
    case 'dispatch.reused':
      return [`phase-4-reuse worker=${event.payload.seat} from=${event.payload.from}`];
    case 'attempt.started': {
      const { seat, model, attempt, role, host, here } = event.payload;
      const where = `${host ? ` host=${host.node}` : ''}${here === undefined ? '' : ` here=${quoted(here)}`}`;
      if (role === 'report-writer') return [`phase-6-report draft worker=${seat}`];
      return [`phase-4-dispatch worker=${seat} model=${word(model)} attempt=${attempt}${where}`];
    }
    case 'poll.reported':
      return [`phase-5-poll pending=${event.payload.pending} done=${event.payload.done}`];
    case 'provider.held':
      return [`phase-5-poll provider=${event.payload.provider} held until=${event.payload.until}`];
    case 'provider.released':
      return [`phase-5-poll provider=${event.payload.provider} released`];
    case 'attempt.overdue':
      return [`phase-5-poll worker=${event.payload.seat} overdue age=${seconds(event.payload.age)}`];
    case 'attempt.waits': {
      const { seat, waitsFor } = event.payload;
      return [`phase-5-poll worker=${seat} ${waitsFor === null ? 'goes-on' : `waits-for=${quoted(waitsFor)}`}`];
    }
    case 'attempt.suspected':
      return [`phase-5-poll worker=${event.payload.seat} suspect quiet=${seconds(event.payload.quietFor)}`];
    case 'attempt.recovered':
      return [`phase-5-poll worker=${event.payload.seat} recovered sign=${event.payload.sign}`];
    case 'attempt.ending': {
      const { seat, reason } = event.payload;
      return reason === 'done' ? [] : [`phase-5-poll worker=${seat} ending reason=${reason}`];
    }
    case 'dispatch.ended': {
      const { seat, status, reason } = event.payload;
      return [`phase-5-collect worker=${seat} status=${status}${status === 'completed' ? '' : ` reason=${word(reason)}`}`];
    }
    case 'workplace.changed': {
      const { workplace, files, lost } = event.payload;
      return [`phase-5-collect workplace=${word(workplace)} ${lost ? `lost=${lost}` : `changed=${files.length}`}`];
    }
    case 'look.inconclusive':
      return [`phase-5-collect worker=${event.payload.seat} inconclusive why=${event.payload.why}`];
    case 'gate.opened':
      return [`phase-5.7-gate gate=${event.payload.gate.id} waits-for=person`];
    case 'gate.answered':
      return [`phase-5.7-gate gate=${event.payload.gate} answer=${event.payload.answer}`];
    case 'gate.expired':
      return [`phase-5.7-gate gate=${event.payload.gate} expired`];
    case 'answer.refused':
      return [`phase-5.7-gate gate=${event.payload.gate} refused answer=${event.payload.answer} why=${quoted(event.payload.why)}`];
    case 'run.paused':
      return [`paused reason=${quoted(event.payload.reason)}`];
    case 'run.resumed':
      return ['resumed'];
    case 'run.concluding':
      return event.payload.reason === 'done'
        ? []
        : [`concluding outcome=${event.payload.outcome} reason=${event.payload.reason} message=${quoted(event.payload.message)}`];
    case 'effect.failed': {
      const { key, code, retryAt } = event.payload;
      return [`effect-failed key=${key} try=${event.payload.try} code=${word(code)} retry-at=${retryAt}`];
    }
    case 'run.ended': {
      const { outcome, degraded, report } = event.payload;
      return [`phase-7-persist status=${outcome}${degraded ? ' degraded' : ''} report=${report}`];
    }
    default:
      return [];
  }
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)}s`;
/** Always one line, without control sequences. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
const quoted = (text: string): string => JSON.stringify(cut(text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' '), 300));
