// The table of what phases show on screens, which contains no rules: it must have every kind that shows something, and every event.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PHASES } from '../../../skills/phases/table.ts';
import { eventSentenceOf, progressLinesOf, SCREEN_PARTS, screenPartsAt, screenPartsOf } from '../../../skills/wording/phase-words.ts';

test('every kind that shows something is in the table of words, in the same order', () => {
  const shown = PHASES.flatMap((it) => (it.shown ? [{ kind: it.kind, shown: it.shown }] : []));
  assert.equal(
    SCREEN_PARTS.map((it) => it.label),
    shown.map((it) => it.shown.label),
  );
  for (const it of shown) {
    const words = screenPartsOf(it.kind);
    assert.ok(words, it.kind);
    for (const [key, value] of Object.entries(words ?? {})) assert.is(it.shown[key as keyof typeof it.shown], value, `${it.kind}.${key}`);
  }
  assert.equal(
    screenPartsAt(['judged', 'found']).map((it) => it.label),
    shown
      .flatMap((it) => (it.shown.place === 'judged' ? [it.shown.label] : []))
      .concat(shown.flatMap((it) => (it.shown.place === 'found' ? [it.shown.label] : []))),
  );
});

test('every event of a kind has its sentence there, and nothing else has', () => {
  for (const { events, says, progress } of PHASES)
    for (const type of Object.keys(events)) {
      assert.is(eventSentenceOf(type), says[type], type);
      assert.is(progressLinesOf(type), progress?.[type], type);
    }
  assert.is(eventSentenceOf('run.created'), undefined);
  assert.is(eventSentenceOf('toString'), undefined);
});

test.run();
