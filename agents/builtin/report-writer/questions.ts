// What is still open, and what would settle it: disputes with both sides, findings without a second look, workers that could not
// work, and frequently changed files that no one mentioned.

import type { Report } from '../../../contracts/run/report.ts';
import type { NarrativeBlock } from '../../../contracts/work/narrative.ts';
import { type Standing, worstFirst } from './standing.ts';
import { block, capital, counted, listed, opening, stopped } from './wording.ts';

const DISPUTES = 5;
const QUIET = 3;

export function questions(report: Report, all: readonly Standing[]): NarrativeBlock[] {
  return [...disputes(all), ...secondLooks(report, all), ...missingWorkers(report), ...quietPlaces(report)];
}

function disputes(all: readonly Standing[]): NarrativeBlock[] {
  const contested = all.filter((it) => it.finding.state === 'contested').sort(worstFirst);
  return contested.slice(0, DISPUTES).map((it) => {
    const [representative] = it.raised;
    const answer = it.words.findLast((word) => word.verdict !== 'ABSTAIN' && word.verdict !== 'DISAGREE' && word.basis.trim() !== '');
    const sides = [
      ...(representative ? [`${representative.seat} says: ${stopped(opening(representative.finding.claim))}`] : []),
      ...it.opposes.map((word) => `${word.seat} objects: ${stopped(opening(word.basis))}`),
      ...(answer ? [`${answer.seat} answers: ${stopped(opening(answer.basis))}`] : []),
    ];
    const refs = [it.finding.id, ...it.words.map((word) => `${it.finding.id}/${word.seat}`)];
    return block('open-question', `Who is right about ${it.finding.id}?`, sides.map((side) => `- ${side}`).join('\n'), refs);
  });
}

function secondLooks({ run }: Report, all: readonly Standing[]): NarrativeBlock[] {
  const unheard = all.filter((it) => it.finding.state === 'not-examined' || it.finding.state === 'queued').sort(worstFirst);
  if (unheard.length === 0) return [];
  const ids = unheard.map((it) => it.finding.id);
  const rests = `${listed(ids, 12)} ${ids.length === 1 ? 'rests' : 'rest'} on ${listed([...new Set(unheard.flatMap((it) => it.holds))])} alone`;
  // Without a second reviewer another round would ask nobody.
  if (run.convergence.ended === 'disabled')
    return [
      block(
        'open-question',
        `Who else can look at ${listed(ids, 3)}?`,
        `${rests}: nobody examined it. A second worker, or a person, can settle it.`,
        ids,
      ),
    ];
  const text = `${rests}: the run ended before every worker that could judge was asked. Another round, or a person, can settle it.`;
  return [block('open-question', `What do the others say about ${listed(ids, 3)}?`, text, ids)];
}

const REMEDIES: Readonly<Record<string, string>> = {
  'auth': 'Log it in',
  'config': 'Fix its configuration',
  'agent-missing': 'Install it',
  'quota': 'Wait until its quota resets',
  'deadline': 'Give it a longer deadline or a smaller scope',
  'silent': 'Read its transcript',
  'context-overflow': 'Give it a smaller scope',
  'refused-permission': 'Read its transcript to see what it was not allowed to do',
};

function missingWorkers({ run }: Report): NarrativeBlock[] {
  const missing = run.dispatches.filter((it) => it.role === 'analyser' && it.round === 0 && it.state === 'ended' && it.result === null);
  if (missing.length === 0) return [];
  const told = missing.map((it) => {
    const reason = it.reason ?? it.status ?? 'no result';
    return `${it.seat} ended with ${reason}${it.detail === '' ? '' : ` (${it.detail})`}: ${REMEDIES[reason] ?? 'Read its transcript'}, then run the task again.`;
  });
  const names = listed(missing.map((it) => it.seat));
  return [
    block(
      'open-question',
      `What would ${names} have found?`,
      told.length === 1 ? (told[0] ?? '') : told.map((it) => `- ${it}`).join('\n'),
      missing.map((it) => it.id),
    ),
  ];
}

/** Only if it is striking: among the most changed, without a test, and in no finding. */
function quietPlaces({ map, run }: Report): NarrativeBlock[] {
  if (map === null) return [];
  const spoken = new Set(run.raised.flatMap((it) => it.finding.evidence.flatMap((each) => each.path ?? [])));
  const untested = new Set(map.untested);
  const quiet = map.hot.slice(0, 10).filter((it) => it.changes > 2 && untested.has(it.path) && !spoken.has(it.path));
  if (quiet.length === 0) return [];
  const named = quiet.slice(0, QUIET).map((it) => `\`${it.path}\` (${counted(it.changes, 'change')} by ${counted(it.authors, 'author')})`);
  const text = `${capital(listed(named))} ${quiet.length === 1 ? 'is' : 'are'} among the most changed files, and neither a test names ${quiet.length === 1 ? 'it' : 'them'} nor did a worker raise anything there.`;
  return [block('open-question', 'Are the files without findings really fine?', text, ['map'])];
}
