// Evidence whose paths are absolute because its worker named files as it opened them: below a checkout they are paths of the
// repository, wherever a result may contain one; any other absolute path stays one, and is refused when it is looked up.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Result } from '../../../contracts/work/result.ts';
import { runSteps } from '../../../runtime/steps.ts';
import { findingsRaised, gapsBeside, gapsNamed, verdictsGiven } from '../../../skills/phases/accepted-result.ts';
import { pathInCheckout } from '../../../validators/evidence/path-in-checkout.ts';

const test = suite('an absolute path');

const HOME = '/home/mira/.muster';
const CHECKOUT = `${HOME}/runs/r-k3f7qa/workplaces/claude`;

const PATHS: readonly [written: string, meant: string][] = [
  [`${CHECKOUT}/src/a.js`, 'src/a.js'],
  [`${CHECKOUT}/src/日本/a b.js`, 'src/日本/a b.js'],
  [`/private${HOME}/runs/r-abcdef/workplaces/claude#2/a.js`, 'a.js'],
  // Below the checkout, the first one counts: a repository may contain such folders itself.
  [`${CHECKOUT}/test/runs/r-k3f7qa/workplaces/one/a.js`, 'test/runs/r-k3f7qa/workplaces/one/a.js'],
  ['src/a.js', 'src/a.js'],
  ['runs/r-k3f7qa/workplaces/one/a.js', 'runs/r-k3f7qa/workplaces/one/a.js'],
  ['/etc/passwd', '/etc/passwd'],
  [CHECKOUT, CHECKOUT],
  [`${CHECKOUT}/`, `${CHECKOUT}/`],
  [`${CHECKOUT}//etc/passwd`, `${CHECKOUT}//etc/passwd`],
  [`${HOME}/runs/r-k3f7qa/results/d1/a.js`, `${HOME}/runs/r-k3f7qa/results/d1/a.js`],
];

for (const [written, meant] of PATHS) test(`${written} is ${meant}`, () => assert.is(pathInCheckout(written), meant));

const D = 'r-k3f7qa.d1';
const evidence = [
  { path: `${CHECKOUT}/src/a.js`, line: 2, quote: '// FIXME: handle the empty list' },
  { searched: { pattern: 'retry', scope: `${CHECKOUT}/src/**` } },
];
const meant = [
  { path: 'src/a.js', line: 2, quote: '// FIXME: handle the empty list' },
  { searched: { pattern: 'retry', scope: 'src/**' } },
];
const RESULT = (paths: typeof evidence | typeof meant, place: string): Result =>
  Result.parse({
    ...{ dispatch: D, nonce: 'n', role: 'analyser', status: 'done', summary: 'Looked.' },
    findings: [{ localId: 'a', title: 'A', severity: 'minor', category: 'c', claim: 'Left.', evidence: paths, confidence: 1 }],
    verdicts: [{ finding: 'F-001', verdict: 'SUPPLEMENT', basis: 'Not there.', evidence: paths, notAt: [{ path: place, line: 1 }] }],
    gaps: [{ title: 'G', claim: 'Nobody looked.', category: 'c', evidence: paths }],
  });

test('means the file of the repository in findings, verdicts and gaps, with the same fingerprint', () => {
  const request = { dispatch: D, seat: 'claude', round: 1, asked: ['F-001'], gaps: 0 } as never;
  const events = (result: Result) => [
    ...runSteps(findingsRaised(request, result)),
    ...gapsBeside(request, result),
    ...gapsNamed(request, result),
    ...verdictsGiven(request, result),
  ];
  const said = events(RESULT(evidence, `${CHECKOUT}/src/b.js`));
  assert.equal(said, events(RESULT(meant, 'src/b.js')));
  assert.not.match(JSON.stringify(said), /workplaces/);
  assert.is(said.length, 4);
});

test.run();
