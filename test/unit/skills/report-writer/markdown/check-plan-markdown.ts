// Whether a plan as Markdown has the headings and words that programs look for, in whatever language it is written.

import { DELIVERABLE_HEADINGS, PART_HEADINGS, PLAN_TOKENS, STAGE_HEADINGS } from '../../../../../validators/plan/plan-headings.ts';

type Part = { level: number; title: string; lines: string[] };

/** What is missing or out of its order; nothing when all is there. */
export function checkPlanMarkdown(text: string): string[] {
  const parts = partsOf(text);
  const chapters = parts.filter(({ level }) => level === 2);
  const deliverables = chapters.find(({ title }) => isCalled(title, PART_HEADINGS.deliverables));
  const map = chapters.find(({ title }) => isCalled(title, PART_HEADINGS.stageMap));
  const stages = chapters.flatMap((part) => {
    const named = /^5\.5\.(\d+) Stage (\d+): \S/.exec(part.title);
    return named ? [{ part, number: Number(named[1]), again: Number(named[2]) }] : [];
  });
  return [
    ...(deliverables
      ? inOrder(within(parts, deliverables), DELIVERABLE_HEADINGS, PART_HEADINGS.deliverables)
      : [missing(PART_HEADINGS.deliverables)]),
    ...(map ? [] : [missing(PART_HEADINGS.stageMap)]),
    ...(stages.length === 0 ? [missing('5.5.1 Stage 1: …')] : []),
    ...stages.flatMap(({ part, number, again }, at) => [
      ...(number === at + 1 && again === number ? [] : [`“${part.title}” stands where “5.5.${at + 1} Stage ${at + 1}” is due`]),
      ...checkStage(parts, part),
    ]),
  ];
}

function checkStage(parts: readonly Part[], stage: Part): string[] {
  const inside = within(parts, stage);
  const lines = [stage, ...inside].flatMap((it) => it.lines);
  const says = (token: string): boolean => lines.some((it) => it.includes(token));
  const { sliceValue, acceptance, red, green, exemption } = PLAN_TOKENS;
  return [
    ...inOrder(inside, STAGE_HEADINGS, stage.title),
    ...[sliceValue, acceptance].filter((it) => !says(it)).map((it) => `“${stage.title}” has no line with \`${it}\``),
    ...(says(red) || says(green) || says(exemption)
      ? []
      : [`“${stage.title}” has neither \`${red}\` nor \`${green}\` nor \`${exemption}\``]),
  ];
}

function inOrder(inside: readonly Part[], wanted: readonly string[], where: string): string[] {
  const found = inside.flatMap(({ title }) => wanted.filter((it) => isCalled(title, it)));
  const absent = wanted.filter((it) => !found.includes(it)).map((it) => `“${where}” has no heading “${it}”`);
  return absent.length > 0 || found.join('\n') === wanted.join('\n')
    ? absent
    : [`the headings of “${where}” are not ${wanted.join(', ')}, each once`];
}

const missing = (heading: string): string => `there is no heading “## ${heading}”`;

/** The English words, and perhaps a translation behind them. */
const isCalled = (title: string, name: string): boolean => title === name || (title.startsWith(`${name} (`) && title.endsWith(')'));

/** The parts below one, up to the next of its level. */
function within(parts: readonly Part[], part: Part): Part[] {
  const from = parts.indexOf(part) + 1;
  const length = parts.slice(from).findIndex(({ level }) => level <= part.level);
  return parts.slice(from, length < 0 ? parts.length : from + length);
}

function partsOf(text: string): Part[] {
  const parts: Part[] = [{ level: 0, title: '', lines: [] }];
  let fence = '';
  for (const line of text.split('\n')) {
    const ticks = /^ {0,3}(`{3,})(.*)$/.exec(line);
    const heading = fence === '' ? /^(#{1,6}) (.*?)\s*$/.exec(line) : null;
    if (heading) parts.push({ level: heading[1]?.length ?? 0, title: heading[2] ?? '', lines: [] });
    else parts.at(-1)?.lines.push(line);
    if (ticks?.[1] === undefined) continue;
    if (fence === '') fence = ticks[1];
    else if (ticks[1].length >= fence.length && ticks[2]?.trim() === '') fence = '';
  }
  return parts;
}
