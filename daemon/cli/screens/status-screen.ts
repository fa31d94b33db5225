// `muster status`: whether a daemon runs, what it does, what waits.

import type { DaemonStatus } from '../../../contracts/control.ts';
import { bytes, count, dateTime } from '../../../skills/telling/numbers.ts';
import { oneLine } from '../../../skills/telling/plain-text.ts';
import { cells, columns, fit, joinedLines } from './lines/layout.ts';
import { type Paint, paintFor, type Screen } from './lines/paint.ts';

export type Status = {
  home: string;
  daemon: DaemonStatus | null;
  unended: readonly string[];
  kept: { runs: number; bytes: number; keep: { runs: number; bytes: number } };
};

export function statusScreen({ home, daemon, unended, kept }: Status, screen: Screen): string {
  const paint = paintFor(screen.color);
  if (!daemon) {
    const waiting = unended.length === 0 ? [] : [`${count(unended.length, 'run')} not ended: ${unended.slice(0, 10).join(', ')}`];
    return joinedLines([`${paint.bold('No daemon runs')} for ${home}; muster up starts one`, ...waiting, keptLine(kept)]);
  }
  return joinedLines([
    `${paint.bold(`Daemon ${daemon.version}`)} ${state(daemon)}, pid ${daemon.pid}, since ${dateTime(daemon.upSince)}, home ${home}`,
    ...(daemon.mode === 'on-demand'
      ? [paint.dim('It was started by another command and ends when it is idle; muster up makes it stay')]
      : []),
    ...(daemon.parked ? [paint.red('The ledger refuses what is written: nothing new is started; muster doctor tells more')] : []),
    `${count(daemon.runs.length, 'run')} at work, ${count(daemon.workers, 'worker')}`,
    ...runLines(daemon, paint, screen.width),
    ...daemon.setAside.map((it) => paint.red(`Set aside: ${it.run}: ${fit(it.why, 200)}`)),
    ...daemon.held.map((it) => paint.yellow(`${it.provider} rests until ${dateTime(it.until)} (${oneLine(it.by)})`)),
    ...daemon.inbox.map((it) => `Drop tasks into ${it}`),
    keptLine(kept),
  ]);
}

function keptLine({ runs, bytes: size, keep }: Status['kept']): string {
  const line = `Keeps ${count(runs, 'run')} of at most ${keep.runs}, ${bytes(size)} of at most ${bytes(keep.bytes)}`;
  return runs > keep.runs || size > keep.bytes ? `${line}; muster prune lets the oldest go` : line;
}

const state = (daemon: DaemonStatus): string => (daemon.draining ? 'is going down' : 'is up');

function runLines({ runs }: DaemonStatus, paint: Paint, width: number): string[] {
  const rows = columns(
    runs.map((it) => [`  ${it.run}`, it.status, it.waitsFor === null ? oneLine(it.title) : `waits for ${oneLine(it.waitsFor)}`]),
  );
  return rows.map((row, at) => {
    const before = row.slice(0, -1).join('');
    const line = `${before}${fit(row.at(-1) ?? '', Math.max(10, width - cells(before)))}`;
    return runs[at]?.waitsFor == null ? line : paint.dim(line);
  });
}
