// The documents of a run that are derived from its journal: those in state/ while it is in progress,
// and manifest.json at its end. Each is written whole, so writing it again is harmless.

import { dirname, join } from 'node:path';
import { MusterError } from '../../contracts/errors.ts';
import type { EventEnvelope } from '../../contracts/event.ts';
import type { Manifest } from '../../contracts/run/manifest.ts';
import { AFTER_END } from '../../contracts/run/run-event.ts';
import type { Timestamp } from '../../contracts/time.ts';
import { canonicalJson, digestOfJsonSteps } from '../../runtime/canonical.ts';
import { privateFolder, writeDurably } from '../../runtime/files.ts';
import type { Home } from '../../runtime/home.ts';
import type { Objects } from '../../runtime/ledger/ledger.ts';
import { hideDeepSteps } from '../../runtime/secrets/deep.ts';
import { inSlices, yieldToOthers } from '../../runtime/slices.ts';
import { runSteps, type Steps } from '../../runtime/steps.ts';
import { bytesSteps, longTextOf } from '../../runtime/text/long-text.ts';
import type { MusterLedger, MusterStored, RunRecord } from '../../skills/events.ts';
import { dependenciesIn } from '../../skills/lineage/edges.ts';
import { documentSteps } from '../../skills/phases/documents.ts';
import { phaseOfEvent } from '../../skills/phases/table.ts';
import { composeManifest } from '../../skills/report-writer/facts/manifest.ts';
import { launchesOf, settingsOf } from '../../skills/report-writer/facts/manifest-settings.ts';
import { cameFrom } from '../../skills/run/origin/came-from.ts';
import type { RunState } from '../../skills/run/state.ts';
import { evolveAll } from '../lead/run/evolve-all.ts';
import { viewRun } from '../lead/run/view-run.ts';
import { foldRun, readAll } from '../process/fold.ts';
import { knownChildren } from '../records/children.ts';
import { keepRun } from '../records/kept/run-lines.ts';
import { keepReport, type ReportFile, reportFiles } from '../records/report-files.ts';
import { type Consumer, consume } from './consumer.ts';
import { changesDocuments, documentOutputs, runDocuments } from './run-documents.ts';

/** Removes secrets from a text. */
type Hide = (text: string) => string;

type Context = { ledger: MusterLedger; objects: Objects; home: Home; hide: Hide };

export function projectDocuments(context: Context, version: string, onTrouble: (error: unknown) => void): Promise<Consumer> {
  const { ledger, objects, home, hide } = context;
  const understood = understanding(ledger);
  const children = knownChildren(ledger);
  const copies = copiesOfReports(objects);

  async function writeEnded(run: string, { told, parents, ends }: Changes): Promise<void> {
    const events = await readAll(ledger, `run/${run}`, yieldToOthers);
    const state = await understood.now(run, events);
    const end = state && ends.get(run);
    // Begun first, because a command that follows the run builds its summary from it while the rest is written.
    const kept = told.has(run) && state ? keepRun(state, ledger) : undefined;
    // In parallel, so that a command that waits for them waits for one disk write.
    await Promise.all([
      kept,
      // Documents of a pruned run are not rebuilt when its events are read again.
      end && !(state.pruned && parents.has(run))
        ? children.of(run).then((its) => writeManifest(state, events, end, { home, version, hide, children: its }))
        : undefined,
      told.has(run) ? writeJournal(events, run, home) : undefined,
    ]);
    if (end && !state.pruned) copies.add(reportFiles(state, home));
  }

  return consume<null>('documents', ledger, {
    start: async () => null,
    async take(batch) {
      const changes = changesIn(batch);
      for (const child of changes.children) children.add(child);
      for (const { event } of batch) if (event.stream !== 'house') await keepWhole(event, objects);
      for (const run of changes.changed) {
        const state = await understood.now(run);
        if (state) await writeDocuments(state, home, hide);
      }
      for (const run of new Set([...changes.completed, ...changes.parents])) {
        const end = (await readAll(ledger, `run/${run}`, yieldToOthers)).find((it) => it.type === 'run.ended');
        if (end) changes.ends.set(run, end);
      }
      const ended = [...changes.ends.keys(), ...changes.told];
      for (const run of new Set(ended)) await writeEnded(run, changes);
      for (const run of ended) understood.forget(run);
      copies.make().catch(onTrouble);
      return null;
    },
    onTrouble,
    behind: copies.make,
  });
}

/** What a batch of events means for the documents of its runs. */
type Changes = {
  /** The documents in state/ are different now. */
  changed: Set<string>;
  /** The event that ended a run. */
  ends: Map<string, EventEnvelope>;
  /** What is stored of an ended run is different now. */
  told: Set<string>;
  /** The manifest says more than when the run ended. */
  completed: Set<string>;
  /** Runs from which another one has come. */
  parents: Set<string>;
  children: { of: string; run: string; at: Timestamp }[];
};

function changesIn(batch: readonly MusterStored[]): Changes {
  const changes: Changes = {
    ...{ changed: new Set(), ends: new Map(), told: new Set(), completed: new Set() },
    ...{ parents: new Set(), children: [] },
  };
  for (const { event } of batch) {
    if (event.stream === 'house') continue;
    const run = event.stream.slice('run/'.length);
    const parent = event.type === 'run.created' ? cameFrom(event.payload) : undefined;
    if (parent !== undefined) {
      changes.parents.add(parent);
      changes.children.push({ of: parent, run, at: event.at });
    }
    if (event.type === 'run.ended') changes.ends.set(run, event);
    if (event.type === 'report.completed' || event.type === 'impact.assessed') changes.completed.add(run);
    if (event.type === 'run.ended' || AFTER_END.has(event.type)) changes.told.add(run);
    if (changesDocuments(event.type)) changes.changed.add(run);
  }
  return changes;
}

