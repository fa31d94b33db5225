// Checks whether a run's files agree with its journal: everything that is derived from events is
// recomputed and compared, and everything that events name by digest is read again. Never writes.

import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Manifest } from '../../contracts/run/manifest.ts';
import { canonicalJson, digestOf, digestOfJson } from '../../runtime/canonical.ts';
import { codeOf } from '../../runtime/files.ts';
import type { Home } from '../../runtime/home.ts';
import type { Objects } from '../../runtime/ledger/ledger.ts';
import { isHiddenForm } from '../../runtime/secrets/redact.ts';
import { runSteps } from '../../runtime/steps.ts';
import type { MusterLedger, RunRecord } from '../../skills/events.ts';
import { phaseOfEvent } from '../../skills/phases/table.ts';
import { RUN_REDUCER, type RunState } from '../../skills/run/state.ts';
import { evolveRun } from '../lead/run/evolve-run.ts';
import { journalText, manifestText, sealed } from '../projections/documents.ts';
import { errorLines } from '../projections/lines.ts';
import { progressLines } from '../projections/progress-lines.ts';
import { runDocuments } from '../projections/run-documents.ts';
import { childrenOf } from './children.ts';
import { type Elsewhere, type NodeLookup, nodeLookup } from './elsewhere.ts';
import { compareKept } from './kept/compare-kept.ts';
import { reportFiles } from './report-files.ts';

export type Difference = {
  what: string;
  path: string;
  how: string;
  /** The correct content, if the journal or the objects have it. */
  rebuild?: string;
  /** It is there and whole, but is not what the rules derive from the events. */
  derived?: true;
};

/** `elsewhere` is in the homes of other fleet nodes: it was not compared, and counts as neither damaged nor missing. */
export type Verification = {
  run: string;
  events: number;
  ended: boolean;
  compared: number;
  differences: Difference[];
  elsewhere: Elsewhere[];
  /** Derived by the rules of an older version, and not what today's rules give: neither intact nor damaged, as far as this one can tell. */
  older: { what: string; path: string }[];
};

/** `hide` removes known secrets from a text; the daemon that wrote the files may have known others. */
type Context = {
  ledger: MusterLedger;
  objects: Objects;
  hide(text: string): string /** The name of this one in a fleet. */;
  node?: string | undefined;
};

export async function verifyRun(run: string, home: Home, { ledger, objects, hide, node }: Context): Promise<Verification> {
  const stream = `run/${run}` as const;
  const events = await ledger.read(stream);
  const state = events.reduce<RunState | undefined>(evolveRun, undefined);
  const differences: Difference[] = [];
  const elsewhere: Elsewhere[] = [];
  if (!state) {
    const how = `has no run ${run}`;
    return { run, events: 0, ended: false, compared: 0, differences: [{ what: 'journal', path: home.ledger, how }], elsewhere, older: [] };
  }

  if (state.pruned) return { run, events: events.length, ended: true, compared: 0, differences, elsewhere, older: [] };
  const whose = nodeLookup(events, node);
  const expected: Expected[] = followingFrom(events, state, home);
  for (const it of await writtenOnce(state, home)) {
    const of = await awayFrom(it, whose);
    // An imported run, or a home that was moved, has its prompts in another place than the journal says.
    if (of === undefined) expected.push(it.what === 'prompt' ? { ...it, path: join(home.run(run).prompts, basename(it.path)) } : it);
    else elsewhere.push({ what: it.what, path: it.path, node: of });
  }
  for (const it of expected)
    differences.push(...(await Promise.all((await compare(it, hide)).map((one) => fromObjects(one, it, objects)))));
  let named = 0;
  for (const digest of objectsIn(state, events)) {
    const path = join(home.objects, digest);
    const of = digest === state.created.text ? whose.atFirst() : whose.of(digest);
    if (of !== undefined && !(await objects.has(digest))) {
      elsewhere.push({ what: 'object', path, node: of });
      continue;
    }
    named++;
    const fault = await objects.get(digest).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (fault) differences.push({ what: 'object', path, how: fault });
  }
  differences.push(...(await compareManifest(events, home.run(run).manifest, await childrenOf(ledger, run), hide)));
  const kept = await ledger.snapshot(stream, RUN_REDUCER);
  if (kept) differences.push(...compareFold(kept, events, home));
  const faults = state.life.kind === 'ended' ? await compareKept(state, ledger) : [];
  differences.push(...faults.map((it) => ({ ...it, path: home.ledger, derived: true as const })));
  const older = isOlder(events) ? differences.filter((it) => it.derived) : [];
  return {
    ...{ run, events: events.length, ended: state.life.kind === 'ended' },
    compared: expected.length + named - older.filter((it) => it.what !== 'manifest' && it.path !== home.ledger).length,
    differences: differences.filter((it) => !older.includes(it)),
    elsewhere,
    older: older.map(({ what, path }) => ({ what, path })),
  };
}

