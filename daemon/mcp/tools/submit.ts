// run_submit: starts a run from a task.

import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import * as z from '../../../contracts/schema.ts';
import { TaskFront } from '../../../contracts/task/task.ts';
import { gitRootOf } from '../../intake/git-root.ts';
import { newRunId } from '../../intake/run-id.ts';
import { shortRun } from '../short-run.ts';
import { type Payload, type ToolContext, tool } from '../tool.ts';
import { withRecords } from '../with-records.ts';

/** The settings a client's task may have: `key` is replaced by the request's token, and only a person decides about `approvals`. */
const { key: _, approvals: __, force: ___, ...front } = TaskFront.shape;

export const submit = tool({
  name: 'run_submit',
  title: 'Start a run',
  says:
    'Starts a run: several independent agents look at a project, check each other, and a report says what held. Returns immediately ' +
    'with the run id; follow it with run_events (wait) and read run_findings when it has ended. Give `brief` as the question to answer. ' +
    'Without `project` it is about the repository that this client works in. The same `token` with the same task gives the same run.',
  for: 'lead',
  reads: false,
  input: z.strictObject({
    brief: z.string().min(1).max(262_144).describe('what to look at, and what question to answer'),
    ...front,
    token: z
      .string()
      .regex(/^[\w.-]{1,80}$/)
      .optional()
      .describe('chosen by you: calling again with the same token starts nothing twice'),
  }),
  async run({ token, project, ...task }, here) {
    const about = await projectOf(project, here.cwd);
    const { kind, run, short } = await submitted(
      here,
      { ...task, project: about, ...(token === undefined ? {} : { key: `mcp:${token}` }) },
      'run_submit',
    );
    return {
      accepted: kind,
      ...(kind === 'joined' ? { note: 'this very task is a run already; nothing new was started' } : {}),
      ...short,
      next: `run_events with run ${run} and wait 50, until status is completed, failed or aborted`,
    };
  },
});

/** Starts a run for a client's task; the same key with the same task returns the run that exists. */
export async function submitted(
  here: ToolContext,
  task: { project: string } & Payload,
  by: string,
): Promise<{ kind: 'accepted' | 'joined'; run: string; short: Payload }> {
  const daemon = await here.daemon();
  try {
    const { kind, run } = (await daemon.ask({
      ask: 'submit',
      run: newRunId(),
      text: JSON.stringify(task),
      name: 'task.json',
      origin: { kind: 'tool', tool: by, client: here.client(), session: here.session },
      actor: { kind: 'client', client: here.client(), session: here.session },
      project: task.project,
    })) as { kind: 'accepted' | 'joined'; run: string };
    return { kind, run, short: shortRun(await withRecords(here, (records) => records.view(run))) };
  } finally {
    daemon.close();
  }
}

/** If no project is given: the repository that the client works in. */
export async function projectOf(given: string | undefined, cwd: string): Promise<string> {
  const path = resolve(cwd, given ?? '.');
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) throw new MusterError('project-missing', `no such directory: ${path}`, 'Give the absolute path of a project.');
  return given === undefined ? gitRootOf(real) : real;
}
