// The one error class that Muster throws deliberately. Its code is from a closed list, its class says who can do something about
// it, and its hint says what to do next.

export const ERROR_CODES = {
  // what a person can fix
  'usage': 'user',
  'task-invalid': 'user',
  'task-rejected': 'user',
  'project-missing': 'user',
  'project-refused': 'user',
  'config-invalid': 'user',
  'agent-invalid': 'user',
  'agent-unknown': 'user',
  'binding-refused': 'user',
  'template-unknown': 'user',
  'template-invalid': 'user',
  'prompt-unknown': 'user',
  'prompt-invalid': 'user',
  'run-unknown': 'user',
  'run-damaged': 'user',
  'session-unknown': 'user',
  'finding-unknown': 'user',
  'gate-unknown': 'user',
  'ambiguous-id': 'user',
  'not-allowed-here': 'user',
  'key-conflict': 'user',
  'base-unknown': 'user',
  'base-too-large': 'user',
  'scope-empty': 'user',
  'command-refused': 'user',
  'command-reused': 'user',
  'node-too-old': 'user',
  // temporary, or retried by the program
  'daemon-unreachable': 'recoverable',
  'daemon-running': 'recoverable',
  'daemon-version': 'recoverable',
  'host-unreachable': 'recoverable',
  'host-version': 'recoverable',
  'epoch-fenced': 'recoverable',
  'spawn-failed': 'recoverable',
  'git-failed': 'recoverable',
  'io-failed': 'recoverable',
  'out-of-resources': 'recoverable',
  'version-conflict': 'recoverable',
  'claim-held': 'recoverable',
  'ledger-busy': 'recoverable',
  'fleet-unreachable': 'recoverable',
  'lead-lost': 'recoverable',
  // what must stop whatever it happened to
  'ledger-corrupt': 'fatal',
  'ledger-newer': 'fatal',
  'stream-ended': 'fatal',
  'event-invalid': 'fatal',
  'event-illegal': 'fatal',
  'object-missing': 'fatal',
  'object-corrupt': 'fatal',
  'home-unsafe': 'fatal',
  'path-refused': 'fatal',
  'frame-invalid': 'fatal',
  'internal': 'fatal',
} as const satisfies Record<string, 'user' | 'recoverable' | 'fatal'>;

export type ErrorCode = keyof typeof ERROR_CODES;
export type ErrorClass = (typeof ERROR_CODES)[ErrorCode];

export class MusterError extends Error {
  readonly code: ErrorCode;
  readonly class: ErrorClass;
  /** What to do next, as a sentence for the reader. */
  readonly hint: string;

  constructor(code: ErrorCode, message: string, hint: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'MusterError';
    this.code = code;
    this.class = ERROR_CODES[code];
    this.hint = hint;
  }
}

/** A failure as plain data, for events and sockets, where an Error object cannot go. */
export type Failure = { code: string; message: string; hint: string };

export function failureOf(error: unknown): Failure {
  if (error instanceof MusterError) return { code: error.code, message: error.message, hint: error.hint };
  const system = error as { code?: unknown; message?: unknown };
  const code = typeof system?.code === 'string' ? system.code : 'internal';
  // The list of files that required it helps nobody.
  if (code.endsWith('MODULE_NOT_FOUND')) return { code, message: firstLine(String(system.message)), hint: FILE_IS_GONE };
  return {
    code,
    message: typeof system?.message === 'string' ? system.message : String(error),
    hint: NEXT_STEP[code] ?? '',
  };
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

const FILE_IS_GONE =
  'If Muster is being installed or removed, give the command again afterwards: runs go on meanwhile, and workers keep running. Otherwise install it again.';

/** What helps against an error of the system, whichever file it is about. */
const NEXT_STEP: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free some space.',
  EDQUOT: 'Your share of the disk is used up: free some space.',
  EFBIG: 'A limit on the size of files is reached (ulimit -f).',
  EROFS: 'The file system is read-only: choose a place that can be written to.',
  EACCES: 'Check its permissions.',
  EPERM: 'Check its permissions.',
  EISDIR: 'A directory is where a file should be: look at what is in it, and move it away.',
  ERR_FS_EISDIR: 'A directory is where a file should be: look at what is in it, and move it away.',
  ENOTDIR: 'A file is where a directory should be: look at it, and move it away.',
  EEXIST: 'Something else is in its place: look at it, and move it away.',
  ENAMETOOLONG: 'No system accepts such a long path: give a shorter one.',
  EIO: 'The disk reports an error: check it.',
  EMFILE: 'Too many files are open: raise the limit (ulimit -n).',
  ENFILE: 'Too many files are open on this machine: end some programs.',
};
