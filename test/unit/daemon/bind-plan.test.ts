// Which plan a run may be based on: each refusal says why, and lists plans that would be accepted. Over a real ledger.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MusterError } from '../../../contracts/errors.ts';
import { timestamp } from '../../../contracts/time.ts';
import { checkPlanOf } from '../../../daemon/effects/base/bind-plan.ts';
import { loadTemplate } from '../../../daemon/intake/templates.ts';
import { findRuns } from '../../../daemon/records/find-runs.ts';
import { openLedger, type SqliteLedger } from '../../../runtime/ledger/open.ts';
import { eventCatalogue, type MusterEvents } from '../../../skills/events.ts';
import type { RunEvent, RunEventOf } from '../../../skills/phases/events.ts';
import { outputFor } from '../../../skills/phases/work-kinds.ts';
import { createRun } from './lead/test-run.ts';

type Created = RunEventOf<'run.created'>['payload'];
type Context = { folder: string; ledger: SqliteLedger<MusterEvents> };
const plans = suite<Context>('the plan of a task');
plans.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'muster-'));
  context.ledger = await openLedger({ path: join(context.folder, 'ledger.db'), catalogue: eventCatalogue, epoch: 1 });
});
plans.after.each(async ({ folder, ledger }) => {
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const HASH = 'a'.repeat(64);
const { plan } = JSON.parse(outputFor('planning').example);

async function createdOf(run: string, type: string, task: Partial<Created['task']> = {}): Promise<Created> {
  const { created } = createRun().state();
  return { ...created, run, template: await loadTemplate(type, { home: '/nowhere' }), task: { ...created.task, type, ...task } };
}

const SEAT = {
  name: 'planner',
  role: 'planner' as const,
  agent: 'planner',
  provider: 'builtin',
  model: 'inherit',
  env: [],
  voice: 'rules' as const,
  field: 'all' as const,
  judges: 'categories' as const,
  version: null,
  definition: HASH,
  instructions: '',
  concurrency: 1,
  deadline: null,
  workplace: 'objects' as const,
};

type Past = {
  by?: 'person';
  approved?: boolean;
  outcome?: 'completed' | 'aborted';
  task?: Partial<Created['task']>;
  type?: string;
  open?: boolean;
};

async function past(ledger: SqliteLedger<MusterEvents>, run: string, it: Past = {}): Promise<void> {
  const { approved = true, by, outcome = 'completed', type = 'implementation-planning' } = it;
  const digest = HASH;
  const gate = { id: `${run}.g1`, phase: 'plan', about: { kind: 'plan' as const, plan: digest }, asks: 'Approve?', why: '', shown: digest };
  const offers = [{ answer: 'approve' as const, does: 'approves it' }];
  const times = { openedAt: timestamp(Date.now()), expiresAt: timestamp(Date.now() + 1e9) };
  const opened: RunEvent = { type: 'gate.opened', payload: { gate: { ...gate, offers, ...times } } };
  const planned: RunEvent[] = [
    { type: 'run.admitted', payload: {} },
    { type: 'run.bound', payload: { seats: [SEAT], notes: [] } },
    { type: 'phase.started', payload: { phase: 'plan', team: [] } },
    { type: 'plan.drafted', payload: { phase: 'plan', dispatch: `${run}.d1`, seat: 'planner', pass: 0, plan, digest } },
    ...(by === 'person'
      ? [opened, { type: 'gate.answered' as const, payload: { gate: gate.id, answer: 'approve' as const, shown: digest } }]
      : []),
    ...(approved ? [{ type: 'plan.approved' as const, payload: { phase: 'plan', plan: digest } }] : []),
  ];
  const end = { outcome, reason: 'done' as const, message: '' };
  const events: RunEvent[] = [
    { type: 'run.created', payload: await createdOf(run, type, { title: `about ${run}`, ...it.task }) },
    ...(type === 'implementation-planning' ? planned : []),
    ...(it.open
      ? []
      : [
          { type: 'run.concluding' as const, payload: { ...end, partial: false } },
          { type: 'run.ended' as const, payload: { ...end, degraded: false, report: '' } },
        ]),
  ];
  for (const [at, event] of events.entries()) {
    const actor = { kind: event.type === 'gate.answered' ? ('person' as const) : ('lead' as const) };
    await ledger.append({ stream: `run/${run}`, expectedSeq: at, commandId: `made-${run}-${at}`, actor, at: Date.now(), events: [event] });
  }
}

const refusal = async (created: Created, ledger: SqliteLedger<MusterEvents>): Promise<MusterError> =>
  checkPlanOf(created, { ledger }).then(
    () => assert.unreachable('it was accepted') as never,
    (it: MusterError) => it,
  );

plans('does not concern a review, which says so if it is given one', async ({ ledger }) => {
  await checkPlanOf(await createdOf('r-bbbbbb', 'review'), { ledger });
  const error = await refusal(await createdOf('r-bbbbbb', 'review', { plan: 'r-aaaaaa' }), ledger);
  assert.is(error.message, 'review does not use a plan, but the task names r-aaaaaa');
});

plans('is valid if it was approved, in an ended run of the same project', async ({ ledger }) => {
  await past(ledger, 'r-aaaaaa');
  await checkPlanOf(await createdOf('r-bbbbbb', 'final-verification', { plan: 'r-aaaaaa' }), { ledger });
  await checkPlanOf(await createdOf('r-bbbbbb', 'final-verification'), { ledger });
});

const WRONG: readonly [what: string, it: Past, says: RegExp][] = [
  ['of another project', { task: { project: '/q' } }, /`plan`: r-aaaaaa is about \/q, but this task is about \/p/],
  ['of a run that goes on', { open: true }, /r-aaaaaa has not ended/],
  ['of a run that was to make none', { type: 'review' }, /r-aaaaaa made no plan: it has the type review/],
  ['that nobody approved', { approved: false }, /r-aaaaaa made a plan that was not approved/],
  ['of a run that was ended', { outcome: 'aborted' }, /r-aaaaaa ended aborted/],
];
for (const [what, it, says] of WRONG) {
  plans(`${what} is refused, with those that would work`, async ({ ledger }) => {
    await past(ledger, 'r-aaaaaa', it);
    const asking = await createdOf('r-bbbbbb', 'final-verification', { plan: 'r-aaaaaa' });
    const alone = await refusal(asking, ledger);
    assert.is(alone.code, 'binding-refused');
    assert.match(alone.message, says);
    assert.match(alone.hint, /^This project has no approved plan yet/);
    await past(ledger, 'r-cccccc');
    assert.is((await refusal(asking, ledger)).hint, 'Approved plans of this project: r-cccccc (about r-cccccc).');
  });
}

plans('that is no run at all is refused too', async ({ ledger }) => {
  const error = await refusal(await createdOf('r-bbbbbb', 'final-verification', { plan: 'r-zzzzzz' }), ledger);
  assert.match(error.message, /r-zzzzzz is not a run of this home/);
});

plans('is carried out only if a person has approved it, and checked by a final verification in any case', async ({ ledger }) => {
  await past(ledger, 'r-aaaaaa');
  const error = await refusal(await createdOf('r-bbbbbb', 'implementation', { plan: 'r-aaaaaa' }), ledger);
  assert.match(error.message, /made a plan that no person approved, only the setting `approvals: auto`/);
  assert.match(error.hint, /^This project has no approved plan yet/);
  await past(ledger, 'r-cccccc', { by: 'person' });
  await checkPlanOf(await createdOf('r-bbbbbb', 'implementation', { plan: 'r-cccccc' }), { ledger });
  assert.is(
    (await refusal(await createdOf('r-bbbbbb', 'implementation'), ledger)).hint,
    'Approved plans of this project: r-cccccc (about r-cccccc).',
  );
});

plans('runs are filed by their first event, newest first, and a damaged one is skipped', async ({ ledger }) => {
  for (const run of ['r-aaaaaa', 'r-bbbbbb']) await past(ledger, run, { open: run === 'r-bbbbbb' });
  const filed: string[] = [];
  for await (const { run, ended, created } of findRuns(ledger)) filed.push(`${run} ${ended} ${created.task.type}`);
  assert.equal(filed, ['r-bbbbbb false implementation-planning', 'r-aaaaaa true implementation-planning']);
});

plans.run();
