// Restores history from the folders of ended runs when their ledger is lost: each stores its journal
// beside its report. A run is restored event by event with the same digests, or not at all.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failureOf, MusterError } from '../../contracts/errors.ts';
import { EventEnvelope, type StreamName } from '../../contracts/event.ts';
import type { HouseEventOf } from '../../contracts/house-event.ts';
import { RunId } from '../../contracts/ids.ts';
import { instant } from '../../contracts/time.ts';
import { canonicalJson, digestOf } from '../../runtime/canonical.ts';
import { codeOf, exists, privateFolder, writeDurably } from '../../runtime/files.ts';
import type { Home } from '../../runtime/home.ts';
import type { Objects } from '../../runtime/ledger/ledger.ts';
import { eventCatalogue, type MusterLedger, type RunRecord } from '../../skills/events.ts';
import type { RunEvent } from '../../skills/phases/events.ts';
import { RUN_REDUCER, type RunState } from '../../skills/run/state.ts';
import { evolveAll } from '../lead/run/evolve-all.ts';
import { copyFiles, keepNamed } from './copy-files.ts';
import { digestsIn } from './named-objects.ts';

export type Imported = { folder: string; run: string | null; outcome: 'restored' | 'already there' | 'refused'; says: string };

const JOURNAL_CAP = 512 * 1024 * 1024;

/** What a review recorded about the findings of its branch. */
export type KeptFindings = HouseEventOf<'findings.kept'>['payload'];

type Into = { ledger: MusterLedger; home: Home; objects: Objects };

/**
 * `folder`: a home, its folder of runs, or the folder of one run. The lineage index is derived from the events; what reviews recorded about
 * branches goes to `keep`, the oldest review first.
 */
export async function importRuns(folder: string, into: Into & { keep(kept: KeptFindings): Promise<void> }): Promise<Imported[]> {
  const within = (await exists(join(folder, 'runs'))) ? join(folder, 'runs') : folder;
  const folders = (await hasJournal(within)) ? [within] : await runsIn(within);
  const rows: Imported[] = [];
  const kept: KeptFindings[] = [];
  for (const one of folders) {
    try {
      const { state, ...row } = await importRun(one, into);
      rows.push(row);
      if (state?.traced) kept.push({ project: state.created.task.project, ...state.traced });
    } catch (error) {
      const { message, hint } = failureOf(error);
      rows.push({ folder: one, run: null, outcome: 'refused', says: hint === '' ? message : `${message}. ${hint}` });
    }
  }
  for (const it of kept.toSorted((a, b) => (a.review.at < b.review.at ? -1 : 1))) await into.keep(it);
  return rows;
}

/** An unended run with a journal file beside it was being restored when the daemon died. */
export async function finishImports(unended: readonly string[], into: Into): Promise<void> {
  const failed: unknown[] = [];
  const { home } = into;
  for (const run of unended) {
    if (!(await exists(home.run(run).journal))) continue;
    await importRun(home.run(run).root, into).catch((error: unknown) => failed.push(error));
  }
  if (failed.length > 0) throw failed[0];
}

/** Includes the run's state if the ledger has the run now. */
async function importRun(folder: string, { ledger, home, objects }: Into): Promise<Imported & { state?: RunState | undefined }> {
  const events = await journalIn(folder);
  const [first] = events;
  const named = RunId.safeParse((first?.payload as { run?: unknown } | undefined)?.run);
  if (first?.type !== 'run.created' || !named.success) {
    throw damaged(folder, 'does not start with the creation of a run');
  }
  const run = named.data;
  if (!events.some((it) => it.type === 'run.ended')) throw damaged(folder, 'has no end: only ended runs can be imported');
  const stream: StreamName = `run/${run}`;
  if (events.some((it, at) => it.stream !== stream || it.seq !== at + 1)) throw damaged(folder, 'has gaps, or events of another run');
  const state = foldedWhole(events, stream);
  const there = await ledger.read(stream);
  const prefix = there.every((it, at) => it.digest === events[at]?.digest);
  if (!prefix) return { folder, run, outcome: 'refused', says: 'another run has this id; nothing was changed' };
  if (there.length >= events.length) return { folder, run, outcome: 'already there', says: `${there.length} events`, state };
  const copied = await copyFiles(folder, home.run(run).root);
  await privateFolder(home.run(run).root);
  await keepNamed(digestsIn(events), folder, objects);
  await writeDurably(home.run(run).journal, await readFile(join(folder, 'journal.jsonl')));
  for (const commit of commitsOf(events.slice(there.length))) {
    const [head] = commit;
    if (!head) continue;
    await ledger.append({
      stream,
      expectedSeq: head.seq - 1,
      commandId: head.commandId,
      actor: head.actor,
      at: instant(head.at),
      events: commit.map(({ type, payload }) => ({ type, payload }) as RunEvent),
    });
  }
  return { folder, run, outcome: 'restored', says: [`${events.length} events`, ...copied].join('; '), state };
}

/** Checks that they are valid events and a possible history; otherwise nothing of the journal is imported. */
function foldedWhole(events: readonly EventEnvelope[], stream: StreamName): RunState | undefined {
  const end = (events as readonly RunRecord[]).find((it) => it.type === 'run.ended');
  const rules = end?.type === 'run.ended' ? (end.payload.rules ?? 0) : 0;
  if (rules > RUN_REDUCER)
    throw new MusterError(
      'ledger-newer',
      `${stream} was ended by a newer version of Muster (rules ${rules}, this version knows ${RUN_REDUCER})`,
      'Update Muster, then import it again.',
    );
  for (const event of events) eventCatalogue.check(stream, event);
  return evolveAll(undefined, events as readonly RunRecord[]);
}

/** Groups events that were committed together: they have the same command. */
function commitsOf(events: readonly EventEnvelope[]): EventEnvelope[][] {
  const commits: EventEnvelope[][] = [];
  for (const event of events) {
    const last = commits.at(-1);
    if (last && last[0]?.commandId === event.commandId) last.push(event);
    else commits.push([event]);
  }
  return commits;
}

async function journalIn(folder: string): Promise<EventEnvelope[]> {
  const path = join(folder, 'journal.jsonl');
  const { size } = await stat(path);
  if (size > JOURNAL_CAP) throw damaged(folder, `has ${size} bytes; the limit is ${JOURNAL_CAP}`);
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  let prev = '';
  return lines.map((line, at) => {
    const read = EventEnvelope.safeParse(json(line));
    if (!read.success) throw damaged(folder, `is damaged in line ${at + 1}`);
    const { digest, ...body } = read.data;
    if (body.prev !== prev || digestOf(canonicalJson(body)) !== digest) throw damaged(folder, `was changed: see line ${at + 1}`);
    prev = digest;
    return read.data;
  });
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function runsIn(folder: string): Promise<string[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((it) => RunId.safeParse(it).success).sort();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error;
    throw new MusterError('usage', `no such directory: ${folder}`, 'Give a home, its `runs` folder, or the folder of one run.');
  }
  if (names.length === 0)
    throw new MusterError('usage', `${folder} contains no run`, 'Give a home, its `runs` folder, or the folder of one run.');
  return names.map((name) => join(folder, name));
}

async function hasJournal(folder: string): Promise<boolean> {
  return (await stat(join(folder, 'journal.jsonl')).catch(() => undefined))?.isFile() ?? false;
}

const damaged = (folder: string, how: string): MusterError =>
  new MusterError('run-damaged', `${join(folder, 'journal.jsonl')} ${how}`, 'Its report can still be read as it is.');
