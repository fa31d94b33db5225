// What a key holds: one case for each rule without which equal work would be paid for again, or different work would be
// answered by somebody else's result.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Base } from '../../../../contracts/run/base.ts';
import { KEY_FIELDS } from '../../../../contracts/run/reuse.ts';
import type { Seat } from '../../../../contracts/task/agent.ts';
import { equalBody } from '../../../../daemon/effects/prompt/prompt-body.ts';
import { byContent, namesIn, translated } from '../../../../skills/reuse/content-names.ts';
import { type DispatchParts, dispatchFields } from '../../../../skills/reuse/dispatch-key.ts';
import { firstDifference, keyOf } from '../../../../skills/reuse/key.ts';
import { isTooOld } from '../../../../skills/reuse/may-reuse.ts';
import { missWords } from '../../../../skills/reuse/miss-words.ts';
import type { PromptOrder } from '../../../../skills/run/effect.ts';

const key = suite('the key of a dispatch');

const NOTHING = { inputs: {}, material: [], fromPerson: [] };
const base: Base = {
  kind: 'copy',
  root: '/tmp/shop',
  gitDir: '/home/bases/r-aaaaaa.git',
  commit: 'c'.repeat(40),
  tree: 'a'.repeat(40),
  label: 'worktree',
  uncommitted: true,
  leftOut: [],
};
const seat: Seat = {
  name: 'claude',
  role: 'analyser',
  agent: 'claude',
  provider: 'claude',
  model: 'inherit',
  env: [],
  voice: 'model',
  judges: 'anything',
  field: 'all',
  version: '2.1.329',
  definition: 'd'.repeat(64),
  instructions: '',
  concurrency: 1,
  deadline: null,
  workplace: 'checkout',
};
const order: PromptOrder = {
  folder: 'phases/fan-out/analysis',
  leaveOut: [],
  output: { schema: '{}', example: '{}' },
  needs: ['hints'],
  inputs: { role: 'analyser', base: { gitDir: base.gitDir, commit: base.commit }, scope: [] },
  material: [],
  carries: [],
  task: {
    title: 'x',
    project: '/tmp/shop',
    type: 'review',
    language: 'en',
    related: [],
    scope: [],
    base: 'worktree',
    force: false,
    approvals: 'ask',
    brief: 'Look.',
  },
  seat,
  seats: [seat],
  base,
  moved: false,
  workplace: '/home/runs/r-aaaaaa/workplaces/claude',
  role: 'analyser',
  deadline: 1,
  view: null,
};
const parts: DispatchParts = {
  engine: '0.1.0',
  template: 't'.repeat(64),
  skill: 'Find faults.',
  body: equalBody('Find faults.', order, NOTHING),
  inputs: [],
  seat,
  base,
  fingerprint: { program: 'p', flags: 'f', variables: 'v', configuration: 'c' },
};

const differ = (other: DispatchParts) => firstDifference(dispatchFields(parts), dispatchFields(other));

key('a folder that is copied for each run has the same body, because the copy’s path is not part of it', () => {
  const elsewhere = { gitDir: '/home/bases/r-bbbbbb.git', commit: 'e'.repeat(40) };
  const body = equalBody('Find faults.', { ...order, inputs: { ...order.inputs, base: elsewhere }, workplace: '/elsewhere' }, NOTHING);
  assert.is(differ({ ...parts, body, base: { ...base, ...elsewhere } }), undefined);
  assert.is(
    differ({ ...parts, body: equalBody('Find faults.', { ...order, task: { ...order.task, brief: 'Look again.' } }, NOTHING) }),
    'body',
  );
});

key('two equal seats each give an answer of their own', () => {
  assert.is(differ({ ...parts, seat: { ...seat, name: 'claude#2' } }), 'ordinal');
});

key('a file outside of the scope, and the left end of a range, are part of what a worker can see', () => {
  assert.is(differ({ ...parts, base: { ...base, tree: 'b'.repeat(40) } }), 'tree');
  const range: Base = { ...base, kind: 'git', uncommitted: false, from: 'f'.repeat(40) };
  assert.is(
    firstDifference(dispatchFields({ ...parts, base: range }), dispatchFields({ ...parts, base: { ...range, from: 'e'.repeat(40) } })),
    'from',
  );
});

key('rules that look at the history run again when it grew, and a model that looks at the tree does not', () => {
  const later: Base = { ...base, commit: 'e'.repeat(40) };
  assert.is(differ({ ...parts, base: later }), undefined);
  const builtin: Seat = { ...seat, provider: 'builtin', voice: 'rules', workplace: 'objects' };
  const fields = (it: Base) => dispatchFields({ ...parts, seat: builtin, base: it });
  assert.is(firstDifference(fields(base), fields(later)), 'history');
});

for (const [field, other] of [
  ['engine', { ...parts, engine: '0.2.0' }],
  ['template', { ...parts, template: 'u'.repeat(64) }],
  ['skill', { ...parts, skill: 'Find more faults.' }],
  ['definition', { ...parts, seat: { ...seat, definition: 'e'.repeat(64) } }],
  ['version', { ...parts, seat: { ...seat, version: '2.2.0' } }],
  ['model', { ...parts, seat: { ...seat, model: 'opus' } }],
  ['program', { ...parts, fingerprint: { ...parts.fingerprint, program: 'other' } }],
  ['flags', { ...parts, fingerprint: { ...parts.fingerprint, flags: 'other' } }],
  ['variables', { ...parts, fingerprint: { ...parts.fingerprint, variables: 'other' } }],
  ['configuration', { ...parts, fingerprint: { ...parts.fingerprint, configuration: 'other' } }],
] as const)
  key(`another ${field} is other work`, () => {
    assert.is(differ(other), field);
    assert.is.not(keyOf(dispatchFields(parts)), keyOf(dispatchFields(other)));
  });

