// Lines of consumers made from carries, in all forms in which carries are found.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backfill } from '../../../../skills/phases/execution/carries/backfill.ts';

const filling = suite('consumers from carries');

const carry = (fields: unknown, name = 'carry/stage-3.json') => ({ name, text: JSON.stringify(fields) });
const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((it) => JSON.parse(it));

const HEADS: [fields: object, head: string][] = [
  [{ stageCommitRange: { base: 'b', head: 'a1' }, head_sha: 'a2' }, 'a1'],
  [{ head_sha: 'a2', head_commit: 'a3' }, 'a2'],
  [{ head_commit: 'a3', head: 'a4' }, 'a3'],
  [{ head: 'a4', commits: [{ sha: 'a5' }] }, 'a4'],
  [{ commits: [{ sha: 'a4' }, { sha: 'a5' }, { other: 1 }] }, 'a5'],
];
for (const [fields, head] of HEADS) {
  filling(`the head of ${JSON.stringify(fields)}`, () => assert.is(backfill('', [carry(fields)]).added[0]?.head, head));
}

const STAGES: [fields: object, name: string, stage: string][] = [
  [{ stage: 'two', stageNumber: 2 }, 'carry/x.json', 'two'],
  [{ stageNumber: 2 }, 'carry/x.json', '2'],
  [{}, 'carry/stage-7.json', '7'],
  [{}, 'carry/tidy-up.json', 'tidy-up'],
  [{ stage: 4 }, 'carry/x.json', '4'],
];
for (const [fields, name, stage] of STAGES) {
  filling(`the stage of ${name} with ${JSON.stringify(fields)}`, () =>
    assert.is(backfill('', [carry({ head: 'a', ...fields }, name)]).added[0]?.stage, stage),
  );
}

filling('treats every state as finished except those that say it failed', () => {
  const states = ['fail', 'FAILED', 'Blocked', 'error', 'aborted', 'done', 'verified', '', 'failed-over'];
  const { added, unfinished } = backfill(
    '',
    states.map((status, at) => carry({ status, head: 'a' }, `carry/s${at}.json`)),
  );
  assert.equal(unfinished, ['s0', 's1', 's2', 's3', 's4']);
  assert.equal(
    added.map((it) => it.stage),
    ['s5', 's6', 's7', 's8'],
  );
});

filling('takes the key from a line of the stage, otherwise from the carry, otherwise any', () => {
  const before = '{"stage":"one","key":"k1","status":"started"}\n{"stage":9,"key":"k9","status":"done"}';
  const { text } = backfill(before, [
    carry({ stage: 'one', key: 'other', head: 'a' }, 'carry/1.json'),
    carry({ stage: 'two', key: 'k2', head: 'b' }, 'carry/2.json'),
    carry({ stage: 'three', head: 'c' }, 'carry/3.json'),
    carry({ stageNumber: 9, head: 'd' }, 'carry/9.json'),
  ]);
  assert.ok(text.startsWith(`${before}\n`), 'no line that was there is changed');
  assert.equal(
    linesOf(text).map(({ stage, key, status }) => [stage, key, status]),
    [
      ['one', 'k1', 'started'],
      [9, 'k9', 'done'],
      ['one', 'k1', 'done'],
      ['two', 'k2', 'done'],
      ['three', 'k1', 'done'],
    ],
  );
  assert.equal(linesOf(text)[2], { carry: 'carry/1.json', head: 'a', key: 'k1', source: 'backfill', stage: 'one', status: 'done' });
});

filling('adds nothing the second time, even if two carries belong to one stage', () => {
  const carries = [carry({ stage: 'a', head: 'x' }, 'carry/a.json'), carry({ stage: 'a', head: 'y' }, 'carry/b.json')];
  const once = backfill('', carries);
  const twice = backfill(once.text, carries);
  assert.equal([once.added.length, twice.added, twice.text], [1, [], once.text]);
});

filling('skips and counts what cannot be read', () => {
  const { skipped, text } = backfill('half a li\n', [
    { name: 'carry/a.json', text: '{' },
    { name: 'carry/b.json', text: '[]' },
    carry({ stage: 'c' }, 'carry/c.json'),
  ]);
  assert.equal(skipped, [
    { name: 'line 1', because: 'it is no JSON object' },
    { name: 'carry/a.json', because: 'it is no JSON object' },
    { name: 'carry/b.json', because: 'it is no JSON object' },
    { name: 'carry/c.json', because: 'it names no head' },
  ]);
  assert.is(text, 'half a li\n');
});

filling.run();
