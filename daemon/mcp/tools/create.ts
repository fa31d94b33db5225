// run_create: starts a run that carries out a plan which the client has written, once a person has approved it.

import { cut } from '../../../contracts/cut.ts';
import { Plan } from '../../../contracts/plan/plan.ts';
import * as z from '../../../contracts/schema.ts';
import { TaskFront } from '../../../contracts/task/task.ts';
import { canonicalJson, digestOfJson } from '../../../runtime/canonical.ts';
import { readGiven } from '../../../skills/phases/plan/given-plan.ts';
import { tool } from '../tool.ts';
import { projectOf, submitted } from './submit.ts';

const LONGEST_TITLE = 200;

export const create = tool({
  name: 'run_create',
  title: 'Have your own plan carried out',
  says:
    'Starts a run from a plan as JSON (an object, or text, raw or in a fence): it is checked and judged item by item, a person approves it (run_active ' +
    'shows the command; every program that it would run is shown there), and then its stages are carried out and proved. `agents` names who does: ' +
    '`outside` is you, with run_start_stage. A plan with faults starts nothing; the answer lists them. The same plan twice is one run; ' +
    'give another `token` to stage it again.',
  for: 'lead',
  reads: false,
  input: z.strictObject({
    plan: z
      .union([z.string().max(262_144), z.record(z.string(), z.json())])
      .describe(`JSON with the keys ${Object.keys(Plan.shape).join(', ')}; docs/protocols.md, “Plans”`),
    project: TaskFront.shape.project,
    agents: TaskFront.shape.agents,
    token: z
      .string()
      .regex(/^[\w.-]{1,80}$/)
      .optional(),
  }),
  async run({ plan: given, project, agents, token }, here) {
    const read = readGiven(typeof given === 'string' ? given : JSON.stringify(given), 'unknown');
    switch (read.kind) {
      case 'parse_failed':
        return { created: false, fault: read.kind, faults: [{ at: 'plan', says: read.why }] };
      case 'validation_failed':
        return { created: false, fault: read.kind, faults: read.faults };
      case 'plan': {
        const { plan } = read;
        const about = await projectOf(project, here.cwd);
        const key = `mcp-plan:${token ?? digestOfJson([about, plan]).slice(0, 32)}`;
        const task = {
          type: 'given-plan',
          title: cut(plan.goal.split('\n')[0]?.trim() || 'A given plan', LONGEST_TITLE),
          brief: canonicalJson(plan),
          project: about,
          key,
          ...(agents === undefined ? {} : { agents }),
        };
        const { kind, short, run } = await submitted(here, task, 'run_create');
        return {
          created: kind === 'accepted',
          ...(kind === 'joined' ? { note: 'this very plan is a run already; nothing new was started' } : {}),
          ...short,
          next: `run_active, until a person can approve it; then run_events with run ${run}`,
        };
      }
    }
  },
});
