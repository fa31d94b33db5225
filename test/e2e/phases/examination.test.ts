// Real workers examine findings, round by round: what each of them is shown, and the outcome of their verdicts.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Convergence } from '../../../contracts/findings/convergence.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type DaemonFixture, openDaemonFixture } from '../daemon-fixture.ts';
import { examined } from './examining.ts';

const examination = suite<{ fixture: DaemonFixture }>('an examination');

examination.before.each((context) => {
  context.fixture = openDaemonFixture();
});

examination.after.each(({ fixture }) => fixture.clear());

const states = (view: RunView) => Object.fromEntries(view.findings.map((it) => [it.title, `${it.state} ${it.settledIn}`]));

const idOf = (view: RunView, title: string): string => view.findings.find((it) => it.title === title)?.id ?? '';

/** What was asked of a seat in a round: the prompt as the worker had it. */
function promptOf(view: RunView, seat: string, round: number): string {
  const dispatch = view.dispatches.find((it) => it.seat === seat && it.round === round && it.phase === 'convergence');
  return dispatch?.prompt ? readFileSync(dispatch.prompt.path, 'utf8') : '';
}

const FLOATS = 'Prices are added as floating point numbers';

const CENTS = 'The receipt rounds what the bank does not';

const EMPTY = 'An empty cart can be paid';

const NOWHERE = 'The session never ends';

