// Arbitrary task files: each is a valid task or a list of faults with their places; and every valid task is read as it was meant, in all
// three formats.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import { Task, TaskFront } from '../../../contracts/task/task.ts';
import { completeTask } from '../../../skills/intake/complete-task.ts';
import { readTask, type TaskReading } from '../../../skills/intake/read-task.ts';
import { always, spoiled, spoiledText, words } from './corpus.ts';

const test = suite('task files');

const MARKDOWN = `---
title: Why does checkout time out under load?
project: ~/src/shop
type: error-analysis
task: shop/checkout
agents: [claude@sonnet, codex, builtin]
related: [r-k3f5qa]
scope: ["src/**", "!src/gen"]
deadline: 45m
budget: { usd: 5 }
approvals: ask
---
Checkout requests time out above 200 rps.

    ---
    not: the end
`;
const YAML = `title: x\nproject: /tmp\nscope:\n  - src/**\n  - docs\nforce: false\nbrief: |\n  Look at it.\n\n  ---\n  And again.\nlanguage: de\n`;
const JSON_TEXT = `${JSON.stringify({ title: 'x', project: '/tmp', range: 'main...HEAD', budget: { tokens: 1000 }, related: ['r-aaaaaa'], brief: 'Look.\nAgain.' }, null, 2)}\n`;

/** Every fault says what a person needs to mend it, and an accepted task can be carried out. */
function isClear(reading: TaskReading, text: string): void {
  if (reading.kind === 'task') {
    assert.equal(TaskFront.parse(reading.front), reading.front);
    assert.not.ok(
      Object.values({ ...reading.front, brief: reading.brief }).some((it) => String(it).includes('\0')),
      'no NUL gets through',
    );
    const done = completeTask(reading.front, reading.brief, '/srv/shop');
    assert.equal(Task.parse(done), done);
    return;
  }
  const { faults } = reading;
  assert.ok(faults.length >= 1 && faults.length <= 21, `${faults.length} faults`);
  const last = text.split(/\r\n|[\n\r\u2028\u2029]/).length + 1;
  for (const { line, column, message } of faults) {
    assert.ok(Number.isInteger(line) && line >= 1 && line <= last, `line ${line} of ${last}`);
    assert.ok(Number.isInteger(column) && column >= 1, `column ${column}`);
    assert.ok(message.length > 0 && message.length <= 310, message);
    assert.not.match(message, /call stack|undefined is not|Cannot read/);
  }
}

for (const [name, example] of [
  ['task.md', MARKDOWN],
  ['task.yaml', YAML],
  ['task.json', JSON_TEXT],
] as const) {
  test(`a valid ${name} is accepted`, () => assert.is(readTask(example, name).kind, 'task'));
  test(`${name} damaged in any way is a task or lists its errors`, () => {
    always(spoiled([example]), (text) => isClear(readTask(text, name), text), 1_200);
    always(spoiledText([example]), (text) => isClear(readTask(text, name), text), 200);
    always(fc.string({ unit: 'binary', maxLength: 300 }), (text) => isClear(readTask(text, name), text), 300);
  });
}

/** Every key that a person may write, with any value that it may have. */
const fronts: fc.Arbitrary<TaskFront> = fc
  .record(
    {
      title: words({ minLength: 1, maxLength: 200 }),
      project: words({ minLength: 1, maxLength: 80 }),
      type: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
      task: fc.stringMatching(/^[\w./-]{1,60}$/),
      plan: fc.stringMatching(/^r-[a-z2-7]{6,26}$/),
      agents: fc.array(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}(@[\w.:/-]{1,20})?$/), { minLength: 1, maxLength: 16 }),
      language: fc.stringMatching(/^[a-z]{2}(-[A-Z]{2})?$/),
      objective: words({ maxLength: 400 }),
      directive: words({ maxLength: 400 }),
      related: fc.array(fc.stringMatching(/^r-[a-z2-7]{6,26}$/), { maxLength: 20 }),
      key: fc.stringMatching(/^[\w./:-]{1,60}$/),
      scope: fc.array(words({ minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 20 }),
      base: words({ minLength: 1, maxLength: 100 }),
      deadline: fc.stringMatching(/^[0-9]{1,3}(ms|s|m|h|d)$/),
      budget: fc.record(
        { usd: fc.double({ min: 0.01, max: 1e6, noNaN: true }), tokens: fc.integer({ min: 1, max: 2 ** 50 }) },
        { requiredKeys: [], noNullPrototype: true },
      ),
      force: fc.constant(false),
      approvals: fc.constantFrom('ask' as const, 'auto' as const),
    },
    { requiredKeys: ['title'], noNullPrototype: true },
  )
  .map((front) => front as TaskFront);

const briefs = words({ maxLength: 600 });

