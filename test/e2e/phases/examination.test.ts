// Findings that are examined by real workers, round by round: what each is shown, what their words come
// to, and why it ends. The rules themselves have tests of their own; here they run in the whole program.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Convergence, type ConvergenceSettings } from '../../../contracts/findings/convergence.ts';
import { Report } from '../../../contracts/run/report.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { closingScreen } from '../../../daemon/cli/screens/closing-screen.ts';
import { renderAs } from '../../../skills/report-writer/formats/formats.ts';
import { type DaemonStage, openDaemonStage, until, WORKERS } from '../daemon-stage.ts';

const examination = suite<{ stage: DaemonStage }>('an examination');

examination.before.each((context) => {
  context.stage = openDaemonStage();
});
examination.after.each(({ stage }) => stage.clear());

const SHOP = {
  'cart.js': [
    'export function total(items) {',
    '  let sum = 0; // a float from here on',
    '  for (const item of items) sum += item.price;',
    '  return sum;',
    '}',
    '',
    'export function titles(items) {',
    '  return items.map((item) => item.title);',
    '}',
    '',
    'export function receipt(sum) {',
    '  return `${sum.toFixed(2)} in all, thank you`;',
    '}',
    '',
  ].join('\n'),
  'pay.js': [
    "import { total } from '../cart.js';",
    'export async function pay(items, bank) {',
    '  const sum = total(items);',
    "  if (sum <= 0) throw new RangeError('nothing to pay');",
    '  return bank.charge(sum);',
    '}',
    '',
  ].join('\n'),
};

/** Seats workers by the names of their files, and lets them examine the shop. */
async function examined(
  stage: DaemonStage,
  workers: readonly string[],
  settings: Partial<ConvergenceSettings> = {},
  files: Record<string, string> = SHOP,
): Promise<RunView> {
  const convergence = { enabled: true, maxRounds: 2, mode: 'lightweight', adversarial: false, critic: false, ...settings };
  stage.config('grace: { flush: 300ms, exit: 1s, invalid: 1s, kill: 1s }\n');
  stage.write(
    join(stage.home.templates, 'review.yaml'),
    [
      'name: review',
      'replaces: review',
      'description: scripted workers',
      'roster: [{ role: analyser, seats: task }]',
      'phases: [{ key: analysis, kind: fan-out, role: analyser, skill: analysis }, { key: convergence, kind: convergence }]',
      'quorum: 1',
      'deadline: 10m',
      'limits: {}',
      `convergence: ${JSON.stringify(convergence)}`,
    ].join('\n'),
  );
  const project = stage.project('shop', files);
  for (const it of workers) if (it !== 'builtin') stage.agent(it, `${it}.mjs`);
  await stage.up();
  stage.drop('look.md', stage.task(project, workers));
  let runs: string[] = [];
  await until('the run', async () => {
    runs = await stage.runs();
    return runs.length > 0;
  });
  const view = await stage.ended(runs[0] ?? '');
  assert.is(view.outcome, 'completed', view.message);
  return view;
}

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

examination('settles what is clear, shows the origin what is held against the rest, and lets it take that back', async ({ stage }) => {
  const view = await examined(stage, ['finds-and-withdraws', 'proves-wrong', 'doubts']);
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
    JSON.parse(readFileSync(join(stage.home.run(view.id).state, 'convergence', 'convergence.json'), 'utf8')),
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
  const lines = stage.progress();
  for (const line of ['round=1 queue=2', 'round=2 queue=1', 'ended=queue-empty'])
    assert.match(lines, `PROGRESS: phase-5.5-convergence ${line}\n`);
});

examination('refutes what only its origin holds after it was heard', async ({ stage }) => {
  const view = await examined(stage, ['insists', 'proves-wrong', 'doubts']);
  assert.equal(states(view), { [FLOATS]: 'full-consensus 1', [EMPTY]: 'refuted 2' });
  const refuted = view.findings.find((it) => it.title === EMPTY);
  assert.is(refuted?.reason, 'Refuted: doubts disagrees, proves-wrong disagrees; insists stands by it after being asked again.');
});

