// A plan that a person has approved, written into the ledger as a run would have left it.

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Config } from '../../../contracts/config.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import type { Gate } from '../../../contracts/run/gate.ts';
import { timestamp } from '../../../contracts/time.ts';
import { newRunId } from '../../../daemon/intake/run-id.ts';
import { loadTemplate } from '../../../daemon/intake/templates.ts';
import { digestOf, digestOfJson } from '../../../runtime/canonical.ts';
import { openLedger } from '../../../runtime/ledger/open.ts';
import { captureBase } from '../../../runtime/workspace/capture/capture.ts';
import { eventCatalogue } from '../../../skills/events.ts';
import { completeTask } from '../../../skills/intake/complete-task.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { whatRuns } from '../../../skills/phases/plan/what-runs.ts';
import type { DaemonFixture } from '../daemon-fixture.ts';

/** Who approved it: for `another plan` a person another one, for `other bytes` this one, which was changed since. */
export type Approved = 'person' | 'nobody' | 'another plan' | 'other bytes';

/** A run that made this plan, which a person has approved. No daemon may be running. */
export async function approvedPlan(
  fixture: Pick<DaemonFixture, 'home' | 'root'>,
  project: string,
  plan: Plan,
  by: Approved = 'person',
): Promise<string> {
  const run = newRunId();
  const folder = fixture.home.run(run);
  mkdirSync(folder.state, { recursive: true, mode: 0o700 });
  const limits = Config.parse({}).capture;
  const base = await captureBase(
    { project, base: 'worktree', scope: [], scratch: folder.state, limits },
    { bases: fixture.home.bases, run },
  );
  const template = await loadTemplate('implementation-planning', { home: fixture.home.templates });
  const task = completeTask({ type: 'implementation-planning', title: 'Plan it' }, 'Plan it.', project);
  const digest = digestOfJson(plan);
  const shown = by === 'another plan' ? digestOf('another') : digest;
  const drafted = by === 'other bytes' ? { ...plan, commands: { check: ['true'] } } : plan;
  const gate: Gate = {
    id: `${run}.g1`,
    phase: 'plan',
    about: { kind: 'plan', plan: shown },
    asks: 'Approve this plan?',
    why: 'scripted',
    offers: [{ answer: 'approve', does: 'approves it' }],
    shown,
    runs: whatRuns(plan, {}, setupOf(fixture.home.config)),
    openedAt: timestamp(Date.now()),
    expiresAt: timestamp(Date.now() + 1e9),
  };
  const end = { outcome: 'completed' as const, reason: 'done' as const, message: '' };
  const seat = {
    name: 'planner',
    role: 'planner' as const,
    agent: 'planner',
    provider: 'builtin',
    model: 'inherit',
    env: [],
    voice: 'rules' as const,
  };
  const bound = {
    ...seat,
    field: 'all' as const,
    version: null,
    definition: digestOf('planner'),
    instructions: '',
    concurrency: 1,
    deadline: null,
    workplace: 'objects' as const,
    judges: 'categories' as const,
  };
  const lead: RunEvent[] = [
    {
      type: 'run.created',
      payload: {
        run,
        task,
        text: digestOf('Plan it.'),
        origin: { kind: 'tool', tool: 'test' },
        template,
        config: Config.parse({}),
        home: fixture.root,
      },
    },
    { type: 'run.admitted', payload: {} },
    { type: 'base.captured', payload: { base, commands: {} } },
    { type: 'run.bound', payload: { seats: [bound], notes: [] } },
    { type: 'phase.started', payload: { phase: 'plan', team: [] } },
    { type: 'plan.drafted', payload: { phase: 'plan', dispatch: `${run}.d1`, seat: 'planner', pass: 0, plan: drafted, digest } },
    ...(by !== 'nobody' ? [{ type: 'gate.opened' as const, payload: { gate } }] : []),
  ];
  const answer: RunEvent[] = by !== 'nobody' ? [{ type: 'gate.answered', payload: { gate: gate.id, answer: 'approve', shown } }] : [];
  const rest: RunEvent[] = [
    { type: 'plan.approved', payload: { phase: 'plan', plan: digest, ...(by !== 'nobody' ? { gate: gate.id } : {}) } },
    { type: 'phase.ended', payload: { phase: 'plan', outcome: 'completed' } },
    { type: 'run.concluding', payload: { ...end, partial: false } },
    { type: 'run.ended', payload: { ...end, degraded: false, report: '' } },
  ];
  const ledger = await openLedger({ path: fixture.home.ledger, catalogue: eventCatalogue, epoch: 1 });
  try {
    let seq = 0;
    for (const [kind, events] of [
      ['lead', lead],
      ['person', answer],
      ['lead', rest],
    ] as const) {
      if (events.length === 0) continue;
      await ledger.append({
        stream: `run/${run}`,
        expectedSeq: seq,
        commandId: `made-${run}-${seq}`,
        actor: { kind },
        at: Date.now(),
        events,
      });
      seq += events.length;
    }
  } finally {
    await ledger.close();
  }
  return run;
}

/** The setup commands as the settings of the home have them now. */
function setupOf(config: string): string[][] {
  const settings = existsSync(config) ? (parse(readFileSync(config, 'utf8')) as { workplace?: { setup?: string[][] } } | null) : null;
  return settings?.workplace?.setup ?? [];
}
