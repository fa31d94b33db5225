// What to do first: the most severe confirmed findings, then those in frequently changed code. Findings in one file are one step,
// because a reader who opens it for one should see the other.

import type { Report } from '../../../contracts/run/report.ts';
import type { NarrativeBlock } from '../../../contracts/work/narrative.ts';
import { isAlone, placeOf, type Standing, severityRank, worstFirst } from './standing.ts';
import { block, capital, counted, listed, opening, stopped, theirs } from './wording.ts';

const STEPS = 5;
const TOGETHER = 4;

export function firstSteps(report: Report, all: readonly Standing[]): NarrativeBlock[] {
  const worthIt = all.filter((it) => it.held && it.finding.severity !== 'info');
  const groups = [...Map.groupBy(worthIt, (it) => it.finding.path ?? it.finding.id).values()].map((group) => group.sort(worstFirst));
  return groups
    .sort((a, b) => byUrgency(report, a, b))
    .slice(0, STEPS)
    .map((group) => step(report, group));
}

function byUrgency(report: Report, a: readonly Standing[], b: readonly Standing[]): number {
  const [x, y] = [a[0], b[0]];
  if (!x || !y) return 0;
  return severityRank(x.finding.severity) - severityRank(y.finding.severity) || changes(report, y) - changes(report, x) || worstFirst(x, y);
}

const hotness = ({ map }: Report, { finding }: Standing) => map?.hot.find((it) => it.path === finding.path);
const changes = (report: Report, it: Standing): number => hotness(report, it)?.changes ?? 0;

function step(report: Report, group: readonly Standing[]): NarrativeBlock {
  const [worst, ...others] = group;
  if (!worst) return block('first', undefined, '', []);
  const { finding } = worst;
  const recommended = worst.raised.find((it) => it.finding.recommendation !== undefined);
  const words = recommended?.finding.recommendation ?? worst.raised[0]?.finding.claim ?? finding.title;
  const place = placeOf(worst);
  const sentences = [
    `${finding.id} (${finding.severity}${place === undefined ? '' : `, \`${place}\``}): ${stopped(opening(words))}`,
    standing(worst),
    ...(others.length > 0 ? [inTheSameFile(others)] : []),
    ...aboutThePlace(report, worst),
  ];
  const refs = [...group.map((it) => it.finding.id), ...worst.opposes.map((it) => `${finding.id}/${it.seat}`)];
  return block('first', theirs(finding.title), sentences.join(' '), hotness(report, worst) ? [...refs, 'map'] : refs);
}

function standing(it: Standing): string {
  const { holds, opposes } = it;
  const by = listed(holds);
  if (opposes.length > 0)
    return `Supported by ${by}, opposed by ${listed(opposes.map((it) => it.seat))}: read the dissent before you start.`;
  if (isAlone(it)) return `Only ${by} says so; check it yourself before you change anything.`;
  return `Supported by ${by}, without objections.`;
}

function inTheSameFile(others: readonly Standing[]): string {
  const named = others.slice(0, TOGETHER).map((it) => `${it.finding.id} (${it.finding.severity})`);
  const more = others.length > TOGETHER ? ` and ${others.length - TOGETHER} more` : '';
  return `In the same file: ${named.join(', ')}${more}.`;
}

/** Only what distinguishes this file from others. */
function aboutThePlace(report: Report, it: Standing): string[] {
  const hot = hotness(report, it);
  const untested = it.finding.path !== undefined && report.map?.untested.includes(it.finding.path);
  const rank = hot === undefined ? -1 : (report.map?.hot.indexOf(hot) ?? -1);
  return [
    ...(hot !== undefined && rank < 3 && hot.changes > 1
      ? [`${capital(counted(hot.changes, 'change'))} by ${counted(hot.authors, 'author')} make it one of the most changed files here.`]
      : []),
    ...(untested ? ['No test names it.'] : []),
  ];
}
