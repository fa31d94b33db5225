// The modules by which chunks.ts splits the program of the command line, each as a path without its extension. `npm run check` reports a
// module that does not exist.

export const NAMED = {
  /** For commands that are called often and do little: their files contain nothing that they do not need. */
  quick: [
    'daemon/cli/commands/home/status',
    'daemon/cli/commands/worker/beat',
    'daemon/cli/daemon/reach',
    'daemon/control/client',
    'runtime/ledger/glance',
  ],
  lists: ['daemon/cli/commands/read/runs'],
  /** Describes the outcome of an ended run from its cached view, without the rules that led to it. */
  readers: ['show', 'findings', 'journal', 'explain', 'logs', 'history', 'stats'].map((it) => `daemon/cli/commands/read/${it}`),
  /** Writing files, the connection between a command and the daemon, and submitting a task. */
  files: ['runtime/files', 'daemon/intake/git-root'],
  reach: ['daemon/cli/daemon/reach'],
  run: ['daemon/cli/commands/work/run'],
  /** Shows a run in progress, and its summary at the end. */
  following: ['follow-run', 'displays', 'ask-at-gates', 'summary'].map((it) => `daemon/cli/follow/${it}`),
  /** Small modules that nearly every command needs. */
  small: ['daemon/cli/words/command', 'daemon/cli/named/severity', 'daemon/process/version'],
  /** Reads the runs of a home; and one run with all the rules behind its state. */
  records: ['daemon/cli/named/records'],
  view: ['daemon/process/view-of'],
};

export const namedModules: readonly string[] = Object.values(NAMED).flat();
