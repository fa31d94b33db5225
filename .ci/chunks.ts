// Which modules are put into one file when the rooms are bundled. A bundler makes a file of each set of modules that the same
// programs need: hundreds of small ones, and finding and loading one costs a command as much as running what is in it.

import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

export type Chunk = { name: string; modules: string[] };

/** What commands are made of that are called often and do little: nothing they need is put together with what they do not. */
const QUICK = [
  'daemon/cli/commands/home/status',
  'daemon/cli/commands/worker/beat',
  'daemon/cli/daemon/reach',
  'daemon/control/client',
  'runtime/ledger/glance',
];
const LISTS = 'daemon/cli/commands/read/runs';
/** What says in words what a kept run came to; the rules that it came from are not among it. */
const READERS = ['show', 'findings', 'journal', 'explain', 'logs', 'history', 'stats'].map((it) => `daemon/cli/commands/read/${it}`);
/** What every program needs that writes a file, what stands between a command and the daemon, and what hands in a task. */
const FILES = ['runtime/files', 'daemon/intake/git-root'];
const [REACH, RUN] = ['daemon/cli/daemon/reach', 'daemon/cli/commands/work/run'];
/** What shows a run while it goes on, and says its last words. */
const FOLLOWING = ['follow-run', 'displays', 'ask-at-gates', 'summary'].map((it) => `daemon/cli/follow/${it}`);
/** A few lines each, needed by nearly every command. */
const SMALL = ['daemon/cli/words/command', 'daemon/cli/named/severity', 'daemon/process/version'];
/** The runs of a home as a command reads them, and one of them with all rules behind its state. */
const [RECORDS, VIEW] = ['daemon/cli/named/records', 'daemon/process/view-of'];

/** Of the program of the command line. */
export function chunksOf(plain: string, command: string): Chunk[] {
  const imports = importsIn(plain);
  const needs = (...programs: string[]): Set<string> => reachedFrom(programs, imports);
  const main = needs(command);
  // The program itself runs when it is loaded, and so is no part of anything else.
  main.delete(command);
  const taken = new Set([command]);
  const chunk = (name: string, modules: ReadonlySet<string>): Chunk => {
    const own = [...modules].filter((it) => !taken.has(it));
    for (const it of own) taken.add(it);
    return { name, modules: own.map((it) => join(plain, `${it}.js`)) };
  };
  const first = [
    chunk('command', main.union(needs(...SMALL))),
    chunk('files', needs(...FILES)),
    chunk('reach', needs(REACH)),
    chunk('run', needs(RUN)),
  ];
  for (const it of needs(...QUICK)) taken.add(it);
  const records = chunk('records', needs(RECORDS));
  const lists = needs(LISTS);
  const rules = needs(VIEW).difference(lists);
  const words = chunk('words', rules.intersection(needs(...READERS)));
  const following = needs(...FOLLOWING).difference(lists);
  const telling = chunk('telling', following.intersection(needs(...READERS)));
  return [...first, records, words, telling, chunk('follow', following), chunk('rules', rules)];
}

/** Of each module, by its path without an ending, what it imports when it is loaded. */
function importsIn(plain: string): Map<string, string[]> {
  const paths = globSync('**/*.js', { cwd: plain });
  return new Map(
    paths.map((path) => {
      const text = readFileSync(join(plain, path), 'utf8');
      const found = [...text.matchAll(/^(?:(?:import|export)\s[^'"]*?from|import)\s*['"](\.[^'"]+)\.js['"]/gm)];
      return [path.slice(0, -'.js'.length), found.map(([, it = '']) => posix.join(dirname(path), it))];
    }),
  );
}

function reachedFrom(programs: readonly string[], imports: ReadonlyMap<string, string[]>): Set<string> {
  const reached = new Set<string>();
  const open = [...programs];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const its = imports.get(one);
    if (!its) throw new Error(`${one}.js is needed, and is not built`);
    if (reached.has(one)) continue;
    reached.add(one);
    open.push(...its);
  }
  return reached;
}
