// The state of the home: whether a daemon runs, what it holds back, and what waits for a person in any run.

import type { DaemonStatus } from '../../../contracts/control.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { hideDeep } from '../../../runtime/secrets/deep.ts';
import { outcomeLine } from '../../../skills/wording/outcome.ts';
import { cut, oneLine, plainDeep } from '../../../skills/wording/plain-text.ts';
import { reach } from '../../cli/daemon/reach.ts';
import { isOpenGate } from '../../cli/named/find-gate.ts';
import { rejectedDrops } from '../../cli/named/rejected-drops.ts';
import type { Context } from '../../cli/words/command.ts';
import type { ListedRun } from '../../records/kept/run-line.ts';
import type { RunBook } from './run-book.ts';

export type HomeView = {
  home: string;
  daemon: { pid: number; version: string; parked: boolean; draining: boolean; workers: number } | null;
  held: DaemonStatus['held'];
  setAside: DaemonStatus['setAside'];
};

/** A daemon that does not answer in time is shown as not running. */
export async function homeView({ home, hide }: Context): Promise<HomeView> {
  const reached = await reach(home).catch(() => undefined);
  if (!reached) return { home: home.root, daemon: null, held: [], setAside: [] };
  try {
    const { version, pid, parked, draining, workers, held, setAside } = (await reached.daemon.ask({ ask: 'status' })) as DaemonStatus;
    const aside = setAside.map(({ run, why }) => ({ run, why: oneLine(hide(why)) }));
    return { home: home.root, daemon: { pid, version, parked, draining, workers }, held, setAside: aside };
  } catch {
    return { home: home.root, daemon: null, held: [], setAside: [] };
  } finally {
    reached.daemon.close();
  }
}

export type Waiting = {
  run: string;
  title: string;
  project: string;
  gate: RunView['gates'][number]['gate'];
};

export type NeedsView = {
  gates: Waiting[];
  /** Runs that wait because a provider would receive the code of a project. */
  consents: { run: string; title: string; project: string; waitsFor: string }[];
  degraded: { run: string; title: string; why: string[]; endedAt: string | null }[];
  rejected: { name: string; why: string; where: string }[];
  running: ListedRun[];
};

/** Older ones have been seen, or are in the history. */
const RECENT = 10;
const LONGEST_WHY = 400;

export async function needsView(book: RunBook, context: Context): Promise<NeedsView> {
  const running = await book.list({ newest: 200, ended: false });
  const views = await Promise.all(running.filter(({ status }) => status !== 'damaged').map(({ run }) => book.view(run)));
  const recent = (await book.list({ newest: RECENT })).filter(
    (it) => it.endedAt !== null && (it.degraded || it.unjudged || it.inconclusive || it.status === 'failed'),
  );
  const degraded = await Promise.all(
    recent.map(async ({ run, title, endedAt }) => {
      const view = await book.view(run);
      return { run, title, endedAt, why: view.degradedWhy.length > 0 ? view.degradedWhy : [view.message || outcomeLine(view)] };
    }),
  );
  return {
    gates: views.flatMap(({ id, task, gates }) =>
      gates.filter(isOpenGate).map(({ gate }) => ({ run: id, title: task.title, project: task.project, gate })),
    ),
    consents: views
      .filter(({ status }) => status === 'awaiting-consent')
      .map(({ id, task, waitsFor }) => ({ run: id, title: task.title, project: task.project, waitsFor: waitsFor ?? '' })),
    degraded,
    rejected: plainDeep(
      hideDeep(
        (await rejectedDrops(context).catch(() => []))
          .slice(0, RECENT)
          .map(({ name, why, path }) => ({ name, why: cut(why, LONGEST_WHY), where: `${path}.error.txt` })),
        context.hide,
      ),
    ),
    running,
  };
}
