// What a task may set of its task type for one run, and which wishes would do nothing.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Task, TaskFront } from '../../../../contracts/task/task.ts';
import type { Template } from '../../../../contracts/task/template.ts';
import { loadTemplate } from '../../../../daemon/intake/templates.ts';
import { readTask } from '../../../../skills/intake/read-task.ts';
import { tailorTemplate } from '../../../../skills/intake/tailor-template.ts';

const test = suite('a task type as a task wants it');

type Wish = Pick<Task, 'convergence' | 'phases' | 'deadline'>;
const type = (name: string): Promise<Template> => loadTemplate(name, { home: '/nowhere' });

async function tailored(name: string, wish: Wish): Promise<Template> {
  const made = tailorTemplate(await type(name), wish);
  if (made.kind === 'wrong') throw new Error(made.says);
  return made.template;
}

test('without settings in the task is unchanged', async () => {
  for (const name of ['review', 'final-verification', 'implementation'] as const) assert.equal(await tailored(name, {}), await type(name));
});

test('applies what is set, and keeps the rest', async () => {
  const { convergence } = await tailored('error-analysis', { convergence: { maxRounds: 3, mode: 'full-reanalysis' } });
  assert.equal(convergence, { enabled: true, maxRounds: 3, mode: 'full-reanalysis', adversarial: true, critic: false });
  assert.is((await tailored('review', { convergence: { enabled: false } })).convergence.enabled, false);
  // To say what is usual is no mistake.
  assert.equal(await tailored('review', { convergence: { maxRounds: 2 } }), await type('review'));
});

test('with a critic is as if the task type had one, and the other way round', async () => {
  const review = await type('review');
  const made = await tailored('review', { convergence: { critic: true } });
  assert.equal(
    made.phases.map((it) => [it.key, it.expects?.schema]),
    [
      ['analysis', 'findings@1'],
      ['convergence', 'convergence@1'],
      ['critic', 'gaps@1'],
    ],
  );
  assert.equal(made.roster.at(-1), { role: 'critic', seats: 'one', optional: true });
  const back = tailorTemplate(made, { convergence: { critic: false } });
  assert.equal(back.kind === 'tailored' && back.template, review);
});

test('gives phases their time limits', async () => {
  const made = await tailored('review', { phases: { analysis: { deadline: '20m' } } });
  assert.equal(
    made.phases.map((it) => it.deadline),
    ['20m', undefined],
  );
  const critic = await tailored('review', { convergence: { critic: true }, phases: { critic: { deadline: '5m' } } });
  assert.is(critic.phases[2]?.deadline, '5m');
});

const IDLE: [name: string, wish: Wish, says: RegExp][] = [
  ['review', { convergence: {} }, /`convergence` sets nothing/],
  ['prompt', { convergence: { maxRounds: 1 } }, /`convergence` has no effect: the task type `prompt` has no phase/],
  ['conformance', { convergence: { enabled: true } }, /has no phase in which findings are examined/],
  ['review', { convergence: { enabled: false, adversarial: true } }, /`convergence\.adversarial` has no effect while/],
  ['final-verification', { convergence: { critic: true } }, /`convergence\.critic` has no effect: the critic of .* is a phase of its own/],
  ['final-verification', { convergence: { critic: false } }, /`convergence\.critic` has no effect/],
  ['review', { phases: {} }, /`phases` sets nothing; the phases are: analysis, convergence/],
  [
    'review',
    { phases: { anaylsis: { deadline: '5m' } } },
    /no such phase; did you mean `analysis`\?; its phases are: analysis, convergence/,
  ],
  ['review', { phases: { critic: { deadline: '5m' } } }, /`phases\.critic`: the task type `review` has no such phase/],
  ['review', { phases: { analysis: { deadline: '45m' } } }, /`phases\.analysis\.deadline` is 45m and has no effect: .* is 45m/],
  ['review', { deadline: '10m', phases: { analysis: { deadline: '20m' } } }, /has no effect: the deadline of the whole run is 10m/],
  ['review', { phases: { analysis: { deadline: '0s' } } }, /must be longer than 0/],
];
for (const [name, wish, says] of IDLE) {
  test(`${name} is refused with ${JSON.stringify(wish)}, which would have no effect`, async () => {
    const made = tailorTemplate(await type(name), wish);
    assert.match(made.kind === 'wrong' ? made.says : 'was taken', says);
  });
}

const UNREAD: [front: string, says: string][] = [
  ['convergence:\n  maxRounds: 4', '`convergence.maxRounds`: must be at most 3'],
  ['convergence: { rounds: 2 }', 'unknown key `convergence.rounds`; did you mean `maxRounds`?'],
  ['phases: { analysis: { deadline: soon } }', '`phases.analysis.deadline`: a duration such as 45m, 90s or 2h'],
  ['phases: { analysis: { deadline: 5m, limit: 3 } }', 'unknown key `phases.analysis.limit`'],
];
for (const [front, says] of UNREAD) {
  test(`says where ${front} is wrong`, () => {
    const reading = readTask(`---\n${front}\n---\nLook.`, 'task.md');
    assert.equal(reading.kind === 'faults' && reading.faults.map((it) => it.message), [says]);
  });
}

test('has the same keys in a file as in an accepted task', () => {
  for (const key of ['convergence', 'phases'] as const)
    for (const wish of [{ convergence: { maxRounds: 1 } }, { phases: { a: { deadline: '1m' } } }, {}])
      assert.equal(TaskFront.shape[key].safeParse(wish[key as never]).success, Task.shape[key].safeParse(wish[key as never]).success);
});

test.run();
