// A narrative rests on something of its run, or is not printed; and what a writer may write.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkNarrative, knownReferences, sortedNarrative } from '../../../../skills/prompts/trace.ts';
import { prose } from '../../../../skills/report-writer/page/prose.ts';
import { runBuilder } from '../../../fixtures/report/build.ts';
import { sampleReport } from '../../../fixtures/report/sample.ts';

const trace = suite('tracing a narrative');
const words = suite('a writer’s Markdown');

const known = new Set(['F-001', 'F-002', 'map']);
const check = (refs: string[]) => checkNarrative([{ kind: 'theme', text: 'x', refs }], known, 'claude')[0];

trace('all, some and none of the references', () => {
  assert.equal(
    [check(['F-001', 'map'])?.traced, check(['F-001', 'F-9'])?.traced, check(['F-9'])?.traced, check([])?.traced],
    ['all', 'some', 'none', 'none'],
  );
});

trace('a finding or gap that only the text names has to exist, too', () => {
  const [one, other] = checkNarrative(
    [
      { kind: 'theme', title: 'F-002', text: 'as F-001 and x-F-003', refs: ['map'] },
      { kind: 'theme', title: 'G-007', text: 'as F-099, F-099 and `F-001`', refs: ['map'] },
    ],
    known,
    'claude',
  );
  assert.equal([one?.traced, one?.dropped, other?.traced, other?.dropped], ['all', [], 'some', ['G-007', 'F-099']]);
});

trace('invalid references are listed separately, blanks and repetitions are dropped', () => {
  const block = check([' F-001 ', 'F-001', '', 'F-9']);
  assert.equal([block?.refs, block?.dropped, block?.seat], [['F-001'], ['F-9'], 'claude']);
});

trace('a run’s references: findings, words on them, dispatches by long and short name, its parts', () => {
  const refs = knownReferences(sampleReport().run);
  for (const ref of ['F-001', 'F-002/codex', 'r-k3f7qa.d2', 'd2', 'r-k3f7qa.d1/L1', 'map', 'not-looked-at']) assert.ok(refs.has(ref), ref);
  for (const ref of ['F-099', 'F-001/nobody', 'd99', '', 'codex']) assert.not(refs.has(ref), ref);
});

trace('blocks are placed where they belong; those without valid references are only counted', () => {
  const run = runBuilder();
  const id = run.finding('contested', [run.raise('claude', 1, { title: 'a' })]);
  const view = run.view({
    narrative: checkNarrative(
      [
        { kind: 'finding', text: 'about it', refs: ['d1', id] },
        { kind: 'finding', text: 'about nothing in particular', refs: ['map'] },
        { kind: 'summary', text: 'from nowhere', refs: ['nothing'] },
      ],
      new Set([id, 'd1', 'map']),
      'claude',
    ),
  });
  const sorted = sortedNarrative(view);
  assert.equal([sorted.ofFinding.get(id)?.length, sorted.themes.length, sorted.summary.length, sorted.dropped], [1, 1, 0, 1]);
});

words('paragraphs, lists, code, stress', () => {
  assert.equal(prose('One `a` **b** *c*\nsame line\n\n- x\n- y\n  more'), [
    {
      kind: 'paragraph',
      spans: [
        { kind: 'text', text: 'One ' },
        { kind: 'code', text: 'a' },
        { kind: 'text', text: ' ' },
        { kind: 'strong', text: 'b' },
        { kind: 'text', text: ' ' },
        { kind: 'emphasis', text: 'c' },
        { kind: 'text', text: ' same line' },
      ],
    },
    { kind: 'list', items: [[{ kind: 'text', text: 'x' }], [{ kind: 'text', text: 'y more' }]] },
  ]);
});

words('a fence holds everything up to its own end, or to the end of the text', () => {
  assert.equal(prose('```ts\na < b\n``\n```\nafter')[0], { kind: 'code', text: 'a < b\n``' });
  assert.equal(prose('~~~\nnever closed'), [{ kind: 'code', text: 'never closed' }]);
});

words('marks without a partner are text, and so are links and HTML', () => {
  for (const text of ['a ` b', '2 * 3 * 4', '**', '[x](y)', '<b>x</b>', '![x](y)', 'snake_case_name', 'a*b*c', 'a ```` b ` c']) {
    assert.equal(prose(text), [{ kind: 'paragraph', spans: [{ kind: 'text', text }] }], text);
  }
});

words('a long text of marks is read in one pass', () => {
  assert.is(prose('*'.repeat(100_000)).length > 0, true);
  assert.is(prose('`a'.repeat(50_000)).length, 1);
  assert.is(prose('**a '.repeat(50_000)).length, 1);
});

trace.run();
words.run();
