// The chain of programs by which a worker sees one folder as layers: a tree beneath, which others see too and nobody writes to, and
// above it what only this worker writes. The mount is in a namespace of the worker's own and goes with it. Each step becomes the
// next one (`exec`), so the process that was started is the program in the end: it keeps its pid, its group and its terminal.

import { isAbsolute, join } from 'node:path';
import { isProgram } from '../../processes/is-program.ts';

export type Chain = {
  /** As root nothing is needed but the mount; anybody else needs a user namespace, in which only they exist. */
  as: 'root' | 'user';
  unshare: string;
  mount: string;
  setpriv: string;
};

export type View = {
  /** Topmost first, by names in the folder in which the chain is started: names of ours, with nothing that would have to be escaped. */
  beneath: readonly string[];
  /** Two empty folders on one file system; without them nothing can be written. */
  above?: { upper: string; work: string };
  /** The folder that becomes this view. */
  on: string;
  /** An empty folder, which is seen in the place of the lowest: whoever looks for the files, or writes, finds them here and not there. */
  nothing: string;
  /** Where the program stands. */
  cwd: string;
};

/** It is never made of values: these come behind it. To mount nobody's language has to be loaded; the program gets its own. */
const SCRIPT =
  'LC_ALL=C "$1" -i -n -t overlay -o "$2" muster "$3" && LC_ALL=C "$1" -i -n --bind "$4" "$5" && cd "$6" && unset OLDPWD && shift 6 && exec "$@"';

/** What root mounts later on the machine is seen in the namespace too. */
const OWN_MOUNTS = ['--mount', '--propagation', 'slave'] as const;
const AS_USER = ['--user', '--map-current-user', '--keep-caps'] as const;
/** What the mount needed, the program does not get. */
const NO_MORE_CAPABILITIES = ['--inh-caps=-all', '--ambient-caps=-all'] as const;

export function inLayers({ as, unshare, mount, setpriv }: Chain, view: View, argv: readonly string[]): string[] {
  const own = as === 'root' ? [] : AS_USER;
  const drop = as === 'root' ? [] : [setpriv, ...NO_MORE_CAPABILITIES, '--'];
  const seen = [optionsFor(as, view), view.on, view.nothing, view.beneath.at(-1) ?? '', view.cwd];
  return [unshare, ...own, ...OWN_MOUNTS, '--', '/bin/sh', '-c', SCRIPT, 'muster', mount, ...seen, ...drop, ...argv];
}

/** `volatile`: nothing above is worth a sync of the whole disk when the worker ends, and each pair is mounted only once. */
function optionsFor(as: Chain['as'], { beneath, above }: View): string {
  return [
    ...(as === 'user' ? ['userxattr'] : []),
    `lowerdir=${beneath.join(':')}`,
    ...(above ? [`upperdir=${above.upper}`, `workdir=${above.work}`, 'volatile'] : []),
  ].join(',');
}

const USUAL = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** `lacks`: the first program that is not there. */
export function findChain(path: string): Chain | { lacks: string } {
  const folders = [...USUAL, ...path.split(':').filter(isAbsolute)];
  const find = (name: string) => folders.map((it) => join(it, name)).find(isProgram);
  const as = process.getuid?.() === 0 ? 'root' : 'user';
  const [unshare, mount, setpriv] = ['unshare', 'mount', 'setpriv'].map(find);
  if (!unshare) return { lacks: 'unshare' };
  if (!mount) return { lacks: 'mount' };
  if (!setpriv && as === 'user') return { lacks: 'setpriv' };
  return { as, unshare, mount, setpriv: setpriv ?? '' };
}
