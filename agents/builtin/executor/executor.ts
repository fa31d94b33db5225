// The built-in executor: carries out a stage if fixed rules are certain about every change that it requires. All or nothing,
// because half a stage would look like a whole one.

import { cut } from '../../../contracts/cut.ts';
import type { Stage } from '../../../contracts/plan/plan.ts';
import type { Proposal } from '../../../contracts/plan/proposal.ts';
import { pathTest } from '../../../runtime/globs.ts';
import { escaped } from '../reading/formats/entries.ts';
import { counted, listed } from '../report-writer/wording.ts';
import type { Hit, Repository } from '../rule.ts';
import { renamedLinkTarget, renamedTarget } from './links.ts';
import { type Edit, placeOf, type Repair } from './repair.ts';
import { executableBit, renamedScript, renamedScriptFile, unixLines } from './scripts.ts';
import { awaited, unfocused } from './tests.ts';

const REPAIRS: readonly Repair[] = [
  renamedTarget,
  renamedLinkTarget,
  unfocused,
  awaited,
  executableBit,
  unixLines,
  renamedScriptFile,
  renamedScript,
];

export type StageTask = Pick<Stage, 'title' | 'goal' | 'steps' | 'files'>;
export type ExecutorAnswer =
  | { status: 'done'; summary: string; edits: Edit[]; proposal: Proposal }
  | { status: 'blocked'; summary: string; question: string };

type RepairPlace = { repair: Repair; hit: Hit };

export async function carryOut(repo: Repository, stage: StageTask, onRule: (id: string) => void): Promise<ExecutorAnswer> {
  const wanted = wantedIn(stage);
  const places = await placesIn(repo, pathTest(stage.files), onRule);
  const edits: Edit[] = [];
  const done: string[] = [];
  const left: string[] = [];
  for (const [id, texts] of wanted) {
    const mended = await mend(repo, placesFor(texts, places));
    if (mended === undefined) left.push(id);
    else {
      edits.push(...mended.edits);
      done.push(...mended.says);
    }
  }
  if (left.length > 0 || wanted.size === 0) return blocked(left, wanted.size);
  return {
    status: 'done',
    summary: `${counted(wanted.size, 'finding')} repaired by fixed rules.`,
    edits: distinct(edits),
    proposal: {
      title: cut(stage.title, 200),
      summary: cut(`By fixed rules: ${listed(done, 20)}.`, 16_000),
      amend: [],
      follows: [],
    },
  };
}

const blocked = (left: readonly string[], asked: number): ExecutorAnswer => {
  const why =
    asked === 0
      ? 'the stage names no finding'
      : `none of its rules is sure how to fix ${listed(left, 12)}${left.length < asked ? ', and it does not carry out a part of a stage' : ''}`;
  return {
    status: 'blocked',
    summary: `Nothing was changed: ${why}.`,
    question: `This executor is a program with fixed rules, and ${why}. Name a model as executor in \`agents\`, or make the change yourself.`,
  };
};

/** What the stage says about each finding that it names, by the finding's id. */
function wantedIn({ title, goal, steps }: StageTask): Map<string, string[]> {
  const texts = [
    title,
    goal,
    ...steps.flatMap(({ action, detail }) => (/^F-\d{3,}: /m.test(detail) ? detail.split('\n') : [`${action}\n${detail}`])),
  ];
  const wanted = new Map<string, string[]>();
  for (const text of texts)
    for (const id of new Set(text.match(/\bF-\d{3,}\b/g))) wanted.set(id, [...(wanted.get(id) ?? []), aboutOne(text, id)]);
  return wanted;
}

/** The part about one finding, from a list `F-001 (…), F-002 (…)`. */
function aboutOne(text: string, id: string): string {
  const from = text.indexOf(`${id} (`);
  if (from < 0) return text;
  const next = /[,)] (?:and )?F-\d{3,} \(/.exec(text.slice(from + id.length));
  return text.slice(from, next ? from + id.length + next.index + 1 : undefined);
}

async function placesIn(repo: Repository, belongs: (path: string) => boolean, onRule: (id: string) => void): Promise<RepairPlace[]> {
  const places: RepairPlace[] = [];
  for (const repair of REPAIRS) {
    onRule(repair.rule.id);
    for (const hit of await repair.rule.find(repo)) {
      if (hit.evidence.some(({ path }) => path !== undefined && belongs(path))) places.push({ repair, hit });
    }
  }
  return places;
}

/** Matches by the title that its rule gives; otherwise by place, if the text also mentions such a problem. */
function placesFor(texts: readonly string[], places: readonly RepairPlace[]): RepairPlace[] {
  const all = texts.join('\n');
  const titled = places.filter(({ hit }) => all.includes(cut(hit.title, 120)));
  if (titled.length > 0) return titled;
  const many = places.filter(({ repair }) => new RegExp(`\\d+ × ${escaped(cut(repair.rule.says, 60).replace('…', ''))}`).test(all));
  if (many.length > 0) return many;
  const at = places.filter(({ repair, hit }) => isAt(all, hit) && repair.isAbout(all, hit));
  return at.length === 1 ? at : [];
}

function isAt(text: string, hit: Hit): boolean {
  const place = placeOf(hit);
  if (!place) return false;
  const written = place.line === undefined ? place.path : `${place.path}:${place.line}`;
  return new RegExp(`(?<![\\w./-])${escaped(written)}(?![\\w])`).test(text);
}

async function mend(repo: Repository, places: readonly RepairPlace[]): Promise<{ edits: Edit[]; says: string[] } | undefined> {
  if (places.length === 0) return undefined;
  const edits: Edit[] = [];
  for (const { repair, hit } of places) {
    const some = await repair.mend(repo, hit);
    if (some === undefined) return undefined;
    edits.push(...some);
  }
  return { edits, says: places.map(({ hit }) => hit.title) };
}

/** The same edit may follow from two findings, such as `async` for two assertions in one test. */
const distinct = (edits: readonly Edit[]): Edit[] => [...new Map(edits.map((it) => [JSON.stringify(it), it])).values()];
