// A phase that reaches its time limit: who is ended, what counts, what follows, and what the clock leaves out.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PhaseTemplate } from '../../../../../contracts/task/template.ts';
import { viewRun } from '../../../../../daemon/lead/run/view-run.ts';
import type { RunEvent } from '../../../../../skills/phases/events.ts';
import { limitsOf } from '../../../../../skills/phases/watch.ts';
import { ANSWER, ended, file, seen, session } from '../../../skills/dispatch/situation.ts';
import { attemptEnded, bound, prompt, RUN, seat, short, started, type TestRun } from '../test-run.ts';

const test = suite('the time limit of a phase');
const MINUTE = 60_000;
const LOOK: PhaseTemplate = {
  key: 'look',
  kind: 'fan-out',
  role: 'analyser',
  skill: 'analysis',
  deadline: '5m',
  expects: { artifact: 'findings', schema: 'findings@1' },
};
const EXAMINE: PhaseTemplate = { key: 'examine', kind: 'convergence', expects: { artifact: 'convergence', schema: 'convergence@1' } };
const AFTER: PhaseTemplate = { ...LOOK, key: 'after', deadline: undefined };
const d = (n: number) => `${RUN}.d${n}`;

/** What an analysis without findings looked at. */
const lookedUp = (dispatch: string) => ({
  kind: 'evidence' as const,
  dispatch,
  findings: [],
  verdicts: [],
  gaps: [],
  receipt: { files: 1, opened: '0', searched: '', by: 'claimed' as const, searchSeen: false, unwitnessed: 0, absent: [] },
});

function starts(run: TestRun, n: number): void {
  run.observation('write-prompt', prompt(d(n), 1, 'first'));
  run.observation('start', started(d(n), 1));
}

/** Comes, as far as the run is told, in the look that another story begins with. */
function answers(run: TestRun, n: number, what: object = {}): RunEvent[] {
  const result = file({ ...ANSWER, dispatch: d(n), ...what });
  const events = run.observation('look', { kind: 'looked', dispatch: d(n), attempt: 1, look: seen({ session: session(), result }) });
  run.observation('end', attemptEnded(d(n), 1, { look: seen({ session: ended() }) }));
  if (!('findings' in what) && !('role' in what)) run.observation(`check-evidence:${d(n)}`, lookedUp(d(n)));
  return events;
}

const FINDING = {
  localId: 'a',
  title: 'a job is lost',
  severity: 'major',
  category: 'correctness',
  claim: 'the queue drops what fails',
  evidence: [{ path: 'src/a.ts', line: 1, quote: 'the line that stands there' }],
  confidence: 0.9,
};

function two(phases: PhaseTemplate[], more = {}): TestRun {
  const run = bound([seat('one'), seat('two')], { phases, ...more });
  starts(run, 1);
  starts(run, 2);
  return run;
}

test('ends its workers, settles with what has arrived, and the run continues, degraded', () => {
  const run = two([LOOK, AFTER]);
  answers(run, 1);
  run.pass(5 * MINUTE - 1);
  assert.is(run.askAgainIn() <= 1, true);
  assert.equal(short(run.input({ kind: 'tick' })), ['poll.reported']);
  run.pass(1);
  assert.equal(short(run.input({ kind: 'tick' })), ['phase.overdue', 'attempt.ending deadline']);
  assert.ok(run.wanted().includes(`end:${d(2)}.1`));
  const end = short(run.observation(`end:${d(2)}.1`, attemptEnded(d(2), 1)));
  assert.equal(end.slice(0, 4), ['attempt.ended deadline', 'dispatch.ended timeout', `phase.ended ${words('5m', 1, 2)}`, 'phase.started']);
  const [look, after] = viewRun(run.state()).phases;
  assert.equal([look?.state, look?.reason, after?.state], ['completed', words('5m', 1, 2), 'awaiting-artifact']);
});

const words = (limit: string, some: number, all: number) =>
  `its time limit of ${limit} was reached, when ${some} of ${all} workers had answered`;

