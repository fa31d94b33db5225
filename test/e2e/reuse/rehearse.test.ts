// A rehearsal with the real program: the run is simulated up to its report, no paid program is started, nothing is written into the
// home, and the findings of an earlier run are found again.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Rehearsal } from '../../../daemon/cli/rehearse/rehearsal-screen.ts';
import { openCliFixture } from '../cli/cli-fixture.ts';

const rehearsals = suite('rehearsals');

rehearsals('play the whole run without paid workers', async () => {
  const fixture = openCliFixture();
  try {
    const project = fixture.project('shop');
    fixture.config('grace: { exit: 500ms, kill: 500ms, flush: 100ms }\n');
    fixture.agent('one', 'reviews.mjs');
    fixture.agent('two', 'agrees.mjs');
    const text = fixture.task(project, ['one', 'two']);
    const rehearse = async (): Promise<Rehearsal> => {
      const { code, out, err } = await fixture.muster(['run', '-', '--rehearse', '--json'], { input: text, cwd: project });
      assert.is(code, 0, err + out);
      return JSON.parse(out) as Rehearsal;
    };
    const phases = ['analysis', 'convergence'];
    const first = await rehearse();
    assert.equal([first.outcome, first.findings, first.earlierRun, first.phases.map((it) => it.key)], ['completed', 0, null, phases]);
    assert.ok(first.paid.prompts >= 2 && first.paid.bytes > 1000, JSON.stringify(first.paid));
    assert.not(existsSync(fixture.home.ledger), 'no run was made in the home');

    const real = await fixture.muster(['run', '-', '--json'], { input: text, cwd: project });
    const { id } = JSON.parse(real.out) as { id: string };
    const second = await rehearse();
    assert.equal([second.earlierRun, second.findings], [id, 1]);
    assert.ok(second.prompts.some((it) => it.phase === 'convergence' && it.seat === 'two' && it.paid));
    assert.equal(await fixture.runs(), [id]);

    const refused = await fixture.muster(['run', '-', '--rehearse'], {
      input: fixture.task(project, [], 'type: prompt\nprompt: x\n'),
      cwd: project,
    });
    assert.is(refused.code === 0, false);
    assert.not(existsSync(join(project, '.muster', 'artifacts')));
  } finally {
    await fixture.clear();
  }
});

rehearsals.run();
