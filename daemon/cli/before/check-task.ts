// Accepts a task for a dry run: makes every check of a real acceptance and writes nothing.

import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import type { Home } from '../../../runtime/home.ts';
import type { MusterEvents, MusterLedger } from '../../../skills/events.ts';
import type { RunEventOf } from '../../../skills/phases/events.ts';
import { acceptTask } from '../../intake/accept-task.ts';
import { gitRootOf } from '../../intake/git-root.ts';
import { newRunId } from '../../intake/run-id.ts';
import { thisPerson } from '../daemon/ask-daemon.ts';
import type { TaskText } from '../daemon/submit-task.ts';
import { houseOf } from '../named/find-agents.ts';
import { openRecords } from '../named/records.ts';
import type { Context } from '../words/command.ts';

export type CheckedTask = RunEventOf<'run.created'>['payload'];

/** The event that would create the run; throws the error with which the daemon would refuse the task. */
export async function checkTask(task: TaskText, command: string, context: Context): Promise<CheckedTask> {
  const { home, cwd } = context;
  const house = await houseOf(context);
  let created: CheckedTask | undefined;
  await using records = await openRecords(context);
  const ledger = readOnlyLedger(records?.ledger, (event) => {
    if (event?.type === 'run.created') created = event.payload;
  });
  await acceptTask(
    {
      run: newRunId(),
      text: task.text,
      name: task.name,
      origin: { kind: 'command', command, cwd },
      actor: thisPerson(),
      project: await gitRootOf(cwd),
    },
    { home: standing(home), ledger, objects: digestOnly, house: () => house, now: Date.now },
  );
  if (!created) throw new MusterError('internal', 'the task was accepted but no run was created', 'Please report this.');
  return created;
}

/** If the home does not exist yet, its nearest existing parent, which is enough to see whether a project contains it. */
function standing(home: Home): Home {
  let root = home.root;
  while (!existsSync(root)) root = dirname(root);
  return { ...home, root };
}

const digestOnly = {
  put: async (bytes: Uint8Array) => digestOf(bytes),
  get: () => refuse(),
  has: async () => false,
  remove: () => refuse(),
};

/** A ledger that reads the real one and passes writes to `hear` instead of making them. */
function readOnlyLedger(
  real: Pick<MusterLedger, 'read'> | undefined,
  hear: (event: MusterEvents['run' | 'house'] | undefined) => void,
): MusterLedger {
  return {
    append: async (commit) => {
      hear(commit.events[0]);
      return { kind: 'appended', events: [], position: 0 };
    },
    read: async (...asked) => real?.read(...asked) ?? [],
    since: async () => [],
    streams: async () => [],
    claim: async () => undefined,
    snapshot: async () => undefined,
    saveSnapshot: () => refuse(),
    cursor: async () => undefined,
    saveCursor: () => refuse(),
    onAppend: () => () => undefined,
    close: async () => undefined,
  };
}

const refuse = (): Promise<never> => Promise.reject(new MusterError('internal', 'a dry run writes nothing', 'Please report this.'));
