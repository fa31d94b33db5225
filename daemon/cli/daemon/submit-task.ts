// Reads a task and submits it to the daemon. It is read here, because only the command line knows the current directory.

import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { codeOf } from '../../../runtime/files.ts';
import { TASK_ENDINGS } from '../../../skills/intake/task-endings.ts';
import type { Daemon } from '../../control/client.ts';
import { gitRootOf } from '../../intake/git-root.ts';
import { newRunId } from '../../intake/run-id.ts';
import type { Context } from '../words/command.ts';
import { thisPerson } from './ask-daemon.ts';

/** `force`: do everything again. */
export type TaskText = { text: string; name: string; force?: true };

/** The limit of the control socket. */
const MOST = 1_000_000;

/** `-` is standard input. */
export async function readTaskText(given: string, { cwd, sent }: Context): Promise<TaskText> {
  if (sent?.task) return sent.task;
  if (given === '-') {
    const text = await readUpTo(process.stdin, 'standard input');
    return { text, name: text.trimStart().startsWith('{') ? 'stdin.json' : 'stdin.md' };
  }
  const path = resolve(cwd, given);
  try {
    // Synchronously: a small file is read in less time than it takes to hand it to another thread.
    const about = statSync(path);
    if (!about.isFile()) throw new MusterError('task-rejected', `${path} is a directory`, 'Give the path of a task file.');
    if (about.size > MOST) throw tooLarge(path);
    return { text: textOf(readFileSync(path), path), name: basename(path) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR')
      throw new MusterError(
        'usage',
        `no such file: ${path}`,
        `Give a task file (${TASK_ENDINGS.join(', ')}), or \`-\` for standard input: echo "…" | muster run -`,
      );
    if (codeOf(error) === 'EACCES')
      throw new MusterError('task-rejected', `cannot read ${path}: permission denied`, 'Check the permissions of the file.', {
        cause: error,
      });
    throw error;
  }
}

async function readUpTo(stream: AsyncIterable<Buffer>, what: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > MOST) throw tooLarge(what);
    chunks.push(chunk);
  }
  return textOf(Buffer.concat(chunks), what);
}

function textOf(bytes: Buffer, what: string): string {
  if (bytes.length > MOST) throw tooLarge(what);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new MusterError('task-rejected', `${what} is not UTF-8 text`, 'Save it as UTF-8.');
  }
}

const tooLarge = (what: string): MusterError =>
  new MusterError(
    'task-rejected',
    `${what} is larger than ${MOST} bytes`,
    'Put large material into the project, and only the question into the task.',
  );

export type Accepted = { kind: 'accepted' | 'joined'; run: string };

export async function submitTask(task: TaskText, command: string, daemon: Daemon, { cwd, sent }: Context): Promise<Accepted> {
  const answer = await daemon.ask({
    ask: 'submit',
    run: sent?.run ?? newRunId(),
    text: task.text,
    name: task.name,
    origin: { kind: 'command', command, cwd },
    actor: thisPerson(),
    project: await gitRootOf(cwd),
    ...(task.force ? { force: true } : {}),
  });
  return answer as Accepted;
}
