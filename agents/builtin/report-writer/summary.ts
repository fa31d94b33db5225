// The paragraph to read if only one is read: who looked at what, what was confirmed, what was not.

import { isRefutedInWords } from '../../../contracts/findings/state-order.ts';
import type { Report } from '../../../contracts/run/report.ts';
import type { NarrativeBlock } from '../../../contracts/work/narrative.ts';
import type { Inconclusive } from '../../../contracts/work/receipt.ts';
import { countOfAll, countOfBoth } from '../../../validators/looks/places.ts';
import type { Standing } from './standing.ts';
import { isAlone, worstFirst } from './standing.ts';
import { block, capital, counted, listed, severities, stopped, theirs } from './wording.ts';

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
    sentences.push(`(The task asks for the language ${run.task.language}; the built-in report-writer only writes English.)`);
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

/** The newest draft, what the others said about it, and whether it may be carried out. */
function planned({ run: { plan } }: Report): string[] {
  if (plan === null) return [];
  const { verification } = plan;
  const items = (state: string): string[] => (verification?.items ?? []).filter((it) => it.state === state).map(({ item }) => item.id);
  const unjudged = items('not-examined');
  const said = (): string => {
    switch (verification?.gate) {
      case undefined:
        return 'It has not been judged yet.';
      case 'passed':
        return `No voter disagrees with any of its ${verification?.items.length} items${verification?.unchallenged ? ', but there was only one voter' : ''}.`;
      case 'passed-with-dissent':
        return `It passed, with dissent on ${listed(items('dissent'))}.`;
      case 'blocked-by-disagreement':
        return `Most voters reject ${listed(items('blocked'))}.`;
      case 'aborted-non-result':
        return 'No voter gave a usable verdict.';
    }
  };
  return [
    `${capital(plan.seat)} made a plan of ${counted(plan.plan.stages.length, 'stage')}.`,
    said(),
    ...(unjudged.length > 0 && verification?.gate !== 'aborted-non-result' ? [`No voter judged ${listed(unjudged)}.`] : []),
    plan.approved ? 'It is approved.' : 'It is not approved.',
  ];
}

const SHOWED_NO_LOOK: Readonly<Record<Inconclusive, string>> = {
  'opened-nothing': 'found nothing and opened nothing',
  'too-fast': 'found nothing and answered faster than anyone can read',
  'invented': 'raised only what is not in the base and opened nothing',
  'opened-no-change': 'found nothing and opened nothing that the change touches',
};

function whoLooked({ run }: Report): string {
  const analyses = run.dispatches.filter((it) => it.role === 'analyser' && it.round === 0);
  const rules = new Set(run.seats.filter((it) => it.voice === 'rules').map((it) => it.name));
  const lazy = new Set(run.looks.filter((it) => it.inconclusive !== null).map((it) => it.dispatch));
  const blind = run.judgement?.blind ?? [];
  const delivered = analyses.filter((it) => it.result !== null && !lazy.has(it.id) && !blind.includes(it.seat)).map((it) => it.seat);
  const missing = analyses.filter((it) => it.result === null);
  // For a plain command it is unknown whether a model is behind it.
  const commands = new Set(run.seats.filter((it) => it.provider === 'command').map((it) => it.name));
  const models = delivered.filter((it) => !rules.has(it) && !commands.has(it));
  const programs = delivered.filter((it) => !rules.has(it) && commands.has(it));
  // Some rules are for kinds of files that a project does not have.
  const idleRules = new Set(run.looks.filter((it) => it.judges === 'categories' && it.receipt.opened === '').map((it) => it.seat));
  const checked = delivered.filter((it) => rules.has(it) && !idleRules.has(it));
  const groups = [
    ...(models.length > 0 ? [`${counted(models.length, 'model')} (${listed(models)}${asOpened(run, models)})`] : []),
    ...(programs.length > 0 ? [`${counted(programs.length, 'command')} (${listed(programs)}${asOpened(run, programs)})`] : []),
    ...(checked.length > 0 ? [`${counted(checked.length, 'set')} of rules (${listed(checked)})`] : []),
  ];
  const what =
    run.task.range !== undefined ? `at what ${run.task.range} changes` : run.base === null ? '' : `at ${treeWords(run.base.label)}`;
  const raised = blind.length === 0 ? '' : `Nothing shows that ${listed(blind)} opened any of the files in question.`;
  const looked =
    groups.length > 0
      ? `${capital(listed(groups))} looked ${what}.`.replace(' .', '.')
      : blind.length > 0
        ? ''
        : 'No worker delivered a result that counts.';
  const idle = [...Map.groupBy(run.looks, (it) => it.inconclusive)].flatMap(([why, of]) =>
    why === null
      ? []
      : [`${capital(listed([...new Set(of.map((it) => it.seat))]))} ${SHOWED_NO_LOOK[why]}, which says nothing about the code.`],
  );
  const said = [looked, raised, ...idle].filter((it) => it !== '').join(' ');
  if (missing.length === 0) return said;
  const absent = missing.map(
    (it) => `${it.seat} (${[it.reason ?? it.status ?? it.state, it.detail].filter((each) => each !== '').join(': ')})`,
  );
  return `${said} No result from ${listed(absent)}.`;
}

