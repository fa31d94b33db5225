// Which phases a worker may propose, and which are sent back with a reason.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PhaseTemplate } from '../../../../contracts/task/template.ts';
import { checkProposal, type Joined } from '../../../../skills/phases/check-proposal.ts';

const RUN: Joined = { taken: ['analysis', 'next'], roles: ['analyser', 'planner'], before: [], after: [] };
const MORE: PhaseTemplate = { key: 'errors', kind: 'fan-out', role: 'analyser', skill: 'error-analysis' };

const faults = (phases: readonly PhaseTemplate[], run: Partial<Joined> = {}): string[] =>
  checkProposal(phases, { ...RUN, ...run }).map(({ path, message }) => `${path}: ${message}`);

const proposal = suite('a proposal of phases');

proposal('may be empty, and may look, examine and argue', () => {
  assert.equal(faults([]), []);
  const all: PhaseTemplate[] = [MORE, { key: 'examine', kind: 'convergence' }, { key: 'argue', kind: 'critic', mode: 'acceptance' }];
  assert.equal(faults(all, { roles: ['analyser', 'critic'] }), []);
});

proposal('has keys that are unique, in the run and in itself', () => {
  assert.equal(faults([{ ...MORE, key: 'analysis' }]), ['phases[0].key: another phase has the key `analysis`']);
  assert.equal(faults([MORE, MORE]), ['phases[1].key: another phase has the key `errors`']);
  assert.equal(faults([{ ...MORE, key: 'report' }]), ['phases[0].key: another phase has the key `report`']);
});

proposal('has only roles with a seat', () => {
  assert.match(faults([{ ...MORE, role: 'verifier' }])[0] ?? '', 'phases[0].role: no seat has the role verifier');
  assert.match(faults([{ key: 'argue', kind: 'critic', mode: 'coverage' }])[0] ?? '', 'phases[0].kind: no seat has the role critic');
});

proposal('asks only for findings, with existing skills', () => {
  for (const skill of ['planning', 'convergence', 'no-such-skill'])
    assert.match(
      faults([{ ...MORE, skill }])[0] ?? '',
      /^phases\[0\]\.skill: no skill `.*` raises findings.*; these do: analysis, /,
      skill,
    );
});

proposal('must leave plans, verdicts, executions and questions to people to templates', () => {
  const kinds: PhaseTemplate[] = [
    { key: 'a', kind: 'plan' },
    { key: 'b', kind: 'phase-plan' },
    { key: 'c', kind: 'verdict' },
    { key: 'd', kind: 'execution' },
  ];
  assert.is(faults(kinds).length, 4);
  assert.equal(faults([{ ...MORE, gates: [{ name: 'ask', asks: 'Pay?' }] }]), ['phases[0].gates: only a template can ask a person']);
});

proposal('raises nothing that no later phase examines, once findings have been examined', () => {
  const examine: PhaseTemplate = { key: 'examine', kind: 'convergence' };
  const late = /^phases\[\d\]\.kind: comes after the findings were examined/;
  assert.match(faults([examine, MORE])[0] ?? '', late);
  assert.match(faults([MORE], { before: [examine] })[0] ?? '', late);
  assert.equal(faults([MORE, { ...examine, key: 'again' }], { before: [examine] }), []);
  assert.equal(faults([MORE], { before: [examine], after: [{ ...examine, key: 'later' }] }), []);
});

proposal('is told which fields its kind does not have', () => {
  const odd: PhaseTemplate = { key: 'argue', kind: 'critic', mode: 'loud' };
  assert.match(faults([odd], { roles: ['critic'] })[0] ?? '', 'phases[0].mode: ');
  assert.match(faults([{ key: 'odd', kind: 'dance' }])[0] ?? '', 'phases[0].kind: must be fan-out or convergence or critic, not dance');
});

proposal.run();
