// A rehearsal with the real program: the run is simulated up to its report, no paid program is started, nothing is written into the
// home, and the findings of an earlier run are found again.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Rehearsal } from '../../../daemon/cli/rehearse/rehearsal-screen.ts';
import { openCliStage } from '../cli/cli-stage.ts';

const rehearsals = suite('rehearsals');

rehearsals('play the whole run without paid workers', async () => {
  const stage = openCliStage();
  try {
    const project = stage.project('shop');
    stage.config('grace: { exit: 500ms, kill: 500ms, flush: 100ms }\n');
    stage.agent('one', 'reviews.mjs');
    stage.agent('two', 'agrees.mjs');
    const text = stage.task(project, ['one', 'two']);
    const rehearse = async (): Promise<Rehearsal> => {
      const { code, out, err } = await stage.muster(['run', '-', '--rehearse', '--json'], { input: text, cwd: project });
      assert.is(code, 0, err + out);
      return JSON.parse(out) as Rehearsal;
    };
    const phases = ['analysis', 'convergence'];
    const first = await rehearse();
    assert.equal([first.outcome, first.findings, first.earlierRun, first.phases.map((it) => it.key)], ['completed', 0, null, phases]);
    assert.ok(first.paid.prompts >= 2 && first.paid.bytes > 1000, JSON.stringify(first.paid));
    assert.not(existsSync(stage.home.ledger), 'no run was made in the home');

    const real = await stage.muster(['run', '-', '--json'], { input: text, cwd: project });
    const { id } = JSON.parse(real.out) as { id: string };
    const second = await rehearse();
    assert.equal([second.earlierRun, second.findings], [id, 1]);
    assert.ok(second.prompts.some((it) => it.phase === 'convergence' && it.seat === 'two' && it.paid));
    assert.equal(await stage.runs(), [id]);

    const refused = await stage.muster(['run', '-', '--rehearse'], {
      input: stage.task(project, [], 'type: prompt\nprompt: x\n'),
      cwd: project,
    });
    assert.is(refused.code === 0, false);
    assert.not(existsSync(join(project, '.muster', 'artifacts')));
  } finally {
    await stage.clear();
  }
});

rehearsals.run();
