// Checks the line files: complete lines in the order of the journal, none missing, none twice. Lines about the steps that every run takes
// are compared word for word; of all others only form, time and order.

import { join } from 'node:path';
import { canonical, fieldsOf, type Json, listOf } from './canonical.ts';
import { isPruned } from './event-order.ts';
import { jsonIn, type Say, textAt } from './findings.ts';
import type { Fact, Journal } from './journal.ts';

type Line = { text: string; at: string; run: string; phrase: string };
type Phrase = { begins: string; ends: string };

const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (r-[a-z2-7]{6,26}) PROGRESS: (.+)$/;
const KNOWN =
  /^(phase-1-intake reading|phase-2-prompts |phase-3-team-create |phase-4-dispatch |phase-4-reuse |phase-6-report draft|phase-5-poll pending=|phase-5-collect |phase-5\.5-convergence |phase-7-persist )/;

const exactly = (text: string): Phrase => ({ begins: text, ends: text });
const value = (it: Json | undefined): string => String(it ?? '');

function teamOf(team: readonly string[]): Phrase[] {
  if (team.length === 0) return [];
  return [exactly(`phase-2-prompts preparing ${team.length} worker prompts`), exactly(`phase-3-team-create team=${team.join(',')}`)];
}

/** In a fleet: on which host it is, or why on none. */
const placeOf = ({ host, here }: Fact['payload']): string =>
  `${host === undefined ? '' : ` host=${value(fieldsOf(host).node)}`}${here === undefined ? '' : ` here=${JSON.stringify(here)}`}`;

function phrasesOf({ type, payload }: Fact): Phrase[] {
  switch (type) {
    case 'run.admitted':
      return [exactly('phase-1-intake reading task bundle')];
    case 'phase.started':
      return teamOf(listOf(payload.team).map(value));
    case 'dispatch.reused':
      return [exactly(`phase-4-reuse worker=${value(payload.seat)} from=${value(payload.from)}`)];
    case 'attempt.started':
      if (payload.role === 'report-writer') return [exactly(`phase-6-report draft worker=${value(payload.seat)}`)];
      return [
        { begins: `phase-4-dispatch worker=${value(payload.seat)} model=`, ends: ` attempt=${value(payload.attempt)}${placeOf(payload)}` },
      ];
    case 'poll.reported':
      return [exactly(`phase-5-poll pending=${value(payload.pending)} done=${value(payload.done)}`)];
    case 'dispatch.ended':
      return [{ begins: `phase-5-collect worker=${value(payload.seat)} status=${value(payload.status)}`, ends: '' }];
    case 'workplace.changed': {
      const files = Array.isArray(payload.files) ? payload.files.length : 0;
      const what = payload.lost === undefined ? `changed=${files}` : `lost=${value(payload.lost)}`;
      return [exactly(`phase-5-collect workplace=${value(payload.workplace)} ${what}`)];
    }
    case 'look.inconclusive':
      return [exactly(`phase-5-collect worker=${value(payload.seat)} inconclusive why=${value(payload.why)}`)];
    case 'convergence.opened':
      return [
        exactly(`phase-5.5-convergence round=${value(payload.round)} queue=${value(payload.queue)}`),
        ...teamOf(listOf(payload.asks).map((ask) => value(fieldsOf(ask).seat))),
      ];
    case 'convergence.ended':
      return [exactly(`phase-5.5-convergence ended=${value(payload.reason)}`)];
    case 'run.ended':
      return [
        {
          begins: `phase-7-persist status=${value(payload.outcome)}${payload.degraded === true ? ' degraded' : ''} report=`,
          ends: value(payload.report),
        },
      ];
    default:
      return [];
  }
}

