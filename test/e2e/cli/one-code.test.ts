// One mistake has one exit code, whether a dry run finds it or the run itself, which `wait` asks for later.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliStage, openCliStage } from './cli-stage.ts';

const test = suite<{ stage: CliStage }>('a mistake in a task');
test.before.each((context) => {
  context.stage = openCliStage();
});
test.after.each(({ stage }) => stage.clear());

for (const [what, agents, more, code, says] of [
  ['a scope that matches no file', ['links'], 'scope: [scr/**]\n', 4, /matches no file/],
  ['a base that does not exist', ['links'], 'base: nowhere\n', 2, /nowhere/],
  ['an agent that nobody has', ['nobody'], '', 1, /nobody/],
  ['a type that does not exist', ['links'], 'type: reviev\n', 4, /reviev/],
  ['an agent with another role', ['planner'], '', 1, /planner/],
] as const) {
  test(`${what} exits with ${code}, in a dry run, in a run and with wait`, async ({ stage }) => {
    const project = stage.project('shop', { 'src/cart.ts': 'x\n' });
    const input = stage.task(project, agents, more, '');
    const dry = await stage.muster(['run', '-', '--dry-run'], { input });
    const ran = await stage.muster(['run', '-'], { input });
    assert.match(`${dry.out}${dry.err}`, says);
    assert.match(`${ran.out}${ran.err}`, says);
    assert.equal([dry.code, ran.code], [code, code], `${dry.err}${ran.out}${ran.err}`);
    const [run] = await stage.runs();
    if (run !== undefined) assert.is((await stage.muster(['wait', run])).code, code);
  });
}

test.run();
