// What a planner is told of a finding: its claim, what its finder recommends, and evidence where the program found it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CanonicalFinding, Convergence } from '../../../../contracts/findings/convergence.ts';
import { plannedFindings, plannedText } from '../../../../skills/phases/plan/planner-inputs.ts';
import { raisedBy } from '../convergence/examination.ts';

const canonical = (id: string, origins: string[], more: Partial<CanonicalFinding> = {}): CanonicalFinding => ({
  id,
  fingerprint: 'f-000001',
  origins,
  seats: ['one'],
  title: 'The total is wrong',
  category: 'correctness',
  severity: 'major',
  path: 'src/a.ts',
  line: 10,
  state: 'full-consensus',
  ...more,
});

const examined = (findings: CanonicalFinding[]): Convergence => ({
  settings: { enabled: true, maxRounds: 2, mode: 'lightweight', adversarial: false, critic: false },
  round: 1,
  analysers: [],
  findings,
  asks: [],
  words: [],
  skippedWorkers: [],
});

const quoted = { path: 'src/a.ts', line: 3, quote: 'const total = a + b;' };
const first = raisedBy({
  seat: 'one',
  localId: 'x',
  evidence: [quoted, { path: 'gone.ts', line: 1, quote: 'was never there at all' }],
  checks: [{ outcome: 'moved', path: 'src/a.ts', line: 10 }, { outcome: 'absent' }],
});
const second = raisedBy({
  seat: 'two',
  dispatch: 2,
  localId: 'y',
  recommendation: 'Add in cents.',
  evidence: [{ path: 'src/a.ts', line: 10, quote: 'const total = a + b;' }],
});

const planned = suite('what is planned from');

planned('is what is required, with the evidence of every finder once, at the place where it was found', () => {
  const findings = [canonical('F-001', [first.ref, second.ref]), canonical('F-002', [])];
  const [one, ...more] = plannedFindings(examined(findings), [first, second], ['F-001']);
  assert.is(more.length, 0);
  assert.equal([one?.id, one?.state, one?.claim, one?.recommendation], ['F-001', 'full-consensus', first.finding.claim, 'Add in cents.']);
  assert.equal(one?.evidence, [{ path: 'src/a.ts', line: 10, quote: 'const total = a + b;' }]);
});

planned('includes what was merged into it, and is empty if nothing was examined', () => {
  const findings = [canonical('F-001', [first.ref]), canonical('F-002', [second.ref], { state: 'merged', mergedInto: 'F-001' })];
  assert.is(plannedFindings(examined(findings), [first, second], ['F-001'])[0]?.recommendation, 'Add in cents.');
  assert.equal(plannedFindings(null, [first], ['F-001']), []);
});

planned('is text for a model', () => {
  const [one] = plannedFindings(examined([canonical('F-001', [second.ref])]), [second], ['F-001']);
  assert.is(
    one && plannedText(one),
    [
      'F-001 · major · correctness · full-consensus\nThe total is wrong',
      `Claim: ${second.finding.claim}`,
      'Recommended: Add in cents.',
      'Evidence:\n- src/a.ts:10\n    const total = a + b;',
    ].join('\n\n'),
  );
});

planned.run();
