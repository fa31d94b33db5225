// The process table by `ps`, for systems without /proc (macOS). Untested there. It has no session ids, so strays are recognised
// only by group, parent and the mark in their environment.

import { execFileSync } from 'node:child_process';
import { rethrowShortage } from '../shortage.ts';
import type { ProcessRow, ProcessTable } from './table.ts';

export function psTable(): ProcessTable {
  const rows: ProcessRow[] = [];
  for (const line of ps(['-A', '-o', 'pid=,ppid=,pgid=,stat=,tty=,time=,lstart='])) {
    const [pid, parent, group, state, terminal, time, ...lstart] = line.trim().split(/\s+/);
    if (!pid || !state || !terminal || !time || state.startsWith('Z')) continue;
    const startOrder = Date.parse(lstart.join(' '));
    rows.push({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: 0,
      terminal: /^[a-z]/.test(terminal),
      start: `ps:${startOrder}`,
      startOrder,
      cpu: cpuMillis(time),
    });
  }
  return {
    rows,
    // `ps -E` prints words separated by spaces; a mark contains none, so it can be found as a word.
    environmentOf: (pid) => new Set(ps(['-E', '-ww', '-o', 'command=', '-p', String(pid)]).flatMap((line) => line.split(' '))),
  };
}

/** `[hours:]minutes:seconds.hundredths` */
function cpuMillis(time: string): number {
  return Math.round(time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000);
}

function ps(args: string[]): string[] {
  try {
    return execFileSync('/bin/ps', args, { encoding: 'utf8', env: { LC_ALL: 'C' }, maxBuffer: 16 * 1024 * 1024 }).split('\n');
  } catch (error) {
    return rethrowShortage(error) ?? [];
  }
}