for (const [adversarial, state] of [
  [false, 'partial-consensus 2'],
  [true, 'contested 2'],
] as const) {
  examination(
    `keeps dissent: a counter-proof that was found ${adversarial ? 'cannot be outvoted where refutation is asked for' : 'stands beside the majority'}`,
    async ({ stage }) => {
      const view = await examined(stage, ['insists', 'believes', 'proves-wrong'], { adversarial });
      assert.is(states(view)[EMPTY], state);
      assert.is(view.convergence.ended, 'max-rounds');
      const prompt = promptOf(view, 'believes', 1);
      assert.is(prompt.includes('## Manner: adversarial'), adversarial);
      assert.is(prompt.includes('Manner: lightweight, adversarial.'), adversarial);
      const page = readFileSync(join(stage.home.run(view.id).report, 'report.md'), 'utf8');
      assert.match(page, 'A sum of zero is refused.');
      assert.match(page, 'dissent, with counter-evidence that was found');
    },
  );
}

examination('has the whole scope looked through where that is asked for, in one round', async ({ stage }) => {
  const view = await examined(stage, ['insists', 'believes', 'proves-wrong'], { mode: 'full-reanalysis', maxRounds: 1 });
  assert.equal([view.convergence.rounds, view.convergence.ended], [1, 'max-rounds']);
  assert.is(states(view)[EMPTY], 'partial-consensus 1');
  const prompt = promptOf(view, 'believes', 1);
  assert.match(prompt, '## Manner: full-reanalysis');
  assert.match(prompt, 'Manner: full-reanalysis, last round.');
  assert.not.match(prompt, '## Manner: lightweight');
});

examination('merges what is called a duplicate, and keeps both wordings', async ({ stage }) => {
  const view = await examined(stage, ['raises-floats', 'raises-cents', 'calls-it-a-duplicate']);
  const [floats, cents] = [FLOATS, CENTS].map((title) => view.findings.find((it) => it.title === title));
  assert.equal([cents?.state, cents?.mergedInto, floats?.state], ['merged', floats?.id, 'full-consensus']);
  assert.is(cents?.reason, `It repeats ${floats?.id}, according to calls-it-a-duplicate, raises-floats.`);
  const page = readFileSync(join(stage.home.run(view.id).report, 'report.md'), 'utf8');
  assert.match(page, `also raised as ${cents?.id}`);
  assert.match(page, 'What is printed is not what is charged.');
});

examination('asks those again whose word is older than new evidence', async ({ stage }) => {
  const view = await examined(stage, ['raises-floats', 'adds', 'changes-its-mind']);
  assert.equal(states(view), { [FLOATS]: 'full-consensus 2' });
  assert.match(
    promptOf(view, 'changes-its-mind', 2),
    'Brought up for it: It begins here already.\n- cart.js:2\n      let sum = 0; // a float from here on',
  );
  assert.match(promptOf(view, 'changes-its-mind', 2), '## What you judged before');
  assert.is(promptOf(view, 'adds', 2), '');
});

examination('takes an abstention and a missing word for no vote, and says who gave none', async ({ stage }) => {
  const view = await examined(stage, ['raises-floats', 'abstains', 'forgets']);
  const [finding] = view.findings;
  assert.equal([finding?.state, view.convergence.rounds], ['worker-unique', 1]);
  assert.is(finding?.reason, 'One reviewer only: raises-floats raised it; abstains abstained, forgets gave no verdict (no-answer).');
});

examination('ends when fewer than two can answer; a worker that fails is no vote against', async ({ stage }) => {
  const view = await examined(stage, ['raises-floats', 'breaks-in-rounds'], { maxRounds: 3 });
  assert.equal([view.convergence.rounds, view.convergence.ended], [2, 'quorum-lost']);
  assert.equal(
    view.convergence.skippedWorkers.map(({ seat, round }) => [seat, round]),
    [
      ['breaks-in-rounds', 1],
      ['breaks-in-rounds', 2],
    ],
  );
  const [finding] = view.findings;
  assert.is(finding?.state, 'worker-unique');
  assert.match(finding?.reason ?? '', /breaks-in-rounds failed \(verification-error: exit-without-result\)/);
  assert.match(stage.progress(), 'phase-5.5-convergence ended=quorum-lost\n');
});