/** Whether the run ended under other rules than today's, which may derive other documents from the same events. */
function isOlder(events: readonly RunRecord[]): boolean {
  const end = events.find((it) => it.type === 'run.ended');
  return end?.type === 'run.ended' && (end.payload.rules ?? 0) < RUN_REDUCER;
}

/** The node that has it; undefined if it should be compared here. Files that the fleet has copied here are compared, too. */
async function awayFrom({ what, path }: Expected, whose: NodeLookup): Promise<string | undefined> {
  if (what === 'prompt') return whose.of(path);
  const of = what === 'task' ? whose.atFirst() : whose.atLast();
  return of !== undefined && (await textAt(path)) === undefined ? of : undefined;
}

type Expected =
  /** The whole text is derived from the journal. */
  | { kind: 'text'; what: string; path: string; text: string }
  /** The same, but secrets are not removed: it is the journal itself. */
  | { kind: 'exact'; what: string; path: string; text: string }
  /** Lines that may not have been written yet while the run is in progress. */
  | { kind: 'lines'; what: string; path: string; text: string; whole: boolean }
  /** Known by its digest; its bytes may also be stored as an object. */
  | { kind: 'digest'; what: string; path: string; digest: string };

function followingFrom(events: readonly RunRecord[], state: RunState, home: Home): Expected[] {
  const folder = home.run(state.id);
  const whole = state.life.kind === 'ended';
  const expected: Expected[] = [
    { kind: 'lines', what: 'PROGRESS lines', path: folder.progress, text: events.flatMap(progressLines).join(''), whole },
  ];
  const errors = events.map(errorLines).join('');
  if (errors !== '') expected.push({ kind: 'lines', what: 'error lines', path: folder.errors, text: errors, whole });
  if (!whole) return expected;
  expected.push({ kind: 'exact', what: 'journal', path: folder.journal, text: journalText(events) });
  for (const { what, name, text } of runSteps(runDocuments(state)))
    expected.push({ kind: 'text', what, path: join(folder.state, name), text });
  return expected;
}

async function writtenOnce(state: RunState, home: Home): Promise<Expected[]> {
  const folder = home.run(state.id);
  const expected: Expected[] = [];
  if (state.base) expected.push({ kind: 'digest', what: 'task', path: folder.task, digest: state.created.text });
  for (const { prompts } of state.dispatches)
    for (const { path, digest } of prompts) expected.push({ kind: 'digest', what: 'prompt', path, digest });
  for (const it of reportFiles(state, home)) expected.push({ kind: 'digest', what: 'report', ...it });
  return expected;
}

/** If the file is missing or was changed and its content is stored as an object, it can be rebuilt. */
async function fromObjects(difference: Difference, it: Expected, objects: Objects): Promise<Difference> {
  if (it.kind !== 'digest') return difference;
  const kept = await objects.get(it.digest).catch(() => undefined);
  return kept ? { ...difference, rebuild: kept.toString('utf8') } : difference;
}

async function compare(it: Expected, hide: (text: string) => string): Promise<Difference[]> {
  const { what, path } = it;
  const found = await textAt(path);
  if (found instanceof Error) return [{ what, path, how: `cannot be read: ${found.message}` }];
  const wanted = it.kind === 'digest' ? undefined : it.kind === 'exact' ? it.text : hide(it.text);
  const rebuild = wanted === undefined ? {} : { rebuild: wanted };
  if (found === undefined) return it.kind === 'lines' && !it.whole ? [] : [{ what, path, how: 'is missing', ...rebuild }];
  switch (it.kind) {
    case 'digest':
      return digestOf(found) === it.digest ? [] : [{ what, path, how: `was changed: its digest should be ${it.digest.slice(0, 16)}…` }];
    case 'exact':
    case 'text':
      if (found === wanted || (it.kind === 'text' && isHiddenForm(found, it.text))) return [];
      return [{ what, path, how: 'differs from what the journal gives', ...rebuild, ...(it.kind === 'text' ? { derived: true } : {}) }];
    case 'lines':
      if (found === wanted || isHiddenForm(found, it.text, it.whole ? 'same' : 'open')) return [];
      return [{ what, path, how: firstDifference(found, hide(it.text)), ...rebuild, derived: true }];
  }
}

