// Which phases a worker may propose, and which are sent back with a reason.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PhaseTemplate } from '../../../../contracts/task/template.ts';
import { checkPhases, type Ground } from '../../../../skills/phases/phase-plan/check-phases.ts';

const GROUND: Ground = { taken: ['analysis', 'next'], roles: ['analyser', 'planner'], examines: null, grouped: false };
const MORE: PhaseTemplate = { key: 'errors', kind: 'fan-out', role: 'analyser', skill: 'error-analysis' };

const faults = (phases: readonly PhaseTemplate[], ground: Partial<Ground> = {}): string[] =>
  checkPhases(phases, { ...GROUND, ...ground }).map(({ path, message }) => `${path}: ${message}`);

const proposal = suite('a proposal of phases');

proposal('may be empty, and may look, examine and argue', () => {
  assert.equal(faults([]), []);
  const all: PhaseTemplate[] = [MORE, { key: 'examine', kind: 'convergence' }, { key: 'argue', kind: 'critic', mode: 'acceptance' }];
  assert.equal(faults(all, { roles: ['analyser', 'critic'] }), []);
});

proposal('has keys that nothing else has, in the run or in itself', () => {
  assert.equal(faults([{ ...MORE, key: 'analysis' }]), ['phases[0].key: another phase has the key `analysis`']);
  assert.equal(faults([MORE, MORE]), ['phases[1].key: another phase has the key `errors`']);
  assert.equal(faults([{ ...MORE, key: 'report' }]), ['phases[0].key: another phase has the key `report`']);
});

proposal('has roles for which somebody is seated', () => {
  assert.match(faults([{ ...MORE, role: 'verifier' }])[0] ?? '', 'phases[0].role: nobody is seated as verifier');
  assert.match(faults([{ key: 'argue', kind: 'critic', mode: 'coverage' }])[0] ?? '', 'phases[0].kind: nobody is seated as critic');
});

proposal('asks only for findings, by skills that there are', () => {
  for (const skill of ['planning', 'convergence', 'no-such-skill'])
    assert.match(faults([{ ...MORE, skill }])[0] ?? '', /^phases\[0\]\.skill: must be one of analysis, .* and is `/, skill);
});

proposal('leaves plans, verdicts, executions and questions to people to templates', () => {
  const kinds: PhaseTemplate[] = [
    { key: 'a', kind: 'plan' },
    { key: 'b', kind: 'phase-plan' },
    { key: 'c', kind: 'verdict' },
    { key: 'd', kind: 'execution' },
  ];
  assert.is(faults(kinds).length, 4);
  assert.equal(faults([{ ...MORE, gates: [{ name: 'ask', asks: 'Pay?' }] }]), ['phases[0].gates: only a template asks a person']);
});

proposal('examines once, and raises nothing after that', () => {
  const examine: PhaseTemplate = { key: 'examine', kind: 'convergence' };
  assert.match(faults([examine], { examines: 'convergence' })[0] ?? '', 'the findings are examined once, in the phase `convergence`');
  assert.match(faults([examine, { ...examine, key: 'twice' }])[0] ?? '', 'phases[1].kind: the findings are examined once');
  assert.match(faults([examine, MORE])[0] ?? '', 'phases[1].kind: comes after the findings were examined');
  assert.match(faults([MORE], { grouped: true })[0] ?? '', 'phases[0].kind: comes after the findings were examined');
});

proposal.run();
