// A worker's side files: whatever the content of beat.md and errors.jsonl, the newest complete heartbeat is found or none is, and
// each line is an error line or is not.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beatLine, ErrorLine, Heartbeat, newestBeat } from '../../../contracts/work/heartbeat.ts';
import { always, spoiledText, words } from './corpus.ts';

const beats = suite('heartbeats');
const lines = suite('error lines');

const instants = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }).map((at) => new Date(at).toISOString());
const stages = words({ minLength: 1, maxLength: 120 }).map((it) => it.replace(/[\s\ufeff]+/g, ' ').trim() || 'x');

beats('that are written are read, newest first, whatever surrounds them', () => {
  always(
    fc.tuple(
      fc.array(fc.record({ stage: stages, at: instants }, { noNullPrototype: true }), { minLength: 1, maxLength: 5 }),
      fc.array(words({ maxLength: 60 }), { maxLength: 5 }),
    ),
    ([all, noise]) => {
      const around = noise.map((it) => `${it.replaceAll('PROGRESS', '')}\n`);
      const text = `${around.join('')}${all.map(beatLine).join('')}${around.join('')}`;
      assert.equal(newestBeat(text), all.at(-1), text);
    },
    400,
  );
});

const EXAMPLE = `# beats\n- PROGRESS: reading src/a.ts 2026-11-21T10:15:30.120Z\n- PROGRESS: writing 2026-11-21T10:16:30Z\n`;

beats('damaged in any way are a heartbeat or none', () => {
  const isOne = (text: string) => {
    const beat = newestBeat(text);
    if (beat !== undefined) assert.equal(Heartbeat.parse(beat), beat, text);
  };
  always(spoiledText([EXAMPLE]), isOne, 1_500);
  always(fc.string({ unit: 'binary', maxLength: 300 }), isOne, 300);
  always(fc.stringMatching(/^- PROGRESS: .{1,20} \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/), isOne, 500);
});

beats('a half-written last line is skipped for the complete one before it', () => {
  const end = EXAMPLE.trimEnd();
  for (let cut = EXAMPLE.indexOf('writing'); cut < end.length; cut++)
    assert.is(newestBeat(EXAMPLE.slice(0, cut))?.stage, 'reading src/a.ts');
});

beats('are searched quickly even in a huge file of something else', () => {
  assert.is(newestBeat('- PROGRESS: '.repeat(170_000)), undefined);
  assert.is(newestBeat(`- PROGRESS: ${'x '.repeat(1_000_000)}`), undefined);
  assert.is(newestBeat('\n'.repeat(2_000_000)), undefined);
  assert.is(newestBeat(`- PROGRESS: a 2026-11-21T10:15:30Z${' '.repeat(2_000_000)}x`), undefined);
});

const someLine = fc.record(
  {
    ts: words({ maxLength: 40 }),
    type: fc.constantFrom('tool-failure' as const, 'cli-failure' as const, 'contract-violation' as const),
    tool: words({ maxLength: 60 }),
    message: words({ maxLength: 200 }),
  },
  { requiredKeys: ['ts', 'type', 'message'], noNullPrototype: true },
);

lines('that are written are read back, without unknown fields', () => {
  always(
    fc.tuple(someLine, fc.dictionary(fc.constantFrom('x', '__proto__', 'pid'), fc.jsonValue())),
    ([line, more]) => {
      assert.equal(ErrorLine.parse(JSON.parse(JSON.stringify({ ...more, ...line }))), line);
    },
    300,
  );
});

lines('damaged in any way are one or none', () => {
  const text = JSON.stringify({ ts: '2026-11-21T10:15:30Z', type: 'tool-failure', tool: 'Bash', message: 'exit 1' });
  const isOneOrNone = (line: string) => {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return;
    }
    const read = ErrorLine.safeParse(value);
    if (read.success) assert.equal(ErrorLine.parse(read.data), read.data);
  };
  always(spoiledText([text]), isOneOrNone, 1_000);
  always(fc.jsonValue(), (value) => isOneOrNone(JSON.stringify(value)), 300);
});

beats.run();
lines.run();