function firstDifference(found: string, wanted: string): string {
  const [a, b] = [found.split('\n'), wanted.split('\n')];
  const at = b.findIndex((line, i) => a[i] !== line);
  return at < 0 ? `continues after line ${b.length - 1}, where the journal ends` : `differs from the journal at line ${at + 1}`;
}

/** The manifest is rewritten after each of these events. */
const ENDS: ReadonlySet<string> = new Set(['run.ended', 'report.completed', 'impact.assessed']);

/** The manifest names the versions that wrote it and is compared under them; notes added later are not in it. */
async function compareManifest(
  events: readonly RunRecord[],
  path: string,
  children: string[],
  hide: (text: string) => string,
): Promise<Difference[]> {
  const end = events.find((it) => it.type === 'run.ended');
  const last = events.findLast((it) => ENDS.has(it.type));
  const state = events.slice(0, last?.seq ?? 0).reduce<RunState | undefined>(evolveRun, undefined);
  if (!end || !state) return [];
  const found = await textAt(path);
  if (found instanceof Error) return [{ what: 'manifest', path, how: `cannot be read: ${found.message}` }];
  const text = manifestText({ state, events, end }, { versions: versionsIn(found), children }, hide);
  if (found === text) return [];
  const whole = manifestText({ state, events, end }, { versions: versionsIn(found), children }, (it) => it);
  if (found !== undefined && isSealed(found) && isHiddenForm(withoutSeal(found), withoutSeal(whole))) return [];
  if (found === undefined) return [{ what: 'manifest', path, how: 'is missing', rebuild: text }];
  const how = 'differs from what the journal gives';
  return [{ what: 'manifest', path, how, rebuild: text, ...(isSealed(found) ? { derived: true } : {}) }];
}

const withoutSeal = (manifest: string): string => manifest.replace(/"seal": "[0-9a-f]{64}"/, '');

function isSealed(manifest: string): boolean {
  try {
    const { seal, ...unsealed } = JSON.parse(manifest) as Manifest;
    return seal === sealed(unsealed).seal;
  } catch {
    return false;
  }
}

function versionsIn(manifest: string | undefined): Manifest['engine'] {
  try {
    return (JSON.parse(manifest ?? '') as Manifest).engine;
  } catch {
    return { musterd: 'unknown', node: 'unknown' };
  }
}

function compareFold(kept: { seq: number; state: unknown }, events: readonly RunRecord[], home: Home): Difference[] {
  const folded = events.slice(0, kept.seq).reduce<RunState | undefined>(evolveRun, undefined);
  if (folded && canonicalJson(folded) === canonicalJson(kept.state)) return [];
  return [{ what: 'kept fold', path: home.ledger, how: `of event ${kept.seq} differs from what the events give` }];
}

function objectsIn(state: RunState, events: readonly RunRecord[]): string[] {
  const results = state.dispatches.flatMap((it) => (it.accepted ? [it.accepted.digest] : []));
  // Stored by a projection, so they may not have been written yet while the run is in progress.
  const kept = state.life.kind === 'ended' ? events.flatMap(keptIn) : [];
  return [...new Set([state.created.text, ...results, ...kept])];
}

function keptIn({ type, payload }: RunRecord): string[] {
  const kept = phaseOfEvent(type)?.keeps?.[type];
  return kept ? [digestOfJson(kept(payload))] : [];
}

/** An error that is about this file only: the others can be compared. */
async function textAt(path: string): Promise<string | Error | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (error instanceof Error && UNREADABLE.has(codeOf(error))) return error;
    throw error;
  }
}

const UNREADABLE: ReadonlySet<string | undefined> = new Set(['EACCES', 'EIO', 'EISDIR', 'ELOOP', 'ENOTDIR']);
