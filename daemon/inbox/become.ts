// What a claimed file becomes: a run, or the answer to a question. Then it is shelved, with the reason beside it if it was refused.

import { join } from 'node:path';
import { failureOf, MusterError } from '../../contracts/errors.ts';
import { failpoint } from '../../runtime/failpoints.ts';
import { obstaclesIn } from '../../runtime/folders/needed-in-home.ts';
import { type Accepted, acceptTask, isAlready } from '../intake/accept-task.ts';
import { orderNamed, readOrder } from './answer-file.ts';
import { ACCEPTED, REJECTED } from './candidates.ts';
import { type Claim, forget } from './claimed.ts';
import type { InboxOptions } from './inbox-options.ts';
import { shelfName } from './names.ts';
import { readSettled } from './settled.ts';
import { shelve, shelveRejected } from './shelve.ts';

export async function become(claimed: Claim, options: InboxOptions): Promise<void> {
  await (claimed.kind === 'drop' ? becomeRun(claimed, options) : becomeAnswer(claimed, options));
  await forget(options.folder, claimed);
}

async function becomeRun({ path, run, name }: Extract<Claim, { kind: 'drop' }>, options: InboxOptions): Promise<void> {
  const { folder, admission, log, project, onAccepted } = options;
  let accepted: Accepted;
  try {
    const text = await readSettled(path, name, options.clock);
    await refuseWhereNothingCanRun({ run, text }, admission);
    accepted = await acceptTask(
      { run, text, name, origin: { kind: 'drop', path: join(folder, name) }, actor: { kind: 'person' }, project },
      admission,
    );
  } catch (error) {
    const failure =
      error instanceof MusterError
        ? error
        : new MusterError('io-failed', failureOf(error).message, 'Fix that and drop the file again.', { cause: error });
    if (failure.class === 'user') return reject(path, name, failure, options);
    // The claim stays and is retried; nothing is lost.
    log.error('a drop could not be accepted yet', { name, error });
    return;
  }
  failpoint('inbox.created');
  // The run starts before the file is put away: a crash in between has the same effect as one before.
  onAccepted(accepted.run);
  await shelve(path, join(folder, ACCEPTED), `${accepted.run}.${shelfName(name)}`);
  log.info('task accepted', { run: accepted.run, name, how: accepted.kind });
}

/** Its workers could not be started, which would be tried for minutes. A run that exists already goes on, whatever is in its way. */
async function refuseWhereNothingCanRun(one: Parameters<typeof isAlready>[0], admission: InboxOptions['admission']): Promise<void> {
  const [obstacle] = obstaclesIn(admission.home);
  if (!obstacle || (await isAlready(one, admission))) return;
  throw new MusterError('task-rejected', obstacle.message, `${obstacle.hint}\n\nThen drop the file again.`, { cause: obstacle });
}

async function becomeAnswer({ path, token, name }: Extract<Claim, { kind: 'answer' }>, options: InboxOptions): Promise<void> {
  const named = orderNamed(name);
  if (!named) return;
  try {
    const text = await readSettled(path, name, options.clock);
    await options.answer(readOrder(text, named, name), token);
  } catch (error) {
    if (error instanceof MusterError && error.class === 'user') return reject(path, name, error, options);
    // The claim stays and is retried; its token makes it one answer.
    options.log.error('an answer could not be given yet', { name, error });
    return;
  }
  await shelve(path, join(options.folder, ACCEPTED), name);
  options.log.info('a decision was taken from a file', named);
}

export async function reject(
  path: string | Buffer,
  name: string,
  failure: MusterError,
  { folder, log, onRejected }: InboxOptions,
): Promise<void> {
  const text = `${name} was not accepted.\n\n${failure.message}\n\n${failure.hint}\n`;
  await shelveRejected(path, join(folder, REJECTED), shelfName(name), text);
  log.warn('task rejected', { name, why: failure.message });
  onRejected(name, failure);
}
