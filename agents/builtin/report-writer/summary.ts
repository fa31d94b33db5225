// The paragraph to read if only one is read: who looked at what, what held, what did not.

import type { Report } from '../../../contracts/run/report.ts';
import type { NarrativeBlock } from '../../../contracts/work/narrative.ts';
import type { Standing } from './standing.ts';
import { worstFirst } from './standing.ts';
import { block, capital, counted, listed, severities, stopped } from './wording.ts';

export function summary(report: Report, all: readonly Standing[]): NarrativeBlock[] {
  const { run } = report;
  const analyses = run.dispatches.filter((it) => it.role === 'analyser' && it.round === 0);
  if (analyses.length === 0) return [];
  const sentences = [
    whoLooked(report),
    ...(all.length === 0 ? nothingRaised(report) : [...whatHeld(all), ...whatFell(all)]),
    ...planned(report),
  ];
  if (run.task.language !== 'en' && !run.task.language.startsWith('en-')) {
    sentences.push(`(The task asks for the language ${run.task.language}; the built-in report-writer has only English.)`);
  }
  const refs = [
    ...all
      .filter((it) => it.held || it.open)
      .sort(worstFirst)
      .map((it) => it.finding.id),
    ...analyses.map((it) => it.id),
    ...run.dispatches.filter((it) => it.role === 'planner').map((it) => it.id),
  ];
  return [block('summary', undefined, sentences.join(' '), refs)];
}

/** The newest draft, what the others said of it, and whether it may be carried out. */
function planned({ run: { plan } }: Report): string[] {
  if (plan === null) return [];
  const { verification } = plan;
  const items = (state: string): string[] => (verification?.items ?? []).filter((it) => it.state === state).map(({ item }) => item.id);
  const unjudged = items('not-examined');
  const said = (): string => {
    switch (verification?.gate) {
      case undefined:
        return 'Nobody has judged it yet.';
      case 'passed':
        return `Nobody disagrees with any of its ${verification?.items.length} items${verification?.unchallenged ? ', but only one judged them' : ''}.`;
      case 'passed-with-dissent':
        return `It passed, with dissent on ${listed(items('dissent'))}.`;
      case 'blocked-by-disagreement':
        return `Most who judged ${listed(items('blocked'))} reject it.`;
      case 'aborted-non-result':
        return 'Nobody gave a usable word on it.';
    }
  };
  return [
    `${capital(plan.seat)} made a plan of ${counted(plan.plan.stages.length, 'stage')}.`,
    said(),
    ...(unjudged.length > 0 && verification?.gate !== 'aborted-non-result' ? [`Nobody judged ${listed(unjudged)}.`] : []),
    plan.approved ? 'It is approved.' : 'It is not approved.',
  ];
}

function whoLooked({ run }: Report): string {
  const analyses = run.dispatches.filter((it) => it.role === 'analyser' && it.round === 0);
  const rules = new Set(run.seats.filter((it) => it.voice === 'rules').map((it) => it.name));
  const delivered = analyses.filter((it) => it.result !== null).map((it) => it.seat);
  const missing = analyses.filter((it) => it.result === null);
  const models = delivered.filter((it) => !rules.has(it));
  const checked = delivered.filter((it) => rules.has(it));
  const groups = [
    ...(models.length > 0 ? [`${counted(models.length, 'model')} (${listed(models)})`] : []),
    ...(checked.length > 0 ? [`${counted(checked.length, 'set')} of rules (${listed(checked)})`] : []),
  ];
  const what = run.task.range !== undefined ? `at what ${run.task.range} changes` : run.base === null ? '' : `at ${run.base.label}`;
  const looked = groups.length === 0 ? 'Nobody delivered a result.' : `${capital(groups.join(' and '))} looked ${what}.`.replace(' .', '.');
  if (missing.length === 0) return looked;
  const absent = missing.map(
    (it) => `${it.seat} (${[it.reason ?? it.status ?? it.state, it.detail].filter((each) => each !== '').join(': ')})`,
  );
  return `${looked} Nothing came from ${listed(absent)}.`;
}

function nothingRaised({ run }: Report): string[] {
  const coverage = run.dispatches.flatMap((it) => (it.result?.coverage ? [`${it.seat} ${it.result.coverage}`] : []));
  return ['Nothing was raised.', ...(coverage.length > 0 ? [stopped(capital(coverage.slice(0, 6).join('; ')))] : [])];
}

function whatHeld(all: readonly Standing[]): string[] {
  const held = all.filter((it) => it.held).sort(worstFirst);
  if (held.length === 0) return [`Of ${counted(all.length, 'finding')} none held.`];
  const grades = severities(held.map((it) => it.finding.severity));
  const alone = held.filter((it) => it.finding.state === 'worker-unique').length;
  const disputed = held.filter((it) => it.opposes.length > 0).map((it) => it.finding.id);
  const sentences = [
    `Of ${counted(all.length, 'finding')} ${held.length} held (${grades})${alone > 0 ? `, ${alone} of them on one worker’s word` : ''}.`,
    ...(disputed.length > 0 ? [`${listed(disputed)} held against dissent.`] : []),
  ];
  const [worst] = held;
  if (worst && (worst.finding.severity === 'critical' || worst.finding.severity === 'major')) {
    sentences.push(`The worst is ${worst.finding.id}, held by ${listed(worst.holds)}: ${stopped(worst.finding.title)}`);
  }
  return sentences;
}

function whatFell(all: readonly Standing[]): string[] {
  const of = (...states: string[]) => all.filter((it) => states.includes(it.finding.state)).map((it) => it.finding.id);
  const contested = of('contested');
  const unheard = of('not-examined', 'queued');
  const fell = [
    ...gone(of('refuted'), 'was refuted', 'were refuted'),
    ...gone(of('withdrawn'), 'was withdrawn', 'were withdrawn'),
    ...gone(of('unsupported'), 'quotes what is not there', 'quote what is not there'),
  ];
  return [
    ...(contested.length > 0 ? [`The workers do not agree on ${listed(contested)}.`] : []),
    ...(unheard.length > 0 ? [`${listed(unheard)} did not get a second look.`] : []),
    ...(fell.length > 0 ? [`${capital(listed(fell, 4))}.`] : []),
  ];
}

const gone = (ids: readonly string[], one: string, many: string): string[] =>
  ids.length === 0 ? [] : [`${listed(ids, 3)} ${ids.length === 1 ? one : many}`];
