// The modules by which chunks.ts splits the program of the command line, each as a path without its extension. `npm run check` reports a
// module that does not exist.

export const NAMED = {
  /** What commands are made of that are called often and do little: nothing they need is put together with what they do not. */
  quick: [
    'daemon/cli/commands/home/status',
    'daemon/cli/commands/worker/beat',
    'daemon/cli/daemon/reach',
    'daemon/control/client',
    'runtime/ledger/glance',
  ],
  lists: ['daemon/cli/commands/read/runs'],
  /** What says in words what a kept run came to; the rules that it came from are not among it. */
  readers: ['show', 'findings', 'journal', 'explain', 'logs', 'history', 'stats'].map((it) => `daemon/cli/commands/read/${it}`),
  /** What every program needs that writes a file, what stands between a command and the daemon, and what hands in a task. */
  files: ['runtime/files', 'daemon/intake/git-root'],
  reach: ['daemon/cli/daemon/reach'],
  run: ['daemon/cli/commands/work/run'],
  /** What shows a run while it goes on, and says its last words. */
  following: ['follow-run', 'displays', 'ask-at-gates', 'summary'].map((it) => `daemon/cli/follow/${it}`),
  /** A few lines each, needed by nearly every command. */
  small: ['daemon/cli/words/command', 'daemon/cli/named/severity', 'daemon/process/version'],
  /** The runs of a home as a command reads them, and one of them with all rules behind its state. */
  records: ['daemon/cli/named/records'],
  view: ['daemon/process/view-of'],
};

export const namedModules: readonly string[] = Object.values(NAMED).flat();
