// The same mistake has the same exit code in a dry run, in the run itself, and in a later `muster wait`.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

const test = suite<{ fixture: CliFixture }>('a mistake in a task');
test.before.each((context) => {
  context.fixture = openCliFixture();
});
test.after.each(({ fixture }) => fixture.clear());

for (const [what, agents, more, code, says] of [
  ['a scope that matches no file', ['links'], 'scope: [scr/**]\n', 4, /matches no file/],
  ['a base that does not exist', ['links'], 'base: nowhere\n', 2, /nowhere/],
  ['an agent that nobody has', ['nobody'], '', 1, /nobody/],
  ['a type that does not exist', ['links'], 'type: reviev\n', 4, /reviev/],
  ['an agent with another role', ['planner'], '', 1, /planner/],
] as const) {
  test(`${what} exits with ${code}, in a dry run, in a run and with wait`, async ({ fixture }) => {
    const project = fixture.project('shop', { 'src/cart.ts': 'x\n' });
    const input = fixture.task(project, agents, more, '');
    const dry = await fixture.muster(['run', '-', '--dry-run'], { input });
    const ran = await fixture.muster(['run', '-'], { input });
    assert.match(`${dry.out}${dry.err}`, says);
    assert.match(`${ran.out}${ran.err}`, says);
    assert.equal([dry.code, ran.code], [code, code], `${dry.err}${ran.out}${ran.err}`);
    const [run] = await fixture.runs();
    if (run !== undefined) assert.is((await fixture.muster(['wait', run])).code, code);
  });
}

test.run();
