// What was looked at, and whose answer does not count because nothing was: the same words on every screen, page and format.

import type { RunView } from '../../contracts/run/run-view.ts';
import type { Inconclusive, SeatLooks } from '../../contracts/work/receipt.ts';
import { countOfAll, countOfBoth, shownIn } from '../../validators/looks/places.ts';
import { inEnglish, listedUpToIn, type Say } from '../report-writer/language/english.ts';
import { local } from './sentences.ts';

type LooksInRun = Pick<RunView, 'looks' | 'dispatches' | 'seats'>;

export const WHY_INCONCLUSIVE: Readonly<Record<Inconclusive, string>> = {
  'opened-nothing': 'found nothing and opened nothing',
  'too-fast': 'found nothing, and answered faster than it could have read',
  'invented': 'raised only what is not in the base, and opened nothing',
  'opened-no-change': 'found nothing, and opened nothing that the change touches',
};

function counted(why: Inconclusive, values: { some: number; all: number }, say: Say): string {
  switch (why) {
    case 'opened-nothing':
      return say('{some} of {all} workers found nothing and opened nothing', values);
    case 'too-fast':
      return say('{some} of {all} workers found nothing, and answered faster than they could have read', values);
    case 'invented':
      return say('{some} of {all} workers raised only what is not in the base, and opened nothing', values);
    case 'opened-no-change':
      return say('{some} of {all} workers found nothing, and opened nothing that the change touches', values);
  }
}

type Lazy = { seat: string; why: Inconclusive };

/** Seats that were asked to look and gave no answer that counts, without duplicates. */
export function inconclusiveSeats({ looks }: Pick<RunView, 'looks'>): Lazy[] {
  return [...Map.groupBy(looks, (it) => it.seat).values()].flatMap((of) => {
    const last = of.at(-1);
    const why = last?.inconclusive ?? null;
    return last && why !== null && of.every((it) => it.inconclusive !== null) ? [{ seat: last.seat, why }] : [];
  });
}

/** `2 of 3 workers found nothing and opened nothing (codex, gemini)`; undefined if every answer counts. */
export function inconclusiveWords(view: LooksInRun, say: Say = inEnglish): string | undefined {
  const lazy = inconclusiveSeats(view);
  if (lazy.length === 0) return undefined;
  const all = new Set(view.dispatches.filter((it) => it.role === 'analyser' && it.round === 0).map((it) => it.seat)).size;
  return [...Map.groupBy(lazy, (it) => it.why)]
    .map(([why, some]) => {
      const seats = some.map((it) => it.seat);
      return `${counted(why, { some: some.length, all }, say)} (${listedUpToIn(seats, 6, say)})`;
    })
    .join('; ');
}

export const inconclusiveEvent = (it: { dispatch: string; seat: string; why: Inconclusive }): string =>
  `The answer of ${it.seat} (${local(it.dispatch)}) is inconclusive: it ${WHY_INCONCLUSIVE[it.why]}.`;

/** How many files of the scope at least one of these opened, out of how many. */
function openedBy(looks: readonly SeatLooks[]): { opened: number; files: number } {
  const files = Math.max(0, ...looks.map(({ receipt }) => receipt.files));
  return {
    opened: countOfAll(
      looks.map(({ receipt }) => receipt.opened),
      files,
    ),
    files,
  };
}

/** How much “nothing was found” is worth: in how many files out of how many, by whom, for which question. */
export function nothingFound(view: RunView, say: Say): string[] {
  const count = view.looks.filter((it) => it.inconclusive === null);
  const lazy = inconclusiveWords(view, say);
  const judging = count.filter((it) => it.judges === 'anything');
  const rules = count.filter((it) => it.judges === 'categories');
  const question = view.judgement?.question ?? null;
  return [
    ...(judging.length === 0 ? [] : [foundNothing(judging, say), ...onlyClaimed(judging, say), asked(question, say)]),
    ...(rules.length === 0 ? [] : [checked(rules, isOfChange(view), say)]),
    ...(lazy === undefined ? [] : [`${say('Inconclusive')}: ${lazy}.`]),
  ];
}

/** What a judgement is based on: which seats, and how many of how many files. Empty if no seat could judge. */
export function judgedFrom(view: Pick<RunView, 'looks' | 'judgement'>, say: Say = inEnglish): string[] {
  const judging = judgingIn(view);
  if (judging.length === 0) return [];
  return [
    say('Judged by {names}, with {opened} of {files} files opened.', { ...openedBy(judging), names: names(judging, say) }),
    ...onlyClaimed(judging, say),
  ];
}

/** Answers of seats that can judge anything and show a look. */
const judgingIn = ({ looks, judgement }: Pick<RunView, 'looks' | 'judgement'>): SeatLooks[] =>
  looks.filter((it) => it.inconclusive === null && it.judges === 'anything' && !judgement?.blind?.includes(it.seat));

