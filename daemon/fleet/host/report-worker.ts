// Reports to the servers what a host sees of one worker: its session, its files and what it has printed since the last report.

import type { HostOrder, HostReport } from '../../../contracts/work/hosted.ts';
import type { SessionView } from '../../../contracts/work/session.ts';
import type { Contact } from './contact.ts';
import { whatMayBeHanded } from './hand-over.ts';
import type { Launch } from './launch-worker.ts';
import type { WorkerContext } from './worker-context.ts';

export type WorkerReports = {
  /** Undefined if there is nothing new, and nothing is due. */
  report(when: 'due' | 'if-new'): Promise<Pick<HostReport, 'view' | 'whole'> | undefined>;
};

/** Goes on after the last report of an earlier process of this host. */
export function reportsOf(order: HostOrder, around: WorkerContext, contact: Contact, launch: Launch): WorkerReports {
  const { end, host, name, home, clock } = around;
  const { key } = order;
  const leavings = around.left(order);
  let before: HostReport | undefined;
  let printedTo: number | undefined;
  let newsBefore = '';

  return {
    async report(when) {
      if (printedTo === undefined) {
        before = await end.reports.last(key);
        if (before?.whole) return before;
        printedTo = before ? before.output.from + Buffer.from(before.output.bytes, 'base64').length : 0;
      }
      // Read before the session is observed: what it wrote at its end is then seen when its end is.
      const unknownView = launch.isRunning() ? startingView(key) : failedView(key, launch.failed());
      const [view = unknownView] = await host.observe([key], { cpu: when === 'due' });
      const { files, output, more, beat } = await leavings.now(printedTo);
      const whole = view.end !== null && !more;
      const news = JSON.stringify([files, view.state, view.outputBytes, view.end, beat]);
      if (when === 'if-new' && !whole && output.length === 0 && news === newsBefore) return undefined;
      const handed = await whatMayBeHanded(order, { result: files.result, last: whole }, around);
      const started = launch.started() ?? before?.started ?? { argv: [], model: '' };
      const askedAt = clock.awake();
      await end.reports.report({
        ...{ v: 1, host: name, home, view, started, ...files, ...handed, whole },
        output: { from: printedTo, bytes: output.toString('base64') },
      });
      contact.made(askedAt);
      printedTo += output.length;
      newsBefore = news;
      return { view, whole };
    },
  };
}

/** A session whose files are still being fetched. */
const startingView = (key: string): SessionView => ({
  ...{ key, state: 'starting', pid: null, pidStart: null, held: false, age: 0, quietOutput: null, quietCpu: null, outputBytes: 0 },
  end: null,
});

/** Also for a session that this host can no longer know. */
const failedView = (key: string, failed: string | undefined): SessionView => ({
  ...startingView(key),
  state: 'ended',
  end: { by: failed === undefined ? 'lost' : 'failed', code: null, signal: null, message: failed ?? 'its host was restarted', gone: true },
});
