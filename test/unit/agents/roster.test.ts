// The built-in definitions say what the analysers really do: a finding is shown to whoever can judge it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allBuiltins } from '../../../agents/builtin/analysers.ts';
import { matrixOf } from '../../../agents/builtin/matrix.ts';
import { loadRoster } from '../../../agents/roster.ts';

const test = suite('the built-in roster');

test('names every category that an analyser finds or re-checks, and no other', async () => {
  const roster = await loadRoster({ home: '/nowhere' });
  for (const analyser of await allBuiltins()) {
    const field = new Set([...analyser.rules.map((it) => it.id), ...analyser.rechecks.map((it) => it.category)]);
    assert.equal([...(roster.get(analyser.name)?.categories ?? [])].sort(), [...field].sort(), analyser.name);
  }
});

test('has for every category a second analyser with another method', async () => {
  for (const { category, finder, recheckers } of matrixOf(await allBuiltins())) {
    assert.ok(recheckers.length >= 1, `nobody re-checks ${category}`);
    assert.ok(
      recheckers.every((it) => it.agent !== finder && it.method.length > 20),
      category,
    );
  }
});

test.run();