/** Who judged, and nothing but its word shows that it opened a file in question. */
export const judgesByWord = (view: Pick<RunView, 'looks' | 'judgement'>): string[] =>
  judgingIn(view).flatMap(({ seat, receipt }) => {
    const { changed = '', files, searchSeen } = receipt;
    const asked = changed === '' ? `0-${Math.max(0, files - 1)}` : changed;
    return searchSeen || countOfBoth([asked], [shownIn(receipt)], files) > 0 ? [] : [seat];
  });

/** Whether some of what was judged was opened only as a worker says. */
export const standsOnClaims = (view: Pick<RunView, 'looks' | 'judgement'>): boolean => judgingIn(view).some(isOnlyClaimed);

/** `12 of 105 files opened, as far as claimed`: how much a judgement stands on. Empty if no seat could judge. */
export function openedWords(view: Pick<RunView, 'looks' | 'judgement'>, say: Say = inEnglish): string {
  const judging = judgingIn(view);
  const [first] = judging;
  if (!first) return '';
  const { changed, files } = first.receipt;
  const opened = judging.map(({ receipt }) => receipt.opened);
  const claimed = standsOnClaims(view);
  const values =
    changed === undefined || changed === ''
      ? { opened: countOfAll(opened, files), files }
      : { opened: countOfBoth([changed], opened, files), files: countOfAll([changed], files) };
  if (changed === undefined || changed === '')
    return claimed ? say('{opened} of {files} files opened, as far as claimed', values) : say('{opened} of {files} files opened', values);
  return claimed
    ? say('{opened} of {files} changed files opened, as far as claimed', values)
    : say('{opened} of {files} changed files opened', values);
}

const names = (looks: readonly SeatLooks[], say: Say): string => listedUpToIn([...new Set(looks.map((it) => it.seat))], 6, say);

const foundNothing = (looks: readonly SeatLooks[], say: Say): string =>
  say('Nothing was found in {opened} of {files} files, by {names}.', { ...openedBy(looks), names: names(looks, say) });

/** It says to have opened more than its program's output and its quotes show. */
const isOnlyClaimed = ({ receipt }: SeatLooks): boolean =>
  countOfAll([receipt.opened], receipt.files) > countOfAll([shownIn(receipt)], receipt.files);

/** A program that does not show what it opens is believed, and the report says so. */
function onlyClaimed(looks: readonly SeatLooks[], say: Say): string[] {
  const some = looks.filter(isOnlyClaimed);
  return some.length === 0 ? [] : [say('What {names} opened is claimed, not witnessed.', { names: names(some, say) })];
}

const asked = (question: string | null, say: Say): string =>
  question === null ? say('No question was asked beside that.') : say('The question was: “{question}”', { question });

/** Rules look at what a change adds or moves, and report nothing about the rest of the files that they open for it. */
const isOfChange = ({ base }: Pick<RunView, 'base'>): boolean => base?.kind === 'git' && base.from !== undefined;

function checked(all: readonly SeatLooks[], ofChange: boolean, say: Say): string {
  // Some rules are for kinds of files that a project does not have: a seat that opened nothing has checked nothing.
  const looks = all.filter(({ receipt }) => receipt.opened !== '');
  const idle = all.filter(({ seat }) => !looks.some((it) => it.seat === seat));
  const without = idle.length === 0 ? '' : say('{names} had no file to check.', { names: names(idle, say) });
  return [looks.length === 0 ? '' : foundByRules(looks, ofChange, say), without].filter((it) => it !== '').join(' ');
}

/** `links 1 and secrets 10`: sets of rules read different kinds of files, and none has checked what only another one opened. */
const openedByEach = (looks: readonly SeatLooks[], say: Say): string =>
  listedUpToIn(
    [...Map.groupBy(looks, (it) => it.seat)].map(([seat, of]) => `${seat} ${openedBy(of).opened}`),
    8,
    say,
  );

function foundByRules(looks: readonly SeatLooks[], ofChange: boolean, say: Say): string {
  const values = { ...openedBy(looks), names: names(looks, say) };
  return ofChange
    ? say('By rules, {names} checked what was changed and found nothing; {opened} of {files} files were opened for it.', values)
    : say('By rules, {opened} of {files} files were opened and nothing was found ({each}).', { ...values, each: openedByEach(looks, say) });
}

/** `opened 3, searched 12, untouched 25 of 40 files (witnessed)` */
export function lookWords({ receipt }: SeatLooks, say: Say = inEnglish): string {
  const { files, opened, searched, by } = receipt;
  const some = countOfAll([opened], files);
  const more = countOfAll([searched], files);
  return say('opened {opened}, searched {searched}, untouched {rest} of {files} files ({by})', {
    opened: some,
    searched: more,
    rest: files - some - more,
    files,
    by: byWords(by, say),
  });
}

function byWords(by: SeatLooks['receipt']['by'], say: Say): string {
  switch (by) {
    case 'witnessed':
      return say('witnessed in what its program printed');
    case 'claimed':
      return say('claimed, not witnessed');
    case 'program':
      return say('as the program says');
  }
}