test('any valid task is read as it was meant, in every form', () => {
  always(
    fc.tuple(fronts, briefs, fc.boolean()),
    ([front, brief, crlf]) => {
      const document = { ...front, brief };
      const forms: [name: string, text: string][] = [
        ['a.json', JSON.stringify(document)],
        ['b.JSON', JSON.stringify(document, null, 2)],
        ['c.yaml', stringify(document)],
        ['d.yml', stringify(document, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE' })],
      ];
      for (const [name, text] of forms) assert.equal(readTask(text, name), { kind: 'task', front, brief: brief.trim() }, text);
      const markdown = `---\n${stringify(front)}---\n${brief}`;
      const file = crlf ? markdown.replace(/\r?\n/g, '\r\n') : markdown;
      assert.equal(readTask(file, 'e.md'), { kind: 'task', front, brief: brief.replace(/\r\n/g, '\n').trim() }, file);
      isClear(readTask(file, 'e.md'), file);
    },
    150,
  );
});

test('a long brief is a long brief, however it is written', () => {
  const brief = Array.from({ length: 8_000 }, (_, at) => `line ${at}: [a, {b: "c"}] # - & * !`)
    .join('\n')
    .slice(0, 262_000)
    .trimEnd();
  for (const [name, text] of [
    ['a.md', `---\ntitle: x\n---\n${brief}\n`],
    ['b.json', JSON.stringify({ title: 'x', brief })],
    ['c.yaml', stringify({ title: 'x', brief })],
    ['d.yaml', stringify({ title: 'x', brief }, { defaultStringType: 'QUOTE_DOUBLE' })],
  ] as const) {
    const reading = readTask(text, name);
    assert.is(reading.kind === 'task' ? reading.brief : JSON.stringify(reading), brief, name);
  }
});

/** Each of these once took the parser minutes, or threw; a runner's deadline would show the first. */
const BOMBS: Record<string, string> = {
  'aliases of aliases': `a: &a [x, x]\n${'bcdefghijklmnopqrstuvwxyz'
    .split('')
    .map((it, at) => `${it}: &${it} [${Array(9).fill(`*${'abcdefghijklmnopqrstuvwxyz'[at]}`).join(', ')}]\n`)
    .join('')}`,
  'an alias of nothing': 'title: *nothing\n',
  'an alias of itself': 'title: &a [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n',
  'a map in itself': 'budget: &a {usd: *a, tokens: *a}\n',
  'two hundred thousand keys': Array.from({ length: 200_000 }, (_, at) => `k${at}:\n`).join(''),
  'nothing but commas': `[${','.repeat(900_000)}`,
  'deep lists': `title: ${'['.repeat(450_000)}${']'.repeat(450_000)}`,
  'deep but short': `title: ${'['.repeat(4_000)}`,
  'deep maps': Array.from({ length: 1_300 }, (_, at) => `${' '.repeat(at)}a:\n`).join(''),
  'a key as long as a book': `${'k'.repeat(900_000)}: 1\n`,
  'a hundred thousand quotes': '"'.repeat(100_000),
  'a hundred thousand tags': '!a '.repeat(100_000),
  'a hundred thousand directives': '%a\n'.repeat(100_000),
  'documents in a row': '---\ntitle: x\n'.repeat(10_000),
};

for (const [what, text] of Object.entries(BOMBS)) {
  test(`${what}: refused quickly and in a few sentences`, () => {
    for (const name of ['a.yaml', 'a.json']) {
      const reading = readTask(text, name);
      assert.is(reading.kind, 'faults');
      isClear(reading, text);
    }
    const front = readTask(`---\n${text}\n---\nLook.`, 'a.md');
    if (!text.includes('---')) assert.is(front.kind, 'faults');
    isClear(front, text);
  });
}

const CLEAR: [name: string, text: string, says: RegExp][] = [
  ['a.yaml', 'title: x\ndeadline: 99999999999999999999d\n', /^line 2, column 1: `deadline`: a duration of at most 3650d$/],
  ['a.yaml', 'title: x\nagents: ["slow@a b"]\n', /^line 2, column 10: `agents.0`: an agent such as claude/],
  ['a.yaml', 'title: x\nproject: "a\\0b"\n', /^line 2, column 1: `project` contains a NUL character$/],
  ['a.md', 'Look\nat \0 it', /^line 2, column 1: there is a NUL character here/],
  ['a.yaml', 'title: !secret x\n', /^line 1, column 8: not YAML: Unresolved tag: !secret$/],
  ['a.yaml', '%YAML 1.1\n---\n!!set {title, force}\n', /^line \d, column \d: expected keys and values/],
  ['a.yaml', 'title: x\ntitle: y\n', /^line 2, column 1: not YAML: Map keys must be unique$/],
  ['a.json', '{"title": "x", "__proto__": {"force": true}}', /unknown key `__proto__`/],
  ['a.yaml', 'constructor: x\n', /unknown key `constructor`/],
  ['a.yaml', Array.from({ length: 30 }, (_, at) => `k${at}: 1\n`).join(''), /line 21, column 1: and 10 more$/],
  ['a.txt', 'x', /must end in \.md/],
];
for (const [name, text, says] of CLEAR) {
  test(`${JSON.stringify(text.slice(0, 60))} is answered with ${says}`, () => {
    const reading = readTask(text, name);
    const said =
      reading.kind === 'faults' ? reading.faults.map((it) => `line ${it.line}, column ${it.column}: ${it.message}`).join('\n') : 'accepted';
    assert.match(said, says);
  });
}

test('a title of limited length is made, whatever the brief and the folder’s name are', () => {
  always(
    fc.tuple(fc.oneof(words({ maxLength: 300 }), fc.constant('')), fc.string({ unit: fc.constantFrom('x', '😀'), maxLength: 250 })),
    ([brief, folder]) => {
      const { title } = completeTask({}, brief, `/srv/${folder}`);
      assert.ok(title.length <= 200 && title.isWellFormed(), title);
    },
    300,
  );
});

test.run();
