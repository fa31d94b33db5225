// `muster status`: whether a daemon is running, what it is doing, and what is waiting.

import type { DaemonStatus } from '../../../contracts/control.ts';
import { bytes, count, dateTime } from '../../../skills/wording/numbers.ts';
import { oneLine } from '../../../skills/wording/plain-text.ts';
import type { RejectedDrop } from '../../inbox/rejected.ts';
import { rejectedSummary } from '../named/rejected-drops.ts';
import { hostLine } from './lines/host-line.ts';
import { cells, columns, fit, joinedLines, wrap } from './lines/layout.ts';
import { type Paint, paintFor, type Screen } from './lines/paint.ts';

export type Status = {
  home: string;
  daemon: DaemonStatus | null;
  /** Why the last daemon gave up, if none is running. */
  halted: string | null;
  unended: readonly string[];
  /** `bytes` is null if the size was not measured. */
  kept: { runs: number; bytes: number | null; keep: { runs: number; bytes: number } };
  rejected: readonly RejectedDrop[];
};

export function statusScreen({ home, daemon, halted, unended, kept, rejected }: Status, screen: Screen): string {
  const paint = paintFor(screen.color);
  const refused = rejectedSummary(rejected).map((it) => paint.yellow(capitalised(it)));
  if (!daemon) {
    const gaveUp = halted === null ? [] : [paint.red(`The last daemon stopped because it could not continue: ${oneLine(halted)}`)];
    const waiting =
      unended.length === 0
        ? []
        : [`${count(unended.length, 'unfinished run')}: ${unended.slice(0, 10).join(', ')}; \`muster up\` continues them`];
    return joinedLines(screen.ends, [
      `${paint.bold('No daemon is running')} for ${home}; \`muster up\` starts one`,
      ...gaveUp,
      ...waiting,
      ...refused,
      keptLine(kept),
    ]);
  }
  return joinedLines(screen.ends, [
    `${paint.bold(`Daemon ${daemon.version}`)} ${state(daemon)}, pid ${daemon.pid}, since ${dateTime(daemon.upSince)}, home ${home}`,
    ...(daemon.mode === 'on-demand' ? [paint.dim('Started by another command; it ends when idle. `muster up` keeps it running')] : []),
    ...(daemon.parked ? [paint.red('The ledger cannot be written: nothing new is started. For the cause: muster doctor')] : []),
    ...(daemon.fleet ? fleetLines(daemon.fleet, paint, screen.width) : []),
    `${count(daemon.runs.length, 'active run')}, ${count(daemon.workers, 'worker')}`,
    ...runLines(daemon, paint, screen.width),
    ...(daemon.runs.some((it) => it.status === 'awaiting-approval') ? [paint.yellow('Waiting for your answer: muster approvals')] : []),
    ...(daemon.clearing ? [paint.dim(`Removing the files of ended runs in the background: ${count(daemon.clearing, 'folder')} left`)] : []),
    ...daemon.setAside.map((it) => paint.red(`Set aside: ${it.run}: ${fit(it.why, 200)}`)),
    ...daemon.held.map((it) => paint.yellow(`${it.provider} is on hold until ${dateTime(it.until)} (${oneLine(it.by)})`)),
    ...daemon.inbox.map((it) => `Drop tasks into ${it}`),
    ...refused,
    keptLine(kept),
  ]);
}

function keptLine({ runs, bytes: size, keep }: Status['kept']): string {
  const space = size === null ? '' : `, ${bytes(size)} (limit ${bytes(keep.bytes)})`;
  const line = `Stored: ${count(runs, 'run')} (limit ${keep.runs})${space}`;
  return runs > keep.runs || (size ?? 0) > keep.bytes ? `${line}; \`muster prune\` deletes files of the oldest` : line;
}

function fleetLines(fleet: NonNullable<DaemonStatus['fleet']>, paint: Paint, width: number): string[] {
  const { node, connected, hosts, troubles } = fleet;
  return [
    connected
      ? `Node ${node} of a fleet`
      : paint.red(`Node ${node} of a fleet, of whose servers no majority answers: nothing new is started`),
    ...hosts.flatMap((it) => {
      const [first = '', ...more] = wrap(hostLine(it), width - 2).map((line) => `  ${line}`);
      return [
        it.stands === 'offers' ? first : paint.yellow(first),
        ...more.map((line) => (it.stands === 'offers' ? line : paint.yellow(line))),
      ];
    }),
    ...troubles.flatMap((it) => wrap(`${it.session} waits for ${oneLine(it.says)}`, width - 2).map((line) => paint.red(`  ${line}`))),
  ];
}

const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const state = (daemon: DaemonStatus): string => (daemon.draining ? 'is stopping' : 'is running');

function runLines({ runs }: DaemonStatus, paint: Paint, width: number): string[] {
  const rows = columns(
    width,
    runs.map((it) => [`  ${it.run}`, it.status, it.waitsFor === null ? oneLine(it.title) : `waits for ${oneLine(it.waitsFor)}`]),
  );
  return rows.map((row, at) => {
    const before = row.slice(0, -1).join('');
    const line = `${before}${fit(row.at(-1) ?? '', Math.max(10, width - cells(before)))}`;
    return runs[at]?.waitsFor == null ? line : paint.dim(line);
  });
}