examination('settles what is clear, shows the origin the objections to the rest, and lets it withdraw', async ({ fixture }) => {
  const view = await examined(fixture, ['finds-and-withdraws', 'proves-wrong', 'doubts']);
  assert.equal(states(view), { [FLOATS]: 'full-consensus 1', [EMPTY]: 'withdrawn 2', [NOWHERE]: 'unsupported 0' });
  assert.equal([view.convergence.rounds, view.convergence.ended], [2, 'queue-empty']);
  const [floats, empty, nowhere] = [FLOATS, EMPTY, NOWHERE].map((it) => idOf(view, it));

  // Who raised them is not asked in the first round; what cannot be found is sent to nobody.
  assert.is(promptOf(view, 'finds-and-withdraws', 1), '');
  for (const seat of ['proves-wrong', 'doubts']) {
    assert.equal(view.dispatches.find((it) => it.seat === seat && it.round === 1)?.findings, [empty, floats].toSorted());
    assert.not.match(promptOf(view, seat, 1), NOWHERE);
    assert.not.match(promptOf(view, seat, 1), /finds-and-withdraws|Brought up/);
  }
  assert.ok(view.dispatches.every((it) => !it.findings.includes(nowhere ?? '')));

  // In the second, the origin sees both objections with the counter-proof, and nobody's name.
  const defence = promptOf(view, 'finds-and-withdraws', 2);
  assert.match(defence, 'You raised it; read the objections.');
  assert.match(defence, 'Brought up against it: A sum of zero is refused.');
  assert.match(defence, "pay.js:4\n      if (sum <= 0) throw new RangeError('nothing to pay');");
  assert.match(defence, 'Brought up against it: I do not think so.');
  assert.match(defence, '## What you raised yourself');
  assert.not.match(defence, /proves-wrong|doubts|# F-\d+\n(?:(?!# F)[\s\S])*floating point/);
  // And who doubted without seeing the proof is shown it; who brought it is not asked again.
  assert.match(promptOf(view, 'doubts', 2), 'You have judged it before; the following is new.');
  assert.is(promptOf(view, 'proves-wrong', 2), '');

  const written = Convergence.parse(
    JSON.parse(readFileSync(join(fixture.home.run(view.id).state, 'convergence', 'convergence.json'), 'utf8')),
  );
  assert.equal([written.findings, written.words, written.ended], [view.findings, view.words, 'queue-empty']);
  assert.equal(
    written.words.map(
      (it) => `${it.round} ${it.finding === empty ? 'empty' : 'floats'} ${it.seat} ${it.verdict}${it.counterProof ? ' proven' : ''}`,
    ),
    [
      '1 floats doubts AGREE',
      '1 empty doubts DISAGREE',
      '1 floats proves-wrong AGREE',
      '1 empty proves-wrong DISAGREE proven',
      '2 empty doubts DISAGREE',
      '2 empty finds-and-withdraws WITHDRAW',
    ],
  );
  const lines = fixture.progress();
  for (const line of ['round=1 queue=2', 'round=2 queue=1', 'ended=queue-empty'])
    assert.match(lines, `PROGRESS: phase-5.5-convergence ${line}\n`);
});

examination('refutes what only its origin still supports after it was heard', async ({ fixture }) => {
  const view = await examined(fixture, ['insists', 'proves-wrong', 'doubts']);
  assert.equal(states(view), { [FLOATS]: 'full-consensus 1', [EMPTY]: 'refuted 2' });
  const refuted = view.findings.find((it) => it.title === EMPTY);
  assert.is(
    refuted?.reason,
    'Refuted: doubts disagrees, proves-wrong disagrees; insists stands by it after being asked again; that doubts looked is claimed, not witnessed.',
  );
});

for (const [adversarial, state] of [
  [false, 'partial-consensus 2'],
  [true, 'contested 2'],
] as const) {
  examination(
    `keeps dissent: a counter-proof that was found ${adversarial ? 'cannot be outvoted where refutation is asked for' : 'stands beside the majority'}`,
    async ({ fixture }) => {
      const view = await examined(fixture, ['insists', 'believes', 'proves-wrong'], { adversarial });
      assert.is(states(view)[EMPTY], state);
      assert.is(view.convergence.ended, 'max-rounds');
      const prompt = promptOf(view, 'believes', 1);
      assert.is(prompt.includes('## Manner: adversarial'), adversarial);
      assert.is(prompt.includes('Manner: lightweight, adversarial.'), adversarial);
      const page = readFileSync(join(fixture.home.run(view.id).report, 'report.md'), 'utf8');
      assert.match(page, 'A sum of zero is refused.');
      assert.match(page, 'dissent, with counter-evidence that was found');
    },
  );
}

examination('has the whole scope reviewed if that is asked for, in one round', async ({ fixture }) => {
  const view = await examined(fixture, ['insists', 'believes', 'proves-wrong'], { mode: 'full-reanalysis', maxRounds: 1 });
  assert.equal([view.convergence.rounds, view.convergence.ended], [1, 'max-rounds']);
  assert.is(states(view)[EMPTY], 'partial-consensus 1');
  const prompt = promptOf(view, 'believes', 1);
  assert.match(prompt, '## Manner: full-reanalysis');
  assert.match(prompt, 'Manner: full-reanalysis, last round.');
  assert.not.match(prompt, '## Manner: lightweight');
});

examination('merges what is called a duplicate, and keeps both wordings', async ({ fixture }) => {
  const view = await examined(fixture, ['raises-floats', 'raises-cents', 'calls-it-a-duplicate']);
  const [floats, cents] = [FLOATS, CENTS].map((title) => view.findings.find((it) => it.title === title));
  assert.equal([cents?.state, cents?.mergedInto, floats?.state], ['merged', floats?.id, 'full-consensus']);
  assert.is(cents?.reason, `It repeats ${floats?.id}, according to calls-it-a-duplicate, raises-floats.`);
  const page = readFileSync(join(fixture.home.run(view.id).report, 'report.md'), 'utf8');
  assert.match(page, `also raised as ${cents?.id}`);
  assert.match(page, 'What is printed is not what is charged.');
});

examination('asks those again whose verdict is older than new evidence', async ({ fixture }) => {
  const view = await examined(fixture, ['raises-floats', 'adds', 'changes-its-mind']);
  assert.equal(states(view), { [FLOATS]: 'full-consensus 2' });
  assert.match(
    promptOf(view, 'changes-its-mind', 2),
    'Brought up for it: It begins here already.\n- cart.js:2\n      let sum = 0; // a float from here on',
  );
  assert.match(promptOf(view, 'changes-its-mind', 2), '## What you judged before');
  assert.is(promptOf(view, 'adds', 2), '');
});

examination('counts an abstention and a missing verdict as no vote, and says who gave none', async ({ fixture }) => {
  const view = await examined(fixture, ['raises-floats', 'abstains', 'forgets']);
  const [finding] = view.findings;
  assert.equal([finding?.state, view.convergence.rounds], ['worker-unique', 1]);
  assert.is(finding?.reason, 'One reviewer only: raises-floats raised it; abstains abstained, forgets gave no verdict (no-answer).');
});

examination.run();