export function checkLines(root: string, { facts, streams }: Journal, say: Say): void {
  const all = linesAt(join(root, 'progress.log'), 'progress.log', say);
  compare(
    all,
    facts.filter(({ stream }) => stream !== 'house'),
    'progress.log',
    say,
  );
  for (const [stream, own] of streams) {
    if (stream === 'house' || isPruned(own)) continue;
    const run = stream.slice('run/'.length);
    const name = `runs/${run}/progress.log`;
    const lines = linesAt(join(root, name), name, say);
    compare(lines, own, name, say);
    const there = all.filter((it) => it.run === run).map((it) => it.text);
    if (lines.map((it) => it.text).join('\n') !== there.join('\n')) say(`${name}: is not what progress.log has of this run`);
    checkErrors(join(root, 'runs', run, 'errors.jsonl'), run, own, say);
  }
}

function linesAt(path: string, name: string, say: Say): Line[] {
  const text = textAt(path) ?? '';
  if (text !== '' && !text.endsWith('\n')) say(`${name}: its last line is torn`);
  const seen = new Set<string>();
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line, index) => {
      const [, at = '', run = '', phrase = ''] = LINE.exec(line) ?? [];
      if (at === '') say(`${name}: line ${index + 1} is no PROGRESS line`);
      else if (seen.has(line)) say(`${name}: line ${index + 1} is there twice: ${line}`);
      seen.add(line);
      return at === '' ? [] : [{ text: line, at, run, phrase }];
    });
}

/** Line by line against what the journal gives; the first that differs is told, and what stands at no time of the journal. */
function compare(lines: readonly Line[], facts: readonly Fact[], name: string, say: Say): void {
  const first = firstDifference(lines, facts);
  if (first !== undefined) say(`${name}: ${first}`);
  const times = new Set(facts.map(({ stream, at }) => `${stream} ${at}`));
  for (const { run, at, text } of lines) {
    if (!times.has(`run/${run} ${at}`)) say(`${name}: nothing happened at the time of: ${text}`);
  }
}

function firstDifference(lines: readonly Line[], facts: readonly Fact[]): string | undefined {
  const wanted = facts.flatMap((fact) => phrasesOf(fact).map((phrase) => ({ fact, phrase })));
  const known = lines.filter(({ phrase }) => KNOWN.test(phrase));
  for (let index = 0; index < Math.max(wanted.length, known.length); index++) {
    const want = wanted[index];
    const line = known[index];
    const place = want && `${want.phrase.begins} (${want.fact.stream} event ${want.fact.seq})`;
    if (!want) return `says what the journal does not: ${line?.text}`;
    if (!line) return `ends before ${place}`;
    const { fact, phrase } = want;
    const fits =
      `run/${line.run}` === fact.stream &&
      line.at === fact.at &&
      line.phrase.startsWith(phrase.begins) &&
      line.phrase.endsWith(phrase.ends);
    if (!fits) return `has “${line.text}” where the journal has ${place}`;
  }
  return undefined;
}

const FAULTS = ['base-refused', 'base-unknown', 'scope-empty', 'binding-refused', 'effect-failed', 'decision-refused'];

/** What workers said went wrong, when their attempts ended; and what the lead could not do, when that happened. */
function errorsIn({ type, at, payload }: Fact): string[] {
  const lead = (more: object): string[] => [canonical({ ts: at, type: 'lead-failure', ...more })];
  const { dispatch = null, attempt = null, seat = null, errors, key = null, code = null, message = null, retryAt = null } = payload;
  switch (type) {
    case 'attempt.ended':
      return listOf(errors).map((it) => canonical({ ...fieldsOf(it), dispatch, attempt, seat }));
    case 'effect.failed':
      return lead({ step: key, code, message, try: payload.try ?? null, retryAt });
    case 'run.concluding':
      return FAULTS.includes(String(payload.reason)) ? lead({ step: 'conclude', code: payload.reason ?? null, message }) : [];
    default:
      return [];
  }
}

/** Every line of it, in the order of the journal. */
function checkErrors(path: string, run: string, facts: readonly Fact[], say: Say): void {
  const wanted = facts.flatMap(errorsIn);
  const text = textAt(path) ?? '';
  const found = text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const parsed = jsonIn(line);
      return parsed === undefined ? line : canonical(parsed);
    });
  if ((text !== '' && !text.endsWith('\n')) || found.join('\n') !== wanted.join('\n'))
    say(`${run}: errors.jsonl is not what the journal says went wrong`);
}
