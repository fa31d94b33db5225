// Follows a run to its end by reading the ledger. The daemon is asked only whether the run's documents
// are written, and is restarted if it dies. A daemon that was stopped on purpose stays stopped.

import { setTimeout as sleep } from 'node:timers/promises';
import type { DaemonStatus } from '../../../contracts/control.ts';
import { MusterError } from '../../../contracts/errors.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { collectGarbageWhenIdle } from '../../../runtime/resident/collect-when-idle.ts';
import { rareFileWaker } from '../../../runtime/watch/rare-file-waker.ts';
import type { MusterLedger, RunRecord } from '../../../skills/events.ts';
import type { RunState } from '../../../skills/run/state.ts';
import type { Daemon } from '../../control/client.ts';
import { type Mode, reach } from '../daemon/reach.ts';
import { startDaemon } from '../daemon/start-daemon.ts';
import { openRecords, type Records } from '../named/records.ts';
import type { Context } from '../words/command.ts';
import type { RunWatch } from './watch-run.ts';

export type Following = {
  first: Daemon;
  display: Display;
  leave: AbortSignal;
  /** Whether to wait for a person's answer; otherwise following ends there. */
  waits: boolean;
  /** Called with the end of the run as soon as it is known, while the daemon still writes the documents, to prepare slow output. */
  ahead?: (view: RunView) => Promise<void>;
};

/** The state of the run, for displays that need more than its events. The rules that make it are loaded on the first call. */
export type RunStateSource = { state(): Promise<RunState> };

/** What is shown while following. */
export type Display = {
  see(events: readonly RunRecord[], run: RunStateSource): Promise<void>;
  /** The display shows elapsed time, so it is redrawn even if nothing has happened. */
  hasClock?: true;
  /** A line to standard error, without disturbing what is shown. */
  tell(line: string): void;
  close(): void;
};

export type Followed =
  | { kind: 'ended'; view: RunView }
  /** The run waits for a person's answer, and the caller does not. */
  | { kind: 'waiting'; view: RunView }
  /** The person left; the run continues. */
  | { kind: 'detached' }
  /** The daemon was stopped; the run continues when it is started again. */
  | { kind: 'stopped' };

/** How long a stopped daemon's replacement may take. */
const REPLACED_WITHIN = 5_000;
const MOST_STARTS = 3;
/** After so long without a notification the ledger is read anyway, in case the kernel lost one. */
const SAFETY = 15_000;
/** The daemon stores the view of an ended run first; it is looked for this many times, this many milliseconds apart. */
const [LOOKS, LOOK_AFTER] = [30, 3];
/** How many times in a row a run is looked at without a longer pause while only its report is missing. */
const BRISK = 12;
/** Less than a second, so that a displayed clock skips none. */
const TICK = 900;

export async function followRun(run: string, { first, display, leave, waits, ahead }: Following, context: Context): Promise<Followed> {
  await using records = await openRecords(context);
  if (!records) throw new MusterError('run-unknown', `no run ${run} in ${context.home.root}`, '`muster runs` lists them.');
  // A run may take hours, so memory that only the start needed is released.
  const memory = collectGarbageWhenIdle('caller');
  const news = newsOf(run, records.ledger);
  const seen = seenOf(run, records.ledger);
  let everAsked = false;
  const expected = endExpected();
  using waker = rareFileWaker(context.home.ledger, display.hasClock === true ? TICK : SAFETY);
  const guard = guardian({ run, first, ledger: records.ledger, leave, tell: display.tell, over: waker.wake }, context);
  try {
    for (;;) {
      memory.awake();
      const events = await news();
      await display.see(events, seen);
      if (events.some(({ type }) => type === 'run.ended')) {
        const written = guard.documentsWritten();
        const early = ahead && (await keptMeanwhile({ run, seq: events.at(-1)?.seq ?? 0 }, records, written));
        if (early) await ahead(early);
        await written;
        // Artifacts that became outdated by the run may have been journaled since.
        const stands = early && (await news()).length === 0 ? early : undefined;
        return { kind: 'ended', view: stands ?? (await records.view(run)) };
      }
      everAsked ||= events.some(({ type }) => type === 'gate.opened' || type === 'consent.awaited' || type === 'run.paused');
      if (!waits && everAsked && events.length > 0) {
        const view = await records.view(run);
        if (view.status === 'awaiting-approval' || view.status === 'awaiting-consent' || view.status === 'paused')
          return { kind: 'waiting', view };
      }
      if (leave.aborted) return { kind: 'detached' };
      if (guard.stopped()) return { kind: 'stopped' };
      guard.throwIfSetAside();
      await waker.next(expected(events) || events.length > 0, leave);
    }
  } finally {
    guard.close();
    display.close();
  }
}