examination(
  'counts all rules as one voice beside a model: two that agree are no two opinions, and have rechecked it',
  async ({ stage }) => {
    const shop = { ...SHOP, 'README.md': '# Shop\n\nSee [the guide](docs/guide.md).\n' };
    const view = await examined(stage, ['abstains', 'builtin'], {}, shop);
    const dead = view.findings.find((it) => it.category === 'links/dead-relative-link');
    assert.equal([dead?.state, dead?.seats], ['rechecked', ['links']]);
    assert.match(
      dead?.reason ?? '',
      /^Rechecked: raised by links, and secrets came to the same by a method of its own; abstains abstained\.$/,
    );
    const shown = readFileSync(join(stage.home.run(view.id).report, 'report.html'), 'utf8');
    assert.match(shown, /links, .* count as one voice\./);
  },
);

examination('examines a folded finding place by place: what is refuted leaves, and every count says what is left', async ({ stage }) => {
  const list = [...[1, 2, 3, 4, 5, 6].map((it) => `export const mark${it} = 'MARK ${it}';`), 'export const read = [mark2, mark5];', ''];
  const view = await examined(stage, ['folds-marks', 'corrects-extent', 'corrects-too'], {}, { 'list.js': list.join('\n') });
  const [finding] = view.findings;
  assert.equal([finding?.state, finding?.title], ['full-consensus', '4 × a mark that nobody reads']);
  assert.equal(
    finding?.places?.filter((it) => it.refuted === undefined).map((it) => it.line),
    [1, 3, 4, 6],
  );
  assert.match(finding?.places?.[1]?.refuted ?? '', 'Refuted: corrects-extent disagrees, corrects-too disagrees');
  const page = readFileSync(join(stage.home.run(view.id).report, 'report.md'), 'utf8');
  assert.match(page, '4 × a mark that nobody reads');
  assert.match(page, 'Refuted at 2 of 6 places, which do not count: list.js:2, list.js:5');
  assert.not.match(page, 'quote found at list.js:2');
  const report = Report.parse(JSON.parse(readFileSync(join(stage.home.run(view.id).report, 'report.json'), 'utf8')));
  const sarif = JSON.parse(renderAs('sarif', report, { exitCode: 0 }));
  const result = sarif.runs[0].results[0];
  assert.equal(
    [...result.locations, ...result.relatedLocations].flatMap((it) => it.physicalLocation?.region?.startLine ?? []),
    [1, 3, 4, 6],
  );
  assert.match(result.message.text, /^4 × a mark/);
  const screen = closingScreen(view, { color: false, width: 100 });
  assert.match(screen, '4 × a mark that nobody reads');
  assert.match(screen, '2 places refuted');
});

examination('is off with one analyser, and says that nobody else has looked', async ({ stage }) => {
  const view = await examined(stage, ['raises-floats']);
  assert.equal([view.convergence.rounds, view.convergence.ended, view.findings[0]?.state], [0, 'disabled', 'not-examined']);
  const phase = view.phases.find((it) => it.key === 'convergence');
  assert.equal([phase?.state, phase?.reason], ['skipped', 'disabled']);
});

examination('stops with the run: what is under way is no failed vote, and nothing stays queued', async ({ stage }) => {
  const go = join(stage.folder, 'never');
  stage.write(
    join(stage.home.agents, 'waits.md'),
    `---\nname: waits\ndescription: scripted\nprovider: command\nroles: [analyser]\nargv: ${JSON.stringify([process.execPath, join(WORKERS, 'waits-in-rounds.mjs'), go])}\n---\n`,
  );
  stage.agent('raises-floats', 'raises-floats.mjs');
  const project = stage.project('shop', SHOP);
  await stage.up();
  stage.drop('look.md', stage.task(project, ['raises-floats', 'waits']));
  await until('the round', () => stage.progress().includes('round=1 queue=1'));
  const [run = ''] = await stage.runs();
  await until('the worker to run in it', async () =>
    (await stage.view(run)).dispatches.some((it) => it.round === 1 && it.attempts.some((one) => one.state === 'running')),
  );
  await stage.ask({
    ask: 'order',
    command: { token: 'stop-this-run', actor: { kind: 'person' }, order: { kind: 'abort', run, reason: 'enough' } },
  });
  const view = await stage.ended(run);
  assert.equal([view.outcome, view.convergence.ended], ['aborted', 'stopped']);
  assert.is(view.findings[0]?.state, 'worker-unique');
  assert.match(view.findings[0]?.reason ?? '', 'waits failed (verification-error: cancelled)');
});

examination.run();