/** A reviewer's judgement is worth as much as the files it opened. */
function asOpened({ looks }: Report['run'], seats: readonly string[]): string {
  const receipts = looks.filter((it) => it.inconclusive === null && seats.includes(it.seat)).map((it) => it.receipt);
  const files = Math.max(0, ...receipts.map((it) => it.files));
  if (files === 0) return '';
  const opened = receipts.map((it) => it.opened);
  const claimed = receipts.some((it) => it.by === 'claimed' && countOfAll([it.opened], files) > countOfAll([it.shown ?? ''], files));
  const { changed = '' } = receipts[0] ?? {};
  const [some, all] =
    changed === '' ? [countOfAll(opened, files), files] : [countOfBoth([changed], opened, files), countOfAll([changed], files)];
  const what = `${changed === '' ? '' : 'changed '}${all === 1 ? 'file' : 'files'}`;
  return `; ${some} of ${all} ${what} opened${claimed ? ', as far as claimed' : ''}`;
}

function nothingRaised({ run }: Report): string[] {
  const own = new Set(run.seats.filter((it) => it.provider === 'builtin' || it.provider === 'sarif').map((it) => it.name));
  const said = run.dispatches.flatMap(({ seat, result }) => (result?.coverage ? [{ seat, text: theirs(result.coverage) }] : []));
  // A program of Muster's own counts what it did. What another worker says of itself is only quoted.
  const coverage = said.filter((it) => own.has(it.seat)).map((it) => `${it.seat} ${it.text}`);
  const claimed = said.filter((it) => !own.has(it.seat)).map((it) => `${capital(it.seat)} says that it covered: “${it.text}”.`);
  const receipts = run.looks.filter((it) => it.inconclusive === null).map((it) => it.receipt);
  const files = Math.max(0, ...receipts.map((it) => it.files));
  const opened = countOfAll(
    receipts.map((it) => it.opened),
    files,
  );
  const where = receipts.length === 0 ? '' : ` in the ${opened} of ${files} files that were opened`;
  return [
    `Nothing was raised${where}.`,
    ...(coverage.length > 0 ? [stopped(capital(coverage.slice(0, 6).join('; ')))] : []),
    ...claimed.slice(0, 6),
  ];
}

function whatHeld(all: readonly Standing[]): string[] {
  const held = all.filter((it) => it.held).sort(worstFirst);
  const confirmed = held.filter((it) => !isAlone(it) && it.finding.state !== 'rechecked');
  const rechecked = held.filter((it) => it.finding.state === 'rechecked').length;
  const alone = held.filter(isAlone).length;
  const more = confirmed.length > 0 ? ' more' : '';
  const others =
    all.length === 1
      ? [...(rechecked > 0 ? ['it held when it was rechecked'] : []), ...(alone > 0 ? ['only one reviewer found it'] : [])]
      : [
          ...(rechecked > 0 ? [`${rechecked}${more} held when rechecked`] : []),
          ...(alone > 0 ? [`${alone}${more} ${alone === 1 ? 'was' : 'were'} found by one reviewer only`] : []),
        ];
  const disputed = held.filter((it) => it.opposes.length > 0).map((it) => it.finding.id);
  const graded = confirmed.length > 0 ? ` (${severities(confirmed.map((it) => it.finding.severity))})` : '';
  const sentences = [
    `${[`${howMany(confirmed.length, all.length)}${graded}${onlyClaimed(confirmed)}`, ...others].join('; ')}.`,
    ...(disputed.length > 0 ? [`${listed(disputed)} ${disputed.length === 1 ? 'is' : 'are'} confirmed despite dissent.`] : []),
  ];
  const [worst] = held;
  if (worst && (worst.finding.severity === 'critical' || worst.finding.severity === 'major')) {
    sentences.push(`The most severe is ${worst.finding.id}, supported by ${listed(worst.holds)}: ${stopped(theirs(worst.finding.title))}`);
  }
  return sentences;
}

/** Confirmed by workers of whom nothing but their word shows that they looked. */
function onlyClaimed(confirmed: readonly Standing[]): string {
  const some = confirmed.filter((it) => it.finding.claimed).length;
  if (some === 0) return '';
  return some === confirmed.length ? ' as far as claimed' : `, ${some} of them only as far as claimed`;
}

function howMany(confirmed: number, all: number): string {
  if (all === 1) return confirmed === 1 ? 'The only finding is confirmed' : 'The only finding is not confirmed';
  if (confirmed === all) return `All ${all} findings are confirmed`;
  return confirmed === 0
    ? `None of ${all} findings is confirmed`
    : `${confirmed} of ${all} findings ${confirmed === 1 ? 'is' : 'are'} confirmed`;
}

function whatFell(all: readonly Standing[]): string[] {
  const of = (...states: string[]) => all.filter((it) => states.includes(it.finding.state)).map((it) => it.finding.id);
  const refuted = (inWords: boolean) =>
    all.filter((it) => it.finding.state === 'refuted' && isRefutedInWords(it.finding) === inWords).map((it) => it.finding.id);
  const contested = of('contested');
  const unheard = of('not-examined', 'queued');
  const fell = [
    ...gone(refuted(false), 'was refuted', 'were refuted'),
    ...gone(refuted(true), 'was refuted as far as claimed', 'were refuted as far as claimed'),
    ...gone(of('withdrawn'), 'was withdrawn', 'were withdrawn'),
    ...gone(of('unsupported'), 'has no evidence that was found', 'have no evidence that was found'),
  ];
  return [
    ...(contested.length > 0 ? [`The workers do not agree on ${listed(contested)}.`] : []),
    ...(unheard.length > 0 ? [`${listed(unheard)} did not get a second look.`] : []),
    ...(fell.length > 0 ? [`${capital(listed(fell, 4))}.`] : []),
  ];
}

const gone = (ids: readonly string[], one: string, many: string): string[] =>
  ids.length === 0 ? [] : [`${listed(ids, 3)} ${ids.length === 1 ? one : many}`];

const treeWords = (label: string): string => (label === 'worktree' ? 'the working tree' : label);
