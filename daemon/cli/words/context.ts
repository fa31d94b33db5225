// The output of commands: its width, its colours, and what happens when the reader goes away; and the folder they are given in.

import { MusterError } from '../../../contracts/errors.ts';
import { defaultHome, homeAt } from '../../../runtime/home.ts';
import { hiderOf } from '../../../runtime/secrets/redact.ts';
import { forTerminal } from '../../../runtime/text/for-terminal.ts';
import type { Context } from './command.ts';

const NARROWEST = 40;
const WIDEST = 120;
/** The width for a pipe. */
const PIPED = 100;

/** The output could not be written, although its reader is still there. */
const LOST = Symbol('lost');

/** Whether what was printed did not arrive, so that a script must not take it for complete. */
export const isOutputLost = ({ unheard }: Pick<Context, 'unheard'>): boolean => unheard.reason === LOST;

export function contextOf({ env, stdout, stderr, cwd }: Pick<NodeJS.Process, 'env' | 'stdout' | 'stderr' | 'cwd'>): Context {
  const unheard = new AbortController();
  // A reader that has seen enough closes the pipe, which is not an error.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    const isLost = error.code !== 'EPIPE' && error.code !== 'ECONNRESET';
    if (isLost) stderr.write(`muster: cannot write to standard output: ${error.message}\n`);
    unheard.abort(isLost ? LOST : undefined);
  });
  stderr.on('error', () => {});
  const home = homeAt(defaultHome(env));
  const hide = hiderOf(env, home.marks);
  let isJson = false;
  const clean = (text: string, { isTTY }: { isTTY?: boolean }): string => (isTTY === true ? forTerminal(hide(text)) : hide(text));
  const cleanOutput = (text: string): string => (isJson ? forTerminal(hide(text)) : clean(text, stdout));
  const drawable = stdout.isTTY === true && env.TERM !== 'dumb';
  const width = (): number => Math.min(WIDEST, Math.max(NARROWEST, stdout.columns || 80));
  return {
    env,
    get cwd() {
      return folderOf(cwd);
    },
    home,
    screen: {
      color: drawable && (env.NO_COLOR ?? '') === '',
      get width() {
        return stdout.isTTY ? width() : PIPED;
      },
      get ends() {
        return stdout.isTTY ? width() : undefined;
      },
    },
    live: drawable,
    print: (text) =>
      new Promise((resolve) => {
        if (unheard.signal.aborted || text === '') return resolve();
        const gone = () => resolve();
        unheard.signal.addEventListener('abort', gone, { once: true });
        stdout.write(cleanOutput(text), () => {
          unheard.signal.removeEventListener('abort', gone);
          resolve();
        });
      }),
    tell: (line) => void stderr.write(`${clean(line, stderr)}\n`),
    hide,
    clean: cleanOutput,
    printsJson() {
      isJson = true;
    },
    unheard: unheard.signal,
  };
}

/** Asked only by commands that are about a folder: the others work in one that was deleted, too. */
function folderOf(cwd: () => string): string {
  try {
    return cwd();
  } catch (cause) {
    throw new MusterError('usage', 'the folder that you are in was deleted', 'Change to another folder.', { cause });
  }
}