/** Reports are copied after the documents that commands wait for. Copies that fail are retried with the next ones. */
function copiesOfReports(objects: Objects): { add(files: readonly ReportFile[]): void; make(): Promise<void> } {
  const missing: (readonly ReportFile[])[] = [];
  let making: Promise<void> | undefined;
  async function all(): Promise<void> {
    for (let files = missing[0]; files; files = missing[0]) {
      await keepReport(files, objects);
      missing.shift();
    }
  }
  return {
    add: (files) => void missing.push(files),
    make() {
      making ??= all().finally(() => {
        making = undefined;
      });
      return making;
    },
  };
}

/** Up to this many events fold quickly; for longer journals a snapshot exists. */
const FEW = 200;

/** Undefined if the events do not fold. */
function foldedOf(known: RunState | undefined, events: readonly RunRecord[]): RunState | undefined {
  try {
    return evolveAll(known, events);
  } catch {
    return undefined;
  }
}

/** Caches the last state of each run in progress, because a large active run changes its documents many times. */
function understanding(ledger: MusterLedger): {
  /** `events`: the whole journal, if it has just been read. */
  now(run: string, events?: readonly RunRecord[]): Promise<RunState | undefined>;
  forget(run: string): void;
} {
  let last: RunState | undefined;
  return {
    async now(run, events) {
      try {
        const known = last?.id === run ? last : undefined;
        const news = events?.slice(known?.seq ?? 0) ?? [];
        last =
          news.length > 0 && news.length <= FEW
            ? (foldedOf(known, news) ?? (await foldRun(ledger, run)))
            : await foldRun(ledger, run, known);
        return last;
      } catch (error) {
        last = undefined;
        // Skipped, because a quarantined run must not keep the documents of other runs from being written.
        if (error instanceof MusterError && error.code === 'event-illegal') return undefined;
        throw error;
      }
    },
    forget(run) {
      if (last?.id === run) last = undefined;
    },
  };
}

/** Stores the values in a phase's events that are later looked up by digest, such as each draft of a plan. */
async function keepWhole({ type, payload }: RunRecord, objects: Objects): Promise<void> {
  const kept = phaseOfEvent(type)?.keeps?.[type];
  if (kept) await objects.put(Buffer.from(canonicalJson(kept(payload))));
}

async function writeDocuments(state: RunState, home: Home, hide: Hide): Promise<void> {
  const folder = home.run(state.id);
  await privateFolder(folder.root);
  await privateFolder(folder.state);
  for (const { name, text } of await inSlices(runDocuments(state))) {
    const path = join(folder.state, name);
    await privateFolder(dirname(path));
    await yieldToOthers();
    await writeDurably(path, hide(text));
  }
}

async function writeManifest(
  state: RunState,
  events: readonly RunRecord[],
  end: EventEnvelope,
  { home, version, hide, children }: { home: Home; version: string; hide: Hide; children: string[] },
): Promise<void> {
  const folder = home.run(state.id);
  await privateFolder(folder.root);
  const made = manifestSteps({ state, events, end }, { versions: { musterd: version, node: process.version }, children }, hide);
  await writeDurably(folder.manifest, await inSlices(made));
}

/** Writes the journal of an ended run beside its report, from which `muster import` restores the run if the ledger is lost. */
async function writeJournal(events: readonly RunRecord[], run: string, home: Home): Promise<void> {
  if (!events.some((it) => it.type === 'run.ended') || events.some((it) => it.type === 'run.pruned')) return;
  const folder = home.run(run);
  await privateFolder(folder.root);
  await writeDurably(folder.journal, await inSlices(journalSteps(events)));
}

const journalLine = (event: EventEnvelope): string => `${JSON.stringify(event)}\n`;

function* journalSteps(events: readonly EventEnvelope[]): Steps<Buffer> {
  return yield* bytesSteps(yield* longTextOf(events.values().map(journalLine)));
}

export const journalText = (events: readonly EventEnvelope[]): string => events.map(journalLine).join('');

/** The sealed provenance of everything in an ended run; the versions are those of the daemon that recorded it. */
export const manifestText = (...it: Parameters<typeof manifestSteps>): string => runSteps(manifestSteps(...it));

function* manifestSteps(
  { state, events, end }: { state: RunState; events: readonly RunRecord[]; end: EventEnvelope },
  { versions, children }: { versions: Manifest['engine']; children: string[] },
  hide: Hide,
): Steps<string> {
  const reports = state.report
    ? [
        { name: 'report.json', digest: state.report.json },
        { name: 'report.md', digest: state.report.markdown },
        { name: 'report.html', digest: state.report.html },
      ]
    : [];
  const outputs = [...reports, ...(yield* documentOutputs(state, hide))];
  const dependencies = yield* dependenciesIn(
    state.id,
    events.filter((it) => it.seq <= end.seq),
  );
  const view = viewRun(state);
  yield;
  const unsealed = composeManifest(view, {
    journal: { stream: end.stream, seq: end.seq, digest: end.digest },
    versions,
    children,
    impactDebt: state.debts,
    dependencies,
    settings: settingsOf(state.created),
    launches: launchesOf(state),
    outputs,
  });
  yield;
  const hidden = yield* hideDeepSteps(unsealed, hide);
  return yield* documentSteps(yield* sealedSteps(hidden));
}

function* sealedSteps(unsealed: Omit<Manifest, 'seal'>): Steps<Manifest> {
  return { ...unsealed, seal: yield* digestOfJsonSteps(unsealed) };
}

export const sealed = (unsealed: Omit<Manifest, 'seal'>): Manifest => runSteps(sealedSteps(unsealed));
