// Lets a person edit a copy of a settings file, and replaces the file only if the copy is valid.

import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { findProgram } from '../../../agents/providers/program.ts';
import { failureOf, MusterError } from '../../../contracts/errors.ts';
import { writeDurably } from '../../../runtime/files.ts';
import { readSettings } from '../../../runtime/text/read-settings.ts';
import { saysYes } from '../before/ask-consent.ts';
import type { Context } from '../words/command.ts';
import { errorLine } from '../words/error-line.ts';

const USUAL = ['sensible-editor', 'editor', 'nano', 'vi'] as const;

/** The new text, or undefined if nothing was changed. `check` throws if the copy is invalid. */
export async function editedText(
  before: string,
  copy: string,
  check: (path: string) => Promise<unknown>,
  context: Context,
): Promise<string | undefined> {
  const [program = '', ...args] = await editorOf(context.env);
  await writeDurably(copy, before);
  try {
    for (;;) {
      await edit([program, ...args, copy], context);
      const after = (await readSettings(copy, 'config-invalid')) ?? '';
      if (after === before) return undefined;
      try {
        await check(copy);
        return after;
      } catch (error) {
        if (!process.stdin.isTTY) throw error;
        context.tell(errorLine(failureOf(error)));
        if (!(await saysYes('Edit it again? [y/N] ', context))) throw error;
      }
    }
  } finally {
    await rm(copy, { force: true });
  }
}

/** A program and its arguments, as in EDITOR: `code --wait`. */
async function editorOf(env: NodeJS.ProcessEnv): Promise<string[]> {
  const set = [env.VISUAL, env.EDITOR].find((it) => it !== undefined && it.trim() !== '');
  if (set !== undefined) return set.trim().split(/\s+/);
  for (const name of USUAL) if (await findProgram(name, env.PATH ?? '')) return [name];
  throw new MusterError('usage', 'no editor was found', 'Set EDITOR, or use `muster config set`.');
}

function edit([program = '', ...args]: readonly string[], { env }: Context): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env });
    child.once('error', (cause) =>
      reject(new MusterError('spawn-failed', `could not start the editor ${program}`, 'Set EDITOR to another program.', { cause })),
    );
    child.once('exit', (code, signal) =>
      code === 0
        ? resolve()
        : reject(new MusterError('command-refused', `${program} ended with ${code ?? signal}; nothing was changed`, 'Try again.')),
    );
  });
}