test('is mentioned in the outcome of the run', () => {
  const run = two([LOOK]);
  answers(run, 1);
  run.pass(5 * MINUTE).input({ kind: 'tick' });
  run.observation(`end:${d(2)}.1`, attemptEnded(d(2), 1));
  const view = viewRun(run.state());
  assert.equal([view.outcome, view.reason, view.degraded], ['completed', 'done', true]);
  assert.equal(view.degradedWhy, [`phase look: ${words('5m', 1, 2)}`, 'two: deadline']);
});

test('keeps an answer that the last look before the kill finds', () => {
  const run = two([LOOK]);
  answers(run, 1);
  run.pass(5 * MINUTE).input({ kind: 'tick' });
  const left = seen({ session: ended({ by: 'stopped' }), result: file({ ...ANSWER, dispatch: d(2) }) });
  const end = short(run.observation(`end:${d(2)}.1`, attemptEnded(d(2), 1, { look: left })));
  assert.equal(end.slice(0, 3), ['result.accepted', 'dispatch.ended completed', 'attempt.ended done']);
  const checked = short(run.observation(`check-evidence:${d(2)}`, lookedUp(d(2))));
  assert.equal(checked.slice(0, 2), ['evidence.checked', `phase.ended ${words('5m', 2, 2)}`]);
});

test('without any answer counts as no answers', () => {
  const run = two([LOOK, AFTER]);
  run.pass(5 * MINUTE).input({ kind: 'tick' });
  run.observation(`end:${d(1)}.1`, attemptEnded(d(1), 1));
  const end = short(run.observation(`end:${d(2)}.1`, attemptEnded(d(2), 1)));
  assert.ok(
    end.some((it) => it.startsWith(`phase.ended no result was collected; ${words('5m', 0, 2)}`)),
    end.join('\n'),
  );
  assert.ok(end.includes('run.concluding no-result'));
});

test('starts no worker that has not started yet', () => {
  const run = bound([seat('one'), seat('two')], { phases: [LOOK] });
  starts(run, 1);
  answers(run, 1);
  run.pass(5 * MINUTE);
  assert.equal(short(run.input({ kind: 'tick' })).slice(0, 3), [
    'phase.overdue',
    'dispatch.ended not-run',
    `phase.ended ${words('5m', 1, 2)}`,
  ]);
});

test('is counted from the start of the phase, in working time', () => {
  const run = two([{ ...LOOK, deadline: undefined }, EXAMINE, { ...AFTER, deadline: '2m' }]);
  run.pass(4 * MINUTE);
  answers(run, 1);
  answers(run, 2);
  assert.is(run.state().phases[2]?.state, 'running');
  starts(run, 3);
  starts(run, 4);
  run.pass(MINUTE);
  run.input({ kind: 'command', command: { kind: 'pause', run: RUN, reason: 'lunch' } });
  run.pass(60 * MINUTE);
  assert.not(short(run.input({ kind: 'tick' })).includes('phase.overdue'));
  run.input({ kind: 'command', command: { kind: 'resume', run: RUN } });
  run.pass(MINUTE - 1);
  assert.not(short(run.input({ kind: 'tick' })).includes('phase.overdue'));
  run.pass(1);
  assert.is(short(run.input({ kind: 'tick' }))[0], 'phase.overdue');
});

test('of an examination closes its round, and no other is opened', () => {
  const run = two([LOOK, { ...EXAMINE, deadline: '1m' }], { convergence: { enabled: true, maxRounds: 3 } });
  answers(run, 1, { findings: [FINDING] });
  run.observation(`check-evidence:${d(1)}`, {
    kind: 'evidence',
    dispatch: d(1),
    findings: [{ ref: `${d(1)}/a`, checks: [{ outcome: 'found' }] }],
    verdicts: [],
    gaps: [],
  });
  answers(run, 2);
  const asked = run.state().dispatches.slice(2);
  assert.equal(
    asked.map((it) => [it.seat, it.phase]),
    [['two', 'examine']],
  );
  starts(run, 3);
  run.pass(MINUTE);
  assert.equal(short(run.input({ kind: 'tick' })).slice(0, 2), ['phase.overdue', 'attempt.ending deadline']);
  const end = short(run.observation(`end:${d(3)}.1`, attemptEnded(d(3), 1)));
  assert.equal(
    end.filter((it) => it.startsWith('convergence.')),
    ['convergence.closed', 'convergence.ended deadline'],
  );
  assert.ok(end.includes(`phase.ended ${words('1m', 0, 1)}`));
  const [finding] = viewRun(run.state()).findings;
  assert.is(finding?.state, 'worker-unique');
});

