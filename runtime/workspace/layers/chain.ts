// The command line that starts a worker in an overlay mount: a shared read-only tree below, and the worker's own writes above. The
// mount is in a namespace of the worker's own and disappears with it. Each step replaces itself with the next (`exec`), so the
// process that was started ends up as the program, with the same pid, process group and terminal.

import { isAbsolute, join } from 'node:path';
import { isProgram } from '../../processes/is-program.ts';

export type Chain = {
  /** Root needs only the mount namespace; any other user also needs a user namespace. */
  as: 'root' | 'user';
  unshare: string;
  mount: string;
  setpriv: string;
};

export type View = {
  /** Topmost first, as names in the folder in which the chain is started: our own names, which need no escaping. */
  beneath: readonly string[];
  /** Two empty folders on one file system; without them the mount is read-only. */
  above?: { upper: string; work: string };
  /** The folder to mount on. */
  on: string;
  /** An empty folder that hides the lowest layer, so that files are found and written only through the mount. */
  nothing: string;
  /** The working directory of the program. */
  cwd: string;
};

/** A constant: values are passed as arguments. The mount needs no locale, so none is loaded; the program gets its own. */
const SCRIPT =
  'LC_ALL=C "$1" -i -n -t overlay -o "$2" muster "$3" && LC_ALL=C "$1" -i -n --bind "$4" "$5" && cd "$6" && unset OLDPWD && shift 6 && exec "$@"';

/** What root mounts later on the machine appears in the namespace too. */
const OWN_MOUNTS = ['--mount', '--propagation', 'slave'] as const;
const AS_USER = ['--user', '--map-current-user', '--keep-caps'] as const;
/** The program does not get the capabilities that the mount needed. */
const NO_MORE_CAPABILITIES = ['--inh-caps=-all', '--ambient-caps=-all'] as const;

export function inLayers({ as, unshare, mount, setpriv }: Chain, view: View, argv: readonly string[]): string[] {
  const own = as === 'root' ? [] : AS_USER;
  const drop = as === 'root' ? [] : [setpriv, ...NO_MORE_CAPABILITIES, '--'];
  const seen = [optionsFor(as, view), view.on, view.nothing, view.beneath.at(-1) ?? '', view.cwd];
  return [unshare, ...own, ...OWN_MOUNTS, '--', '/bin/sh', '-c', SCRIPT, 'muster', mount, ...seen, ...drop, ...argv];
}

/** `volatile`: the upper layer is not worth a sync of the whole disk when the worker ends, and each pair is mounted only once. */
function optionsFor(as: Chain['as'], { beneath, above }: View): string {
  return [
    ...(as === 'user' ? ['userxattr'] : []),
    `lowerdir=${beneath.join(':')}`,
    ...(above ? [`upperdir=${above.upper}`, `workdir=${above.work}`, 'volatile'] : []),
  ].join(',');
}

const USUAL = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** `lacks`: the first program that is missing. */
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