for (const [field, other] of [
  ['agent', { ...parts, seat: { ...seat, agent: 'claude-strict' } }],
  ['provider', { ...parts, seat: { ...seat, provider: 'codex' } }],
  ['inputs', { ...parts, inputs: [{ name: 'brief', digest: '1'.repeat(64) }] }],
] as const)
  key(`another ${field} is other work, too`, () => assert.is(differ(other), field));

key('inputs count by their order as well as by their content', () => {
  const [a, b] = [
    { name: 'a', digest: '1'.repeat(64) },
    { name: 'b', digest: '2'.repeat(64) },
  ];
  const fields = (...inputs: (typeof a)[]) => dispatchFields({ ...parts, inputs });
  assert.is(firstDifference(fields(a, b), fields(b, a)), 'inputs');
  assert.is(firstDifference(fields(a, b), fields({ ...a }, { ...b })), undefined);
});

key('every field that a dispatch has is one of those above, or has a test of its own', () => {
  const told = 'tag engine template skill definition agent ordinal provider version program model flags variables configuration';
  assert.equal(Object.keys(dispatchFields(parts)).toSorted(), `${told} tree from history inputs body`.split(' ').toSorted());
});

key('the first difference is what a person changed, and each has words', () => {
  const both = { ...parts, seat: { ...seat, model: 'opus' }, fingerprint: { ...parts.fingerprint, flags: 'other' } };
  assert.is(differ(both), 'model', 'another model changes the arguments of its program');
  for (const field of KEY_FIELDS)
    assert.match(
      missWords({ why: 'differs', field, from: 'r-aaaaaa.d1' }),
      /^compared with r-aaaaaa\.d1, (?:its|the|what) [\w ]+ changed$/,
      field,
    );
});

key('times, retries and names are not part of it', () => {
  assert.is(differ({ ...parts, seat: { ...seat, deadline: 9, concurrency: 7, paid: true } }), undefined);
  const renamed = { ...seat, name: 'claude@inherit', judges: 'categories' as const };
  assert.is(differ({ ...parts, seat: renamed, base: { ...base, label: 'main', root: '/elsewhere' } }), undefined);
  const asked = (more: object) =>
    differ({
      ...parts,
      body: equalBody('Find faults.', { ...order, ...more, task: { ...order.task, ...(more as { task?: object }).task } }, NOTHING),
    });
  for (const more of [{ deadline: 99 }, { task: { force: true } }, { task: { key: 'nightly' } }, { task: { deadline: '9m' } }])
    assert.is(asked(more), undefined, JSON.stringify(more));
});

for (const [what, more] of [
  ['the run and its home', { workplace: '/home/runs/r-bbbbbb/workplaces/claude', task: { ...order.task, home: '/elsewhere' } }],
  ['who asks for it, and why', { task: { ...order.task, origin: 'mcp', parent: 'r-cccccc', of: 'r-dddddd' } }],
  ['how deep below another run it is', { task: { ...order.task, depth: 4 } }],
  ['which attempt it is, and what the one before was told', { attempt: 3, repairs: 'It was no JSON.' }],
  ['the ceiling of its run', { task: { ...order.task, budget: { usd: 3 } } }],
  ['who else is asked', { seats: [seat, { ...seat, name: 'other', agent: 'other' }] }],
] as const)
  key(`${what}: no part of the question`, () => {
    const asked = { ...order, ...(more as unknown as Partial<PromptOrder>) };
    assert.is(differ({ ...parts, body: equalBody('Find faults.', asked, NOTHING) }), undefined);
  });

key('an answer of the default model is valid for 7 days, and of a named one for ever', () => {
  const week = 7 * 86_400_000;
  assert.equal(
    [isTooOld(seat, 0, week), isTooOld(seat, 0, week + 1), isTooOld({ ...seat, model: 'opus' }, 0, 9 * week)],
    [false, true, false],
  );
});

const one = { id: 'F-001', content: '1'.repeat(64) };
const two = { id: 'F-002', content: '2'.repeat(64) };

key('findings that have other numbers in another run are the same question', () => {
  const there = [
    { ...one, id: 'F-007' },
    { ...two, id: 'F-003' },
  ];
  assert.is(byContent('F-001, then F-002', [one, two]), byContent('F-007, then F-003', there));
  assert.is(translated('{"finding":"F-001","basis":"as F-002 says"}', [one, two], there), '{"finding":"F-007","basis":"as F-003 says"}');
});

key('two findings with the same content cannot be told apart, so no answer is translated', () => {
  const twin = { ...one, id: 'F-009' };
  assert.is(namesIn('F-001 and F-009', [one, two, twin]), undefined);
  assert.equal(namesIn('F-001 and F-002', [one, two, twin]), [one, two]);
  assert.is(translated('F-001', [one], [one, twin]), undefined);
  assert.is(translated('F-002', [two], [one]), undefined, 'what it was asked about is not here');
});

key.run();