test('of a critic leaves the gaps that nobody looked at as risks', () => {
  const critic: PhaseTemplate = { key: 'critic', kind: 'critic', mode: 'coverage', deadline: '1m' };
  const run = bound([seat('one'), seat('doubter', 'command', 'critic')], { phases: [{ ...LOOK, deadline: undefined }, critic] });
  starts(run, 1);
  answers(run, 1);
  starts(run, 2);
  answers(run, 2, {
    role: 'critic',
    gaps: [{ title: 'nobody looked at the lock', claim: 'nobody did', category: 'correctness', evidence: [] }],
  });
  const gaps = [{ gap: 'G-001', checks: [] }];
  run.observation(`check-evidence:${d(2)}`, { kind: 'evidence', dispatch: d(2), findings: [], verdicts: [], gaps });
  starts(run, 3);
  run.pass(MINUTE).input({ kind: 'tick' });
  run.observation(`end:${d(3)}.1`, attemptEnded(d(3), 1));
  const [gap] = viewRun(run.state()).gaps;
  assert.is(gap?.outcome, 'residual-risk');
  assert.match(gap?.reason ?? '', /time limit of the phase was reached before any worker had looked/);
});

test('starts over for work that a person has done again', () => {
  const gates = [{ name: 'enough', asks: 'Is that enough?' }];
  const run = bound([seat('one')], { phases: [{ ...LOOK, gates }] });
  starts(run, 1);
  run.pass(5 * MINUTE - 1);
  answers(run, 1);
  const gate = run.state().gates[0]?.gate;
  if (!gate) throw new Error('nobody is asked');
  // A person takes a day, which is no working time.
  run.pass(86_400_000);
  const answer = {
    kind: 'answer' as const,
    run: RUN,
    gate: gate.id,
    shown: gate.shown,
    answer: 'request-changes' as const,
    comment: 'closer',
  };
  run.input({ kind: 'command', command: answer });
  run.observation('write-prompt', prompt(d(2), 1, 'first'));
  run.observation('start', started(d(2), 1));
  run.pass(4 * MINUTE);
  assert.not(short(run.input({ kind: 'tick' })).includes('phase.overdue'));
});

test('still asks the questions of the template', () => {
  const gates = [{ name: 'enough', asks: 'Is that enough?' }];
  const run = two([{ ...LOOK, gates }]);
  answers(run, 1);
  run.pass(5 * MINUTE).input({ kind: 'tick' });
  assert.ok(short(run.observation(`end:${d(2)}.1`, attemptEnded(d(2), 1))).includes('gate.opened'));
  const gate = run.state().gates[0]?.gate;
  if (!gate) throw new Error('nobody is asked');
  const answer = { kind: 'answer' as const, run: RUN, gate: gate.id, shown: gate.shown, answer: 'approve' as const };
  assert.ok(short(run.input({ kind: 'command', command: answer })).includes(`phase.ended ${words('5m', 1, 2)}`));
});

test('is the limit that a worker is told, if it is shorter than its own', () => {
  const told = (deadline: string) => {
    const run = bound([seat('one')], { phases: [{ ...LOOK, deadline }] });
    const [dispatch] = run.state().dispatches;
    return dispatch && limitsOf(run.state(), dispatch);
  };
  assert.equal([told('5s')?.hard, told('5s')?.soft, told('5m')?.hard], [5_000, 5_000, 30_000]);
});

test.run();