/** Whether the run is about to end, as far as its events say: what comes after its checkouts were cleared is the report. */
function endExpected(): (events: readonly RunRecord[]) => boolean {
  let left = 0;
  return (events) => {
    left = events.some(({ type }) => type === 'run.cleared') ? BRISK : left - 1;
    return left > 0;
  };
}

/** The stored view of an ended run that has been read up to this event, unless all documents are written before it is found. */
async function keptMeanwhile(
  { run, seq }: { run: string; seq: number },
  records: Records,
  written: Promise<unknown>,
): Promise<RunView | undefined> {
  let over = false;
  const done = written.then(() => {
    over = true;
  });
  for (let look = 0; look < LOOKS && !over; look++) {
    const view = await records.kept(run, seq);
    if (view) return view;
    await Promise.race([done, sleep(LOOK_AFTER)]);
  }
  return undefined;
}

/** Each call returns the events since the last call; the first one, all events. */
function newsOf(run: string, ledger: MusterLedger): () => Promise<RunRecord[]> {
  let seq = 0;
  return async () => {
    const events = await ledger.read(`run/${run}`, seq);
    seq = events.at(-1)?.seq ?? seq;
    return events;
  };
}

function seenOf(run: string, ledger: MusterLedger): RunStateSource {
  let watch: Promise<RunWatch> | undefined;
  return {
    async state() {
      watch ??= import('./watch-run.ts').then(({ watchRun }) => watchRun(ledger, run));
      const known = await watch;
      await known.look();
      return known.state();
    },
  };
}

type Guarded = Pick<Following, 'first' | 'leave'> & {
  run: string;
  ledger: MusterLedger;
  tell(line: string): void;
  /** Called when no daemon will continue the run, or none needs to. */
  over(): void;
};

/** Keeps a daemon running while the run is followed. */
function guardian({ run, first, ledger, leave, tell, over }: Guarded, context: Context) {
  let daemon = first;
  let stopped = false;
  let closed = false;
  let failure: unknown;
  let mode: Mode = 'on-demand';
  const settled = Promise.withResolvers<void>();

  async function guard(): Promise<void> {
    let starts = 0;
    for (;;) {
      try {
        mode = (await statusOf(daemon)).mode;
        await daemon.ask({ ask: 'settled', run });
        settled.resolve();
        // Lets the follower read the end at once.
        over();
        const aside = (await statusOf(daemon)).setAside.find((it) => it.run === run);
        if (aside) throw setAside(run, aside.why);
        return;
      } catch (error) {
        if (closed || leave.aborted) return;
        if (!(error instanceof MusterError && error.code === 'daemon-unreachable')) throw error;
      }
      daemon.close();
      const next = (await wasStopped(ledger)) ? await replacement(context) : await again(starts++);
      if (!next) {
        stopped = true;
        over();
        return;
      }
      daemon = next;
    }
  }

  async function again(starts: number): Promise<Daemon> {
    if (starts >= MOST_STARTS)
      throw new MusterError('daemon-unreachable', `the daemon died ${starts + 1} times during ${run}`, `See ${context.home.log}.`);
    // In the same mode as the one that died.
    const { daemon: next } = await startDaemon(context.home, mode, context.env);
    tell('muster: the daemon died and was started again; the run continues');
    return next;
  }

  guard().catch((error: unknown) => {
    failure = error;
    over();
  });

  return {
    stopped: () => stopped,
    throwIfSetAside(): void {
      if (failure !== undefined) throw failure;
    },
    /** The ledger has the end before the report and manifest are on disk; without a daemon they are not written now. */
    documentsWritten: () => Promise.race([settled.promise, sleep(REPLACED_WITHIN, undefined, { ref: false })]),
    close(): void {
      closed = true;
      daemon.close();
    },
  };
}

const statusOf = async (daemon: Daemon): Promise<DaemonStatus> => (await daemon.ask({ ask: 'status' })) as DaemonStatus;

const setAside = (run: string, why: string): MusterError =>
  new MusterError('command-refused', `${run} was set aside: ${why}`, '`muster doctor` shows what can be done.');

/** A daemon that is stopped journals it; one that dies does not. */
async function wasStopped(ledger: MusterLedger): Promise<boolean> {
  const events = await ledger.read('house');
  return events.findLast((it) => it.type === 'daemon.started' || it.type === 'daemon.stopped')?.type === 'daemon.stopped';
}

async function replacement(context: Context): Promise<Daemon | undefined> {
  const until = performance.now() + REPLACED_WITHIN;
  while (performance.now() < until) {
    const reached = await reach(context.home);
    if (reached) return reached.daemon;
    await sleep(100);
  }
  return undefined;
}
